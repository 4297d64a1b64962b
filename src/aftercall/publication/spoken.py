"""What a publication says, in the language of the page.

In English, as it was published. Otherwise it is written again from the published numbers with the same functions,
because nobody approves a translation figure by figure.
"""

from collections.abc import Sequence

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from aftercall.core.languages import is_english
from aftercall.core.words import percent
from aftercall.instrument.characteristics import levels
from aftercall.instrument.series import InstrumentSeries
from aftercall.publication import wording
from aftercall.publication.models import Direction, PublishedChange, PublishedFigure
from aftercall.publication.trends import TrendPoint
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import AnalysisRun, Population
from aftercall.results.presenters import break_sentence

# Groups and breakdowns that the program itself names. Those of a questionnaire are in its own languages.
_NAMES = {
    "female": _("female"),
    "male": _("male"),
    "other": _("other"),
    "Under 16": _("Under 16"),
    "16 to 24": _("16 to 24"),
    "25 to 34": _("25 to 34"),
    "35 to 44": _("35 to 44"),
    "45 to 54": _("45 to 54"),
    "55 to 64": _("55 to 64"),
    "65 to 74": _("65 to 74"),
    "75 and over": _("75 and over"),
    "unknown": _("unknown"),
    "burglary": _("burglary"),
    "vehicle crime": _("vehicle crime"),
    "violence": _("violence"),
    "anti-social behaviour": _("anti-social behaviour"),
    "hate crime": _("hate crime"),
    "Long-term health condition": _("Long-term health condition"),
    "Ethnic group": _("Ethnic group"),
    "Sexual orientation": _("Sexual orientation"),
    "Religion": _("Religion"),
    "Disability": _("Disability"),
    "Disabled": _("Disabled"),
    "Not disabled": _("Not disabled"),
}


def instruments_shown(run: AnalysisRun) -> InstrumentSeries:
    """The questionnaires of an analysis in the language of the page, where they have it."""
    return instruments_of_run(run, "" if is_english() else str(get_language()))


def own_words(text: str, instruments: InstrumentSeries) -> str:
    """A text of the questionnaire, marked as English if it has none in the language of the page."""
    if is_english() or instruments.latest.language.code == get_language():
        return text
    return Markup('<span lang="en">{}</span>').format(text)


def filled(text: str, **values: str) -> str:
    """A translated text with values, of which some may be marked as English."""
    if is_english():
        return text % values
    return Markup(text) % values  # noqa: S704 - a text of ours; the values are escaped unless they are markup


def statement(figure: PublishedFigure, instruments: InstrumentSeries, everybody: Population) -> str:
    """The sentence of a headline, or why its figure is not shown. everybody: who all victims are."""
    if is_english() or figure.percent is None:
        return figure.statement or figure.not_shown
    if instruments.latest.language.code != get_language():
        return own_words(figure.statement, instruments)
    return wording.statement(instruments.measures[figure.measure], _people(figure, everybody), figure.percent)


def precision(figure: PublishedFigure, everybody: Population) -> str:
    """How precise the figure of a headline is; empty if it is not shown. everybody: who all victims are."""
    if is_english() or not figure.precision:
        return figure.precision
    return wording.precision(figure, _people(figure, everybody), figure.first_month, figure.last_month)


def _people(figure: PublishedFigure, everybody: Population) -> str:
    return everybody if figure.population == Population.ALL else figure.population


def break_note(figure: PublishedFigure, instruments: InstrumentSeries) -> str:
    """That the series of a figure breaks; empty if it does not."""
    if is_english() or not figure.break_note:
        return figure.break_note
    return break_sentence(instruments.breaks.get(figure.measure, ()))


def change(one: PublishedChange, now: PublishedFigure, run: AnalysisRun) -> str:
    """What may be said of a change."""
    if is_english():
        return one.statement
    if one.earlier_percent is None or now.percent is None:
        return gettext("The question was changed, so the two figures cannot be compared.")
    earlier, months = (one.earlier_first_month, one.earlier_last_month), (run.first_month, run.last_month)
    return wording.change_statement(
        Direction(one.direction), wording.Compared(earlier, months, one.earlier_percent, now.percent)
    )


def name(text: str) -> str:
    """The name of a breakdown or a group of the program's own; one that somebody typed is marked as English."""
    if is_english():
        return text
    return str(_NAMES[text]) if text in _NAMES else Markup('<span lang="en">{}</span>').format(text)


def group(text: str, breakdown: str, english: InstrumentSeries, shown: InstrumentSeries) -> str:
    """The name of a group: that of the questionnaire's answer in the language of the page, if it is one."""
    if is_english():
        return text
    labels = english.characteristic_levels(breakdown) if breakdown in english.characteristics else {}
    answer = next((answer for answer, label in labels.items() if label == text), None)
    questions = shown.latest.question
    found = levels(questions[breakdown]).get(answer) if answer and breakdown in questions else None
    return found or name(text)


def trend_in_words(shown: Sequence[TrendPoint]) -> str:
    """The picture of a trend in words; empty in English, where the chart has its own."""
    known = [point for point in shown if point.percent is not None]
    if is_english() or len(known) < 2:
        return ""
    first, last = known[0], known[-1]
    words = {
        "earlier": percent((first.percent or 0.0) / 100),
        "before": first.whose_period,
        "later": percent((last.percent or 0.0) / 100),
        "now": last.whose_period,
    }
    return gettext("From %(earlier)s (%(before)s) to %(later)s (%(now)s). The table has every figure.") % words

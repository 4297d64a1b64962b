"""The sentences of a publication."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercall.core.words import number, percent
from aftercall.instrument.measures import Measure
from aftercall.publication.models import Direction, PublishedFigure
from aftercall.results.models import AnalysisRun, Population
from aftercall.results.periods import in_period

# Whom a figure is about, and what they told the police about.
PEOPLE = {
    Population.ALL: (_("victims"), _("crimes and incidents")),
    Population.CRIME: (_("victims of crime"), _("crimes")),
    Population.ANTI_SOCIAL_BEHAVIOUR: (_("victims of anti-social behaviour"), _("incidents")),
}
# As in the sentences of measures, in each language.
_SHARE_OF = {
    Population.ALL: _("%(percent)s of victims"),
    Population.CRIME: _("%(percent)s of victims of crime"),
    Population.ANTI_SOCIAL_BEHAVIOUR: _("%(percent)s of victims of anti-social behaviour"),
}

# What comes before another supplier's method.
_HOW = " How they measured it: "


@dataclass(frozen=True)
class Compared:
    """Two figures and the months that they are about. supplier, method: of an imported earlier figure."""

    earlier: tuple[date, date]
    now: tuple[date, date]
    earlier_percent: float
    percent: float
    supplier: str = ""
    method: str = ""


def statement(measure: Measure, population: str, share: float) -> str:
    """What is published about a measure. share: from 0 to 100."""
    sentence = measure.statement(percent(share / 100))
    if population == Population.ALL:
        return sentence
    words = {"percent": percent(share / 100)}
    everybody, these = (f"{_SHARE_OF[one] % words} " for one in (Population.ALL, Population(population)))
    if everybody in sentence:
        return sentence.replace(everybody, these)
    people, rest = PEOPLE[Population(population)][0], f"{sentence[0].lower()}{sentence[1:]}"
    return gettext("Among %(people)s, %(sentence)s") % {"people": people, "sentence": rest}


def precision(line: PublishedFigure, population: str, first: date, last: date) -> str:
    """How precise a figure is: its interval, base and period. population: whom it is about, in words."""
    people, events = PEOPLE[Population(population)]
    words = {"count": number(line.base or 0), "events": events, "period": in_period(first, last)}
    base = gettext("%(count)s people answered, about %(events)s reported %(period)s.") % words
    if line.low is None or line.high is None:
        return f"{base} {gettext('This is too few to say how precise the figure is.')}"
    ends = {"people": people, "low": percent(line.low / 100), "high": percent(line.high / 100)}
    sure = gettext("We can be 95%% confident that the figure for all %(people)s is between %(low)s and %(high)s.")
    return f"{sure % ends} {base}"


def change_statement(direction: Direction, compared: Compared) -> str:
    """What may be said of a change. It is a rise or a fall only if it is more than chance would explain."""
    return f"{_what_happened(direction, compared)}{_whose(compared)}"


def without_method(sentences: str) -> tuple[str, str]:
    """What may be said of a change, and how another supplier measured the earlier figure: empty if none did. Where many
    changes are listed, the method needs to be said only once."""
    words, _, method = sentences.partition(_HOW)
    return words, method


def _what_happened(direction: Direction, compared: Compared) -> str:
    before, now = in_period(*compared.earlier), in_period(*compared.now)
    if direction is Direction.NO_CLEAR_CHANGE:
        return _without_clear_change(compared, before, now)
    earlier, later = _distinguishable(compared.earlier_percent, compared.percent)
    words = {"earlier": earlier, "before": before, "later": later, "now": now}
    if direction is Direction.ROSE:
        sentences = gettext(
            "This rose from %(earlier)s %(before)s to %(later)s %(now)s. "
            "The rise is more than we would expect by chance."
        )
    else:
        sentences = gettext(
            "This fell from %(earlier)s %(before)s to %(later)s %(now)s. "
            "The fall is more than we would expect by chance."
        )
    return sentences % words


def _without_clear_change(compared: Compared, before: str, now: str) -> str:
    earlier, later = percent(compared.earlier_percent / 100), percent(compared.percent / 100)
    words = {"earlier": earlier, "before": before, "later": later, "now": now}
    if earlier == later:
        return gettext("There was no clear change: it was %(earlier)s both %(before)s and %(now)s.") % words
    sentence = gettext(
        "There was no clear change: it was %(earlier)s %(before)s and %(later)s %(now)s, and chance could explain the "
        "difference."
    )
    return sentence % words


def _distinguishable(earlier: float, later: float) -> tuple[str, str]:
    """Two percentages, with a decimal place if they would look the same without it."""
    places = 0 if percent(earlier / 100) != percent(later / 100) or earlier == later else 1
    return percent(earlier / 100, places), percent(later / 100, places)


def _whose(compared: Compared) -> str:
    if not compared.supplier:
        return ""
    method = compared.method.strip().removesuffix(".")
    words = f" The figure {in_period(*compared.earlier)} was measured by {compared.supplier}, not by this survey."
    return f"{words}{_HOW}{method}." if method else words


def title(run: AnalysisRun, *, corrections: int = 0) -> str:
    """The title of a publication. It names the survey, because a force may have several, or another one later.
    corrections: 1 for the first correction of these results, and so on."""
    correction = {0: "", 1: " (correction)"}.get(corrections, f" (correction {corrections})")
    return f"{run.survey.name}, {run.period}{correction}"


def slug(run: AnalysisRun) -> str:
    """The part of the address that identifies a publication: its months and the number of its analysis."""
    return f"{run.first_month:%Y-%m}-to-{run.last_month:%Y-%m}-{run.pk}"

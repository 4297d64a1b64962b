"""A publication as it is shown on its public pages and in its draft."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from markupsafe import Markup

from aftercall.charts.trend import trend
from aftercall.core.languages import is_english
from aftercall.core.words import number, percent
from aftercall.instrument.measures import Measure
from aftercall.instrument.series import InstrumentSeries
from aftercall.publication import spoken
from aftercall.publication.models import Direction, ImportedSeries, Publication, PublishedChange, PublishedFigure
from aftercall.publication.trends import TrendPoint, plotted
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import AnalysisRun, Population
from aftercall.results.periods import period_words
from aftercall.results.populations import whom_all_are
from aftercall.results.presenters import marked, with_caution

# The direction is also written out, so that nobody has to tell the colours apart.
_COLOURS = {
    Direction.ROSE: "green",
    Direction.FELL: "orange",
    Direction.NO_CLEAR_CHANGE: "grey",
    Direction.NOT_COMPARABLE: "grey",
}


def statements(
    figures: Iterable[PublishedFigure],
    changes: Sequence[PublishedChange],
    instruments: InstrumentSeries,
    run: AnalysisRun,
) -> list[dict[str, object]]:
    """Each headline: the measure's name, the sentence, its precision and the changes since other published figures.
    Those since another supplier's are in the table of changes only, because they need many words."""
    everybody = Population.ALL if is_english() else whom_all_are(run)
    return [
        {
            "name": spoken.own_words(instruments.label(figure.measure), instruments),
            "text": spoken.statement(figure, instruments, everybody),
            "precision": spoken.precision(figure, everybody),
            "break": spoken.break_note(figure, instruments),
            "changes": [
                {
                    "text": spoken.change(one, figure, run),
                    "direction": one.get_direction_display(),
                    "colour": _colour(one),
                }
                for one in changes
                if not one.imported and (one.population, one.measure) == (figure.population, figure.measure)
            ],
        }
        for figure in figures
    ]


def _colour(change: PublishedChange) -> str:
    return _COLOURS[Direction(change.direction)]


def headline_rows(
    figures: Iterable[PublishedFigure], instruments: InstrumentSeries, *, shares: bool = False
) -> list[dict[str, object]]:
    """The figures for everybody, as rows of a table with bars: how many are satisfied, or the other shares."""
    return [
        _row(
            figure,
            marked(spoken.own_words(instruments.label(figure.measure), instruments), broken=bool(figure.break_note)),
        )
        for figure in figures
        if instruments.measures[figure.measure].is_share is shares
    ]


def _row(figure: PublishedFigure, label: str) -> dict[str, object]:
    if figure.percent is None:
        why = figure.not_shown or _capitalised(figure.get_mark_display())
        return {"label": label, "value": f"[{figure.mark}]", "interval": why, "share": None}
    row: dict[str, object] = {
        "label": spoken.filled(_("%(label)s (%(count)s people)"), label=label, count=number(figure.base or 0)),
        "value": percent(figure.percent / 100),
        "interval": _("not available"),
        "share": figure.percent / 100,
    }
    if figure.low is not None and figure.high is not None:
        low, high = figure.low / 100, figure.high / 100
        words = with_caution(_between(low, high), figure.reliability)
        row |= {"interval": words, "low": low, "high": high}
    return row


def change_rows(
    figures: Sequence[PublishedFigure], changes: Sequence[PublishedChange], instruments: InstrumentSeries
) -> list[list[str]]:
    """The cells of each change of these figures: measure, earlier period, percentage then and now, difference with its
    interval, direction."""
    now = {(one.population, one.measure): one for one in figures}
    return [
        _change_cells(one, now[one.population, one.measure], instruments)
        for one in changes
        if (one.population, one.measure) in now
    ]


def suppliers(publication: Publication) -> list[tuple[str, str]]:
    """The suppliers whose figures a publication is compared with, and how they measured them."""
    if not publication.changes.filter(imported=True).exists():
        return []
    series = ImportedSeries.objects.filter(programme=publication.run.programme)
    return list(series.values_list("supplier", "method").distinct())


def _change_cells(change: PublishedChange, now: PublishedFigure, instruments: InstrumentSeries) -> list[str]:
    then = period_words(change.earlier_first_month, change.earlier_last_month)
    return [
        spoken.own_words(instruments.label(change.measure), instruments),
        _("%(period)s (another supplier)") % {"period": then} if change.imported else then,
        _percent(change.earlier_percent),
        _percent(now.percent),
        _difference(change),
        change.get_direction_display(),
    ]


def _percent(value: float | None) -> str:
    return "[x]" if value is None else percent(value / 100)


def _difference(change: PublishedChange) -> str:
    if change.difference is None:
        return "[x]"
    points = _("%(difference)s points") % {"difference": _signed(change.difference)}
    if change.low is None or change.high is None:
        return points
    return _("%(points)s (%(low)s to %(high)s)") % {
        "points": points,
        "low": _signed(change.low),
        "high": _signed(change.high),
    }


def _between(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": percent(low), "high": percent(high)}


def _capitalised(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def _signed(points: float) -> str:
    return f"{points:+.1f}".replace("-", "−")


def groups(publication: Publication, population: Population, instruments: InstrumentSeries) -> list[dict[str, object]]:
    """Each breakdown: its name, and one table per measure."""
    return [
        {
            "name": breakdown_label(instruments, name),
            "tables": tables_by_group(publication, population, name, instruments),
        }
        for name in breakdowns_shown(publication, population, instruments)
    ]


def breakdowns_shown(
    publication: Publication, population: Population, instruments: InstrumentSeries
) -> Mapping[str, str]:
    """The label of each breakdown by which a publication has figures about a population, by name."""
    found = set(publication.figures.filter(population=population).values_list("breakdown", flat=True))
    return {name: breakdown_label(instruments, name) for name in instruments.breakdowns_ever if name in found}


def breakdown_label(instruments: InstrumentSeries, breakdown: str) -> str:
    """The label of a breakdown: as the questionnaire declares it, or the program's own for a characteristic."""
    label = instruments.breakdowns_ever[breakdown]
    is_declared = breakdown in instruments.latest.breakdowns
    return spoken.own_words(label, instruments) if is_declared else spoken.name(label)


def tables_by_group(
    publication: Publication, population: Population, breakdown: str, instruments: InstrumentSeries
) -> list[dict[str, object]]:
    """One table per measure: its caption, head, rows with bars, and a note about a break in the series."""
    figures = list(publication.figures.filter(population=population, breakdown__in=("", breakdown)))
    notes = {figure.measure: figure.break_note for figure in figures if not figure.breakdown}
    name, english = breakdown_label(instruments, breakdown), instruments_of_run(publication.run)
    return [
        {
            "caption": spoken.filled(
                _("%(measure)s, by %(breakdown)s"),
                measure=_what_is_shown(measure, instruments),
                breakdown=name if isinstance(name, Markup) else f"{name[0].lower()}{name[1:]}",
            ),
            "head": _("Share") if measure.is_share else _("Satisfied"),
            "note": notes.get(measure.name, ""),
            "rows": [_row(one, spoken.group(one.group, breakdown, english, instruments)) for one in of_measure],
        }
        for measure in instruments.measures.values()
        if (of_measure := [one for one in figures if one.breakdown and one.measure == measure.name])
    ]


def _what_is_shown(measure: Measure, instruments: InstrumentSeries) -> str:
    label = spoken.own_words(measure.label, instruments)
    return label if measure.is_share else spoken.filled(_("%(measure)s: satisfied"), measure=label)


def _plain(words: str) -> str:
    """The words of a caption, for the title of a picture."""
    return words.striptags() if isinstance(words, Markup) else words


def trend_of_overall(
    points: Mapping[str, Sequence[TrendPoint]], instruments: InstrumentSeries
) -> dict[str, object] | None:
    """The trend of the overall measure; None if there is only one period."""
    overall = instruments.overall
    if overall is None or overall not in points:
        return None
    return next(iter(all_trends({overall: points[overall]}, instruments)), None)


def all_trends(points: Mapping[str, Sequence[TrendPoint]], instruments: InstrumentSeries) -> list[dict[str, object]]:
    """Each measure with several periods: its caption, picture and table."""
    return [
        {
            "caption": _what_is_shown(measure, instruments),
            "chart": trend(_plain(_what_is_shown(measure, instruments)), plotted(found), spoken.trend_in_words(found)),
            "rows": [_trend_cells(point) for point in found],
            "has_break": any(point.after_break for point in found),
            "suppliers": _suppliers(found),
        }
        for measure in instruments.measures.values()
        if len(found := points.get(measure.name, ())) > 1
    ]


def _trend_cells(point: TrendPoint) -> list[str]:
    period = marked(point.whose_period, broken=point.after_break)
    if point.percent is None:
        return [period, "[c]", point.not_shown, ""]
    interval = _("not known") if point.low is None or point.high is None else _interval(point.low, point.high)
    return [period, percent(point.percent / 100), interval, number(point.base or 0)]


def _interval(low: float, high: float) -> str:
    return _between(low / 100, high / 100)


def _suppliers(points: Iterable[TrendPoint]) -> Collection[str]:
    """The suppliers of the imported figures, each once."""
    return dict.fromkeys(point.supplier for point in points if point.supplier)


def provenance(publication: Publication) -> list[tuple[str, str]]:
    """Who was asked, as names and values."""
    run = publication.run
    return [
        (_("When the crimes and incidents were reported"), run.period),
        (_("Victims who could have been sampled"), number(run.frame_size)),
        (_("Sampled"), number(run.sampled)),
        (_("Interviewed"), number(run.respondents)),
        (_("Response rate (AAPOR RR2)"), percent(run.outcome_rates["rr2"], 1)),
    ]

"""Published figures as the local policing body explores them. Nothing here reads an answer or a figure that was not
published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from aftercall.charts.trend import trend
from aftercall.core.documents import Bar, Chart, Facts, Paragraph, Part
from aftercall.core.words import number, percent
from aftercall.instrument.series import InstrumentSeries
from aftercall.methods.small_sample import Reliability
from aftercall.publication.models import Publication, PublishedFigure
from aftercall.publication.origins import origin_link
from aftercall.publication.precision import as_published
from aftercall.publication.trends import TrendPoint, plotted, trends
from aftercall.results.models import Population
from aftercall.results.periods import Period, period_words
from aftercall.results.presenters import with_caution
from aftercall.workbench import pictures
from aftercall.workbench.answering import Funnel, funnel_of
from aftercall.workbench.asked import FigureKey
from aftercall.workbench.crossing import Cell
from aftercall.workbench.dimensions import AREA
from aftercall.workbench.pictures import Picture


@dataclass(frozen=True)
class Choice:
    """What is looked at in a publication."""

    publication: Publication
    population: Population
    measure: str
    breakdown: str


def figure_rows(
    lines: Sequence[PublishedFigure], labels: Mapping[int, str], funnel: Funnel | None = None
) -> list[dict[str, object]]:
    """Published lines as rows with bars; each figure leads to its origin. labels: by the line's number. funnel: which
    groups are further from all of them than chance explains."""
    return [
        {
            "label": f"{labels[line.pk]} ({number(line.base)})" if line.base is not None else labels[line.pk],
            "value": _link(line, labels[line.pk]),
            "interval": pictures.beside_limits(_interval(line), funnel, line.group),
            "share": _share(line.percent),
            "low": _share(line.low),
            "high": _share(line.high),
        }
        for line in lines
    ]


def _link(line: PublishedFigure, label: str) -> Markup | str:
    if line.percent is None:
        return f"[{line.mark}]"
    return origin_link(line.pk, percent(line.percent / 100), label)


def _interval(line: PublishedFigure) -> str:
    if line.percent is None:
        return line.not_shown or line.get_mark_display().capitalize()
    if line.low is None or line.high is None:
        return "not available"
    return with_caution(f"{percent(line.low / 100)} to {percent(line.high / 100)}", line.reliability)


def _share(value: float | None) -> float | None:
    return None if value is None else value / 100


def headline_lines(choice: Choice, instruments: InstrumentSeries) -> list[PublishedFigure]:
    """The figures for everybody, in the order of the questionnaire."""
    lines = list(choice.publication.figures.filter(population=choice.population, breakdown=""))
    order = list(instruments.measures)
    return sorted(lines, key=lambda line: order.index(line.measure))


def group_lines(choice: Choice) -> list[PublishedFigure]:
    """The figures of one measure by one breakdown, in the order in which they were published."""
    lines = choice.publication.figures.filter(
        population=choice.population, measure=choice.measure, breakdown=choice.breakdown
    )
    return list(lines) if choice.breakdown else []


def trend_pictures(choice: Choice, instruments: InstrumentSeries) -> list[Picture]:
    """Each measure over time, with the published figure of every period; each figure leads to its origin."""
    found = trends(choice.publication, choice.population)
    drawn = []
    for name in instruments.measures:
        points, label = found.get(name, []), instruments.label(name)
        if svg := trend(label, plotted(points)):
            note = "Hollow points are figures of another supplier." if any(one.supplier for one in points) else ""
            rows = [trend_row(one, label) for one in points]
            drawn.append(Picture(label, svg, note, ["Period", "Figure", "95% interval", "People"], rows))
    return drawn


def trend_row(point: TrendPoint, label: str) -> list[str]:
    """A period, its figure, interval and base as cells of a table. label: of the measure."""
    if point.percent is None:
        return [point.whose_period, "[c]", point.not_shown or "not shown", ""]
    value = percent(point.percent / 100)
    known = point.low is not None and point.high is not None
    return [
        point.whose_period,
        origin_link(point.line, value, f"{label}, {point.period}") if point.line else value,
        f"{percent((point.low or 0) / 100)} to {percent((point.high or 0) / 100)}" if known else "not known",
        "not known" if point.base is None else number(point.base),
    ]


def group_funnel(choice: Choice) -> Funnel | None:
    """The groups of a breakdown that are shown, around the figure for everybody; None where there are fewer than
    two."""
    whole = choice.publication.figures.filter(
        population=choice.population, measure=choice.measure, breakdown="", percent__isnull=False
    ).first()
    everybody = _cell(whole) if whole else None
    cells = {line.group: cell for line in group_lines(choice) if (cell := _cell(line)) is not None}
    return funnel_of(everybody, cells) if everybody else None


def group_pictures(
    choice: Choice, lines: Sequence[PublishedFigure], found: Funnel | None, instruments: InstrumentSeries
) -> list[Picture]:
    """A funnel plot of the groups that are shown, and the areas as tiles. lines, found: of the groups."""
    labels = {line.group: line.group for line in lines}
    title = f"{instruments.label(choice.measure)}: {instruments.breakdowns.get(choice.breakdown, '')}"
    drawn = [pictures.funnel_picture(title, found, labels)] if found else []
    if choice.breakdown == AREA:
        drawn.append(pictures.tile_picture(title, {line.group: _cell(line) for line in lines}, labels, found))
    return [one for one in drawn if one]


def _cell(line: PublishedFigure) -> Cell | None:
    """What is published of a figure; None where it is not shown or has no interval."""
    known = as_published(line)
    if known is None:
        return None
    return Cell(
        measure=line.measure,
        groups={},
        base=known.base,
        gave=0,
        share=known.share,
        se=known.se,
        low=_share(line.low),
        high=_share(line.high),
        df=0,
        deff=None,
        reliability=Reliability(line.reliability),
    )


def key_of_line(line: PublishedFigure) -> FigureKey:
    """The key of a published figure."""
    run = line.publication.run
    groups = ((line.breakdown, line.group),) if line.breakdown else ()
    months = Period(run.first_month, run.last_month)
    return FigureKey(run.programme_id, months, Population(line.population), line.measure, groups, run.pk)


def line_parts(line: PublishedFigure, instruments: InstrumentSeries) -> list[Part]:
    """One published figure: what it is, and how precise."""
    label = instruments.label(line.measure)
    group = [(instruments.breakdowns.get(line.breakdown, line.breakdown), line.group)] if line.breakdown else []
    facts = [
        ("Measure", label),
        ("People", line.get_population_display()),
        *group,
        ("Reported", period_words(line.first_month, line.last_month)),
        ("Published in", line.publication.title),
    ]
    if line.percent is None:
        return [Paragraph(f"{line.not_shown or line.get_mark_display().capitalize()}."), Facts(facts)]
    value = percent(line.percent / 100)
    exact = ("With one decimal, as in the published files", percent(line.percent / 100, 1))
    facts += [exact, ("95% interval", _interval(line)), ("People who answered (the base)", number(line.base or 0))]
    bar = Bar(label, value, line.percent / 100, _share(line.low), _share(line.high))
    return [Chart(f"{label}: {value}", value, [bar]), Facts(facts)]

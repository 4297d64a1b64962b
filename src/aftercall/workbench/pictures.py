"""The charts beside a crossed table, each with the table that has its figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from aftercall.charts.flow import FlowStep, response_flow
from aftercall.charts.funnel import FunnelArea, FunnelLimits, funnel
from aftercall.charts.importance import Driver, importance_performance
from aftercall.charts.likert import LikertRow, likert
from aftercall.charts.tiles import Tile, in_rows, tile_map
from aftercall.charts.trend import TrendPoint, trend
from aftercall.core.words import number, percent
from aftercall.dispositions.codes import BY_CODE, Group
from aftercall.instrument.scale import SEVEN_POINTS
from aftercall.instrument.series import InstrumentSeries
from aftercall.methods.change_points import ChangePoint
from aftercall.methods.funnel import Zone
from aftercall.methods.small_sample import Reliability
from aftercall.programmes.models import Wave
from aftercall.workbench.answering import Crossing, Funnel
from aftercall.workbench.crossing import Cell, DriverCell
from aftercall.workbench.dimensions import MONTH, Dimension

LEVEL_WORDS = {one.value: one.value.replace("_", " ").capitalize() for one in SEVEN_POINTS}
ZONE_WORDS = {
    Zone.WITHIN: "within what chance explains",
    Zone.WARNING_LOW: "low: beyond the 95% limits",
    Zone.WARNING_HIGH: "high: beyond the 95% limits",
    Zone.ALARM_LOW: "low: beyond the 99.8% limits",
    Zone.ALARM_HIGH: "high: beyond the 99.8% limits",
}
_MONTHS = {"quarter": 3, "month": 1}


@dataclass(frozen=True, eq=False)
class Picture:
    """A chart and its table. note: how to read it. heads, rows: the table, empty where the table above has it all."""

    title: str
    svg: Markup
    note: str = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = field(default_factory=list)


def trend_pictures(
    titles: Mapping[str, str],
    series: Mapping[str, Sequence[tuple[str, Cell | None]]],
    time: Dimension,
    found: Mapping[str, Mapping[str, ChangePoint]],
) -> list[Picture]:
    """A trend for each line that has a figure to rely on. A change is marked in the first period after it."""
    pictures = []
    for line, cells in series.items():
        if all(cell is None or cell.reliability is Reliability.UNRELIABLE for _, cell in cells):
            continue
        points = trend_points(cells, time, found[line])
        if svg := trend(titles[line], points):
            pictures.append(Picture(titles[line], svg))
    return pictures


def trend_points(
    cells: Sequence[tuple[str, Cell | None]], time: Dimension, found: Mapping[str, ChangePoint]
) -> list[TrendPoint]:
    """The points at their months. No line leads across a period that is missing."""
    points: list[TrendPoint] = []
    for period, cell in cells:
        change = found.get(period)
        direction = 0 if change is None else 1 if change.difference > 0 else -1
        place = _month_of(period, time)
        joined = not points or place - points[-1].place <= _MONTHS[time.name]
        share, low, high = (cell.share, cell.low, cell.high) if cell else (None, None, None)
        points.append(TrendPoint(time.groups[period], place, share, low, high, joined=joined, change=direction))
    return points


def _month_of(period: str, time: Dimension) -> int:
    """Where a period is on the axis, in months."""
    if time.name == MONTH:
        year, month = period.split("-")
        return 12 * int(year) + int(month)
    return _MONTHS[time.name] * list(time.groups).index(period)


def change_rows(
    titles: Mapping[str, str], time: Dimension, found: Mapping[str, Mapping[str, ChangePoint]]
) -> list[list[str]]:
    """The changes larger than chance: line, since when, share before and after, difference with its interval."""
    return [
        [
            titles[line],
            time.groups[period],
            percent(one.before, 1),
            percent(one.after, 1),
            f"{_points(one.difference)} points ({_points(one.low)} to {_points(one.high)})",
        ]
        for line, changes in found.items()
        for period, one in changes.items()
    ]


def _points(value: float) -> str:
    return f"{100 * value:+.1f}".replace("-", "−")


def funnel_picture(title: str, found: Funnel, labels: Mapping[str, str]) -> Picture | None:
    """The funnel plot of these groups, numbered in the order of the table."""
    areas = [
        FunnelArea(str(place), found.sizes[group], cell.share, found.zones[group].strength)
        for place, (group, cell) in enumerate(found.cells.items(), start=1)
    ]
    limits = found.limits
    curves = (limits.inner_low, limits.inner_high, limits.outer_low, limits.outer_high)
    svg = funnel(title, areas, found.target, FunnelLimits(found.curve, *(one.tolist() for one in curves)))
    rows = [
        [
            f"{place}. {labels[group]}",
            number(round(found.sizes[group])),
            ZONE_WORDS[found.zones[group]],
        ]
        for place, group in enumerate(found.cells, start=1)
    ]
    heads = ["Group", "Effective interviews", "Where it is"]
    note = (
        f"The line is the share of all of them, {percent(found.target, 1)}. Even if all groups were alike, about 1 in "
        "20 would be beyond the 95% limits and 1 in 500 beyond the 99.8% limits."
    )
    return Picture(f"Funnel plot: {title}", svg, note, heads, rows) if svg else None


_BEYOND = {Zone.ALARM_LOW: "▼ lower than chance explains", Zone.ALARM_HIGH: "▲ higher than chance explains"}


def beside_limits(interval: str, found: Funnel | None, group: str) -> str:
    """An interval in words, which also says if its group is beyond the 99.8% limits."""
    words = _BEYOND.get(found.zones[group], "") if found and group in found.zones else ""
    return "; ".join(filter(None, (interval, words)))


def tile_picture(
    title: str, cells: Mapping[str, Cell | None], labels: Mapping[str, str], found: Funnel | None
) -> Picture | None:
    """The areas as tiles, in alphabetical order: the survey does not know where they are. None: not shown."""
    places = in_rows(sorted(labels.values()))
    tiles = [
        Tile(labels[group], *places[labels[group]], cell.share, percent(cell.share), _arrow(found, group))
        if cell
        else Tile(labels[group], *places[labels[group]], None, "[c]")
        for group, cell in cells.items()
    ]
    svg = tile_map(title, tiles)
    note = "The darker, the higher. ▼ and ▲ are lower and higher than chance explains (99.8%). In alphabetical order."
    return Picture(f"Tile map: {title}", svg, note) if svg else None


def _arrow(found: Funnel | None, group: str) -> str:
    marks = {Zone.ALARM_LOW: "▼", Zone.ALARM_HIGH: "▲"}
    return marks.get(found.zones[group], "") if found and group in found.zones else ""


def likert_picture(
    title: str, found: Mapping[str, Mapping[str, float]], instruments: InstrumentSeries
) -> Picture | None:
    """The answers to each measure on the scale of seven points."""
    rows = [
        LikertRow(instruments.label(name), [shares.get(one, 0.0) for one in LEVEL_WORDS])
        for name, shares in found.items()
    ]
    svg = likert(title, list(LEVEL_WORDS.values()), rows)
    cells = [[row.label, *(percent(share, 1) for share in row.shares)] for row in rows]
    note = "Of the people who said how satisfied they are."
    return Picture(title, svg, note, ["Measure", *LEVEL_WORDS.values()], cells) if svg else None


def importance_picture(found: Sequence[DriverCell]) -> Markup | None:
    """The drivers, numbered in their order."""
    marks = [Driver(str(rank), one.performance, one.importance) for rank, one in enumerate(found, start=1)]
    return importance_performance("Importance and performance", marks)


def flow_picture(waves: Iterable[Wave], sampled: int, outcomes: Mapping[str, int]) -> Picture:
    """From the records of the extracts to the people interviewed."""
    steps = [*_frame_steps([wave.load.flow for wave in waves]), FlowStep("Sampled", sampled), *_outcome_steps(outcomes)]
    return _flow(steps)


def published_flow(waves: Iterable[Wave], sampled: int, interviewed: int) -> Picture:
    """The flow of published results, without the reasons why people were not interviewed."""
    steps = [*_frame_steps([wave.load.flow for wave in waves]), FlowStep("Sampled", sampled)]
    left = FlowStep("Not interviewed", sampled - interviewed, leaves=True)
    return _flow([*steps, left, FlowStep("Interviewed", interviewed)])


def _flow(steps: Sequence[FlowStep]) -> Picture:
    title = "From records to interviews"
    rows = [[f"{'Left: ' if step.leaves else ''}{step.words}", number(step.count)] for step in steps]
    return Picture(title, response_flow(title, steps), "", ["Step", "Count"], rows)


def _frame_steps(flows: Sequence[Mapping[str, object]]) -> list[FlowStep]:
    def total(name: str) -> int:
        return sum(int(str(flow[name])) for flow in flows)

    excluded = sum(sum(flow["excluded"].values()) for flow in flows if isinstance(flow["excluded"], dict))
    return [
        FlowStep("Records read", total("read")),
        FlowStep("Rejected", total("rejected"), leaves=True),
        FlowStep("Excluded by a rule", excluded, leaves=True),
        FlowStep("Repeat records", total("repeats"), leaves=True),
        FlowStep("People in the frame", total("frame")),
    ]


_OUTCOMES = {
    "Refused or broke off": (Group.REFUSAL,),
    "Not reached in time": (Group.NON_CONTACT,),
    "Not able to take part": (Group.OTHER,),
    "Not known if eligible": (Group.UNKNOWN_HOUSEHOLD, Group.UNKNOWN_OTHER),
    "Not eligible": (Group.NOT_ELIGIBLE,),
}


def _outcome_steps(outcomes: Mapping[str, int]) -> list[FlowStep]:
    def total(groups: tuple[Group, ...]) -> int:
        return sum(count for code, count in outcomes.items() if BY_CODE[code].group in groups)

    left = [FlowStep(words, count, leaves=True) for words, groups in _OUTCOMES.items() if (count := total(groups))]
    return [*left, FlowStep("Interviewed", total((Group.COMPLETE, Group.PARTIAL)))]


def titled(crossing: Crossing, lines: Mapping[str, str], instruments: InstrumentSeries) -> dict[str, str]:
    """The title of each line's chart: its label, with the measure where the line is not one."""
    measure = crossing.asked.measure
    label = instruments.label(measure) if measure else ""
    return {line: ": ".join(filter(None, (label, words))) or label for line, words in lines.items()}

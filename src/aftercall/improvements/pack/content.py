"""What the meeting pack shows, from published figures alone; nothing here is about its appearance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from aftercall.core.words import day, number, percent
from aftercall.improvements import presenters, queries
from aftercall.improvements.models import Action
from aftercall.improvements.policies import key_of
from aftercall.improvements.recovery import presenters as recovery_presenters
from aftercall.improvements.recovery.queries import counts
from aftercall.improvements.wording import signed
from aftercall.instrument.series import InstrumentSeries
from aftercall.methods.action_effect import Months
from aftercall.methods.funnel import Limits, Whole, funnel_of
from aftercall.publication.models import Publication, PublishedChange, PublishedFigure
from aftercall.publication.precision import as_published
from aftercall.publication.queries import changes_shown, headlines
from aftercall.publication.quotations import quotations_beside
from aftercall.publication.trends import TrendPoint, trends
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import Population
from aftercall.results.periods import period_words

MOST_LOWEST = 8
MOST_ACTIONS = 8


@dataclass(frozen=True)
class Headline:
    """A level of satisfaction of everybody. Numbers from 0 to 1; low and high may be unknown."""

    label: str
    share: float
    low: float | None
    high: float | None
    base: int


@dataclass(frozen=True)
class Place:
    """An area or category in the funnel plot. zone: within, warning or alarm."""

    label: str
    size: float
    share: float
    zone: Literal["within", "warning", "alarm"]


@dataclass(frozen=True)
class Funnel:
    """How groups differ in the overall measure. breakdown: what the groups are. target: the share of everybody."""

    breakdown: str
    measure: str
    places: Sequence[Place]
    target: float
    sizes: Sequence[float]
    limits: Limits


@dataclass(frozen=True)
class PackAction:
    """An action and what may be said of it."""

    title: str
    owner: str
    due: str
    state: str
    verdict: str
    about: str
    text: str
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Pack:
    """Everything that the pack shows. recovery: the counts of service recovery as names and values. quotations: words
    of people who agreed to be quoted, each with who said it in broad terms."""

    title: str
    force: str
    policing_body: str
    period: str
    published_on: str
    made_on: str
    headlines: Sequence[Headline]
    changes: Sequence[Sequence[str]]
    clear_changes: int
    trend_label: str
    trend: Sequence[TrendPoint]
    funnels: Sequence[Funnel]
    lowest: Sequence[Sequence[str]]
    actions: Sequence[PackAction]
    recovery: Sequence[tuple[str, str]]
    quotations: Sequence[tuple[str, str]] = ()


def pack_of(publication: Publication, *, today: date) -> Pack:
    """The pack about these results."""
    series = instruments_of_run(publication.run)
    survey = publication.run.survey
    everybody = headlines(publication, series)
    overall = series.overall or ""
    changes, in_force = _changes(publication), queries.periods_in_force()
    return Pack(
        title=publication.title,
        force=survey.force_name,
        policing_body=survey.policing_body,
        period=publication.run.period,
        published_on=day(publication.published_at) if publication.published_at else "",
        made_on=day(today),
        headlines=_headlines(everybody, series),
        changes=[_change_cells(one, series) for one in changes],
        clear_changes=sum(one.is_clear for one in changes),
        trend_label=series.label(overall) if overall in series.measures else "",
        trend=trends(publication, Population.ALL).get(overall, ()),
        funnels=_funnels(publication, everybody, series),
        lowest=_lowest(publication, series),
        actions=[_action(one, in_force, today) for one in queries.actions()[:MOST_ACTIONS]],
        recovery=recovery_presenters.count_rows(counts(today)),
        quotations=[(one.words, one.group) for one in quotations_beside(publication, series)],
    )


def _headlines(figures: Iterable[PublishedFigure], series: InstrumentSeries) -> list[Headline]:
    return [
        Headline(series.label(one.measure), one.percent / 100, _share(one.low), _share(one.high), one.base or 0)
        for one in figures
        if one.percent is not None and not series.measures[one.measure].is_share
    ]


def _share(value: float | None) -> float | None:
    return None if value is None else value / 100


def _changes(publication: Publication) -> list[PublishedChange]:
    """The changes since our own earlier figures, those that are more than chance first."""
    changes = [one for one in changes_shown(publication) if one.population == Population.ALL and not one.imported]
    return sorted(changes, key=lambda one: not one.is_clear)


def _change_cells(change: PublishedChange, series: InstrumentSeries) -> list[str]:
    """Measure, earlier period, difference and direction."""
    return [
        series.label(change.measure) if change.measure in series.measures else change.measure,
        period_words(change.earlier_first_month, change.earlier_last_month),
        "[x]" if change.difference is None else f"{signed(change.difference)} points",
        str(change.get_direction_display()),
    ]


def _funnels(publication: Publication, everybody: Iterable[PublishedFigure], series: InstrumentSeries) -> list[Funnel]:
    """The overall measure by area and by category, where at least two groups are shown."""
    overall = next((one for one in everybody if one.measure == series.overall), None)
    whole = as_published(overall) if overall else None
    if overall is None or whole is None:
        return []
    found = []
    for breakdown in queries.PLACES:
        lines = publication.figures.filter(population=Population.ALL, measure=overall.measure, breakdown=breakdown)
        shown = {one.group: known for one in lines if (known := as_published(one))}
        label = series.breakdowns.get(breakdown, breakdown)
        if drawn := _funnel(label, series.label(overall.measure), shown, whole):
            found.append(drawn)
    return found


def _funnel(breakdown: str, measure: str, shown: Mapping[str, Whole], whole: Whole) -> Funnel | None:
    shares, bases = (np.array([getattr(one, name) for one in shown.values()], float) for name in ("share", "base"))
    found = funnel_of(whole, shares, bases)
    if found is None:
        return None
    places = [
        Place(group, size, one.share, zone.strength)
        for (group, one), size, zone in zip(shown.items(), found.sizes.tolist(), found.zones, strict=True)
    ]
    return Funnel(breakdown, measure, places, found.target, found.curve_sizes.tolist(), found.curve)


def _lowest(publication: Publication, series: InstrumentSeries) -> list[list[str]]:
    measures = [name for name, one in series.measures.items() if not one.is_share]
    figures = queries.weakest_figures(publication, measures, Population.ALL)[:MOST_LOWEST]
    return [
        [series.label(one.measure), one.group, percent((one.percent or 0) / 100), _interval(one), number(one.base or 0)]
        for one in figures
    ]


def _interval(line: PublishedFigure) -> str:
    if line.low is None or line.high is None:
        return "not known"
    return f"{percent(line.low / 100)} to {percent(line.high / 100)}"


def _action(action: Action, in_force: Mapping[str, Months], today: date) -> PackAction:
    """An action. If its figure is not public, nothing says what it is about, and there is no number."""
    [row] = presenters.list_rows([action], in_force, today)
    look = presenters.shown_look(presenters.last_look(action), in_force)
    is_public = action.publication is not None
    about = presenters.figure_words(action.run, key_of(action)) if is_public else "A figure that is not public"
    decided = action.is_decided
    return PackAction(
        title=action.title,
        owner=action.owner,
        due=day(action.due_on),
        state=str(row["state"]),
        verdict=look.verdict if decided else "Waiting for both sides",
        about=about,
        text=look.text if decided else "",
        rows=look.rows if decided else (),
    )

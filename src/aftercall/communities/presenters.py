"""This room's figures as words and rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from aftercall.communities import queries
from aftercall.communities.models import Candidate, FocusGroup, Meeting, Passage, Theme
from aftercall.communities.sealing import open_answers
from aftercall.communities.states import ON_PANEL
from aftercall.core.words import day, number, percent
from aftercall.methods.agreement import Agreement, cohen_kappa
from aftercall.methods.arrays import Codes, MethodError
from aftercall.methods.participation import share_interval
from aftercall.results.periods import period_words
from aftercall.results.presenters import interval_words, with_caution

CENSUS_HEADS = ("Community", "Participants", "Share of participants", "Share of population", "Represented", "Missing")
FEW = 5
NOT_SHOWN = "not shown"
_SAYS_SOMETHING = 2.0


def interval(values: Mapping[str, float], places: int = 3) -> str:
    """A figure with its interval."""
    return f"{values['value']:.{places}f} ({values['low']:.{places}f} to {values['high']:.{places}f})"


def level_rows(levels: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Response rates as bars."""
    return [
        {
            "label": level["name"],
            "value": f"{percent(level['rate']['value'])} of {number(level['sampled'])}",
            "share": level["rate"]["value"],
            "interval": f"{percent(level['rate']['low'])} to {percent(level['rate']['high'])}",
            "low": level["rate"]["low"],
            "high": level["rate"]["high"],
        }
        for level in levels
    ]


def pooled_period(one: Mapping[str, Any]) -> str:
    """The months that the results of a characteristic cover."""
    return period_words(date.fromisoformat(one["first_month"]), date.fromisoformat(one["last_month"]))


def pooled_bars(measure: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The groups of a measure that are shown, as bars."""
    return [
        {
            "label": group["group"],
            "value": f"{percent(group['share'], 1)} of {number(group['base'])}",
            "share": group["share"],
            "interval": with_caution(interval_words(group["low"], group["high"]), group["reliability"]),
            "low": group["low"],
            "high": group["high"],
        }
        for group in measure["groups"]
        if group["share"] is not None
    ]


def pooled_rows(measures: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str, str]]:
    """Measure, group, share and interval of every figure."""
    return [
        (measure["label"], bar["label"], bar["value"], bar["interval"])
        for measure in measures
        for bar in pooled_bars(measure)
    ]


def contributions(characteristics: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """The partial indicators of each characteristic."""
    return [(one["name"], interval(one["unconditional"]), interval(one["conditional"])) for one in characteristics]


def census_rows(groups: Iterable[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Participants beside the population. Counts below 5 are not shown. If that is only one group, the smallest other
    one is not shown either: otherwise the total would give it away."""
    shown = list(groups)
    total = sum(group["participants"] for group in shown)
    by_size = sorted(shown, key=lambda group: group["participants"])
    small = [group["name"] for group in by_size if group["participants"] < FEW]
    also = by_size[1]["name"] if len(small) == 1 and len(by_size) > 1 else None
    return [
        (
            group["name"],
            NOT_SHOWN if group["name"] == also else few(group["participants"]),
            NOT_SHOWN if group["name"] == also else _share(group),
            percent(group["population_share"], 1),
            NOT_SHOWN if group["name"] == also else _represented(group, total),
            "Yes" if group["missing"] else "No",
        )
        for group in shown
    ]


def meeting_rows(meetings: Iterable[Meeting]) -> list[tuple[str, str, str]]:
    """Organisation, day and people of meetings."""
    return [(one.organisation.name, day(one.met_on), number(one.people)) for one in meetings]


def missing(compared: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The communities that take part less often than chance explains: the title of the table, and the community."""
    return [(one["title"], group["name"]) for one in compared for group in one["groups"] if group["missing"]]


def few(count: int) -> str:
    """A count, or words that it is small."""
    return number(count) if count >= FEW else f"fewer than {FEW}"


def _share(group: Mapping[str, Any]) -> str:
    return percent(group["share"]["value"], 1) if group["participants"] >= FEW else "fewer"


def _represented(group: Mapping[str, Any], total: int) -> str:
    """A small group's upper bound is that of 4 participants: its own would say how many there are. It says nothing
    where it is more than twice the population's share."""
    ratio = group["ratio"]
    if group["participants"] < FEW:
        most = share_interval(min(FEW - 1, total), total).high
        most_represented = most / group["population_share"] if group["population_share"] else 0.0
        return f"at most {percent(most_represented)}" if 0 < most_represented <= _SAYS_SOMETHING else "too few to say"
    return f"{percent(ratio['value'])} ({percent(ratio['low'])} to {percent(ratio['high'])})"


def needs_rows(people: Iterable[Candidate]) -> list[tuple[str, str, str]]:
    """What those on the panel need: the record, the need, and whether it has been arranged."""
    return [
        (one.consent.reference, answers.needs, f"Arranged on {day(one.arranged_on)}" if one.arranged_on else "Not yet")
        for one in people
        if one.state in ON_PANEL and (answers := open_answers(one)) and answers.needs
    ]


def agreement_of(group: FocusGroup) -> dict[str, Agreement]:
    """The agreement of the two coders on each theme, over the passages that both coded; none before there are any."""
    both, themes = queries.coders(group), list(group.themes.all())
    passages = list(queries.passages(group))
    if len(both) < 2 or not themes:
        return {}
    first, second = (_matrix(passages, themes, coder) for coder in both)
    try:
        return {theme.name: cohen_kappa(first[:, one], second[:, one]) for one, theme in enumerate(themes)}
    except MethodError:
        return {}


def _matrix(passages: Sequence[Passage], themes: Sequence[Theme], coder: int) -> Codes:
    """(passages, themes) 1 where one coder found the theme, -1 where they have not coded the passage."""
    place = {theme.pk: index for index, theme in enumerate(themes)}
    found = np.full((len(passages), len(themes)), -1)
    for row, passage in enumerate(passages):
        for coding in passage.codings.all():
            if coding.coder_id == coder:
                found[row] = 0
                found[row, [place[theme.pk] for theme in coding.themes.all()]] = 1
    return found


def agreement_rows(agreed: Mapping[str, Agreement]) -> list[tuple[str, str, str]]:
    """Theme, share of passages coded alike, kappa."""
    return [
        (
            name,
            percent(one.observed),
            _("all alike") if one.kappa is None else f"{one.kappa:.2f} ({_low_and_high(one)})",
        )
        for name, one in agreed.items()
    ]


def _low_and_high(one: Agreement) -> str:
    return _("%(low)s to %(high)s") % {"low": f"{one.low:.2f}", "high": f"{one.high:.2f}"}


@dataclass(frozen=True)
class BesideSurvey:
    """What a group said about a theme, and what the survey measured about it; figure is empty if it measured
    nothing."""

    theme: Theme
    quotations: Sequence[str]
    label: str
    figure: str

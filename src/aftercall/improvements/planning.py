"""The power to detect an action's expected change, from the precision of the figure that prompted it."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from aftercall.core.dates import months_later
from aftercall.improvements.keys import Prompt
from aftercall.methods.action_effect import level_per_look
from aftercall.methods.arrays import MethodError
from aftercall.methods.power import detectable_change, power_of_change
from aftercall.publication.models import PublishedFigure
from aftercall.results.periods import months_in

# How many periods to come can be chosen for a look.
PERIODS_AHEAD = 8


@dataclass(frozen=True)
class Plan:
    """What is declared. expected_change: in points. looks: the last month of each."""

    starts_on: date
    due_on: date
    expected_change: float
    looks: Sequence[date]


@dataclass(frozen=True)
class PlannedPower:
    """power: from 0 to 1. detectable: the change in points that is found four times in five. before, after: the periods
    of results that are counted."""

    power: float
    detectable: float
    before: int
    after: int


def later_periods(first: date, last: date, *, today: date) -> list[tuple[date, date]]:
    """The next periods of the same length that begin today or later."""
    return list(itertools.islice((one for one in _following(first, last) if one[0] >= today), PERIODS_AHEAD))


def _following(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The periods of the same length that follow one, without end."""
    length = months_in(first, last)
    return (
        (months_later(first, length * number), months_later(last, length * number)) for number in itertools.count(1)
    )


def _until(prompt: Prompt, last_month: date) -> list[tuple[date, date]]:
    following = _following(prompt.run.first_month, prompt.run.last_month)
    return list(itertools.takewhile(lambda one: one[1] <= last_month, following))


def planned_power(prompt: Prompt, plan: Plan) -> PlannedPower | None:
    """The power of the last look; None if no results would begin after the action is in place, or nothing is known of
    the figure's precision.

    Each period is expected to be as precise as the one that prompted the action. A baseline is always assumed: where no
    period lies between, an earlier one is used.
    """
    later = _until(prompt, max(plan.looks))
    after = sum(first >= max(plan.starts_on, plan.due_on) for first, _ in later)
    before = max(sum(last < plan.starts_on.replace(day=1) for _, last in later), 1)
    if not after:
        return None
    own = _variance(prompt.standard_error, prompt)
    variances = [own / before, own / after, _of_others(prompt) * (1 / before + 1 / after)]
    level = level_per_look(len(plan.looks))
    try:
        power = power_of_change(plan.expected_change / 100, variances, level=level)
        return PlannedPower(power, 100 * detectable_change(variances, level=level), before, after)
    except MethodError:
        return None


def _variance(standard_error: float, prompt: Prompt) -> float:
    """The variance of one period, without the finite population correction, because the figure is about the service."""
    run = prompt.run
    left = 1 - run.respondents / run.frame_size if run.frame_size > run.respondents else 1.0
    return (standard_error / 100 / sqrt(left)) ** 2


def _of_others(prompt: Prompt) -> float:
    """The variance of one period's mean over the other groups that are shown; 0 without any."""
    errors = other_errors(prompt)
    return 1 / sum(1 / _variance(one, prompt) for one in errors) if errors else 0.0


def other_errors(prompt: Prompt) -> list[float]:
    """The standard errors of the published figures of the other groups of the same breakdown."""
    if prompt.publication is None or not prompt.key.breakdown:
        return []
    key = prompt.key
    lines = PublishedFigure.objects.filter(
        publication=prompt.publication, population=key.population, measure=key.measure, breakdown=key.breakdown
    )
    errors = lines.exclude(group=key.group).filter(standard_error__gt=0).values_list("standard_error", flat=True)
    return [one for one in errors if one]

"""Weights that make the people who answered agree with the population in what they said about themselves.

They correct for who took part as far as age, sex and so on explain it; they cannot correct for people who care more
about the matter being more likely to answer. People who did not say keep their own share, whose sampling variance the
intervals allow for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aftercall.consultations.results.reading import Answered
from aftercall.methods.arrays import BoolArray, MethodError
from aftercall.methods.calibration import Calibration
from aftercall.methods.design import Design
from aftercall.methods.estimate import proportion
from aftercall.methods.margins import merge_small_levels
from aftercall.methods.raking_to_shares import Classification, rake_to_shares

# Fewer people of a category would have extreme weights, so it is joined with another.
FEWEST_IN_LEVEL = 20


@dataclass(frozen=True)
class Share:
    """A share with its 95% interval, from 0 to 1."""

    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Weights:
    """The raked weights of these people. deff: by what factor they raise the variance (Kish)."""

    calibration: Calibration
    deff: float

    @classmethod
    def of(cls, people: Sequence[Answered], population: Mapping[str, Mapping[str, float]]) -> "Weights | None":
        """The weights to a population, by characteristic and category; None if the people cannot be weighted to it."""
        found = [_classification(name, people, totals) for name, totals in population.items()]
        classifications = [one for one in found if len(one.population) > 1]
        if not classifications:
            return None
        try:
            raked = rake_to_shares(np.ones(len(people)), classifications)
        except MethodError:
            return None
        return cls(raked, raked.diagnostics.after.kish_deff)


def _classification(name: str, people: Sequence[Answered], totals: Mapping[str, float]) -> Classification:
    """The categories, small ones combined with another. People who did not say are in none."""
    own = [one.about[name] for one in people]
    into = merge_small_levels({level: float(own.count(level)) for level in totals}, FEWEST_IN_LEVEL)
    merged: dict[str, float] = {}
    for level, total in totals.items():
        joined = into.get(level, level)
        merged[joined] = merged.get(joined, 0.0) + total
    labels = tuple(merged)
    codes = np.array([labels.index(into.get(level, level)) if level in totals else -1 for level in own])
    return Classification(name, codes, np.array(list(merged.values())), labels)


def share_of(chose: BoolArray, among: BoolArray, weights: Weights | None) -> Share:
    """The share who chose an answer among those who answered, with weights or as they are."""
    found = proportion(
        Design(weights=np.ones(len(chose))),
        chose.astype(np.float64),
        domain=among,
        calibration=weights.calibration if weights else None,
        interval="wilson" if weights is None else "logit",
    )
    return Share(found.estimate, found.low, found.high)

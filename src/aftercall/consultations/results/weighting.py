"""Weights that make the people who answered agree with the population in what they said about themselves.

They correct for who took part as far as age, sex and so on explain it; they cannot for whoever cares more about the
matter. People who did not say keep their own share.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aftercall.consultations.demographics import NOT_SAID
from aftercall.consultations.results.reading import Answered
from aftercall.methods.arrays import BoolArray, MethodError
from aftercall.methods.calibration import Calibration
from aftercall.methods.design import Design
from aftercall.methods.estimate import proportion
from aftercall.methods.margins import Margin, merge_small_levels
from aftercall.methods.raking import rake

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
        margins = [_margin(name, people, totals) for name, totals in population.items()]
        margins = [margin for margin in margins if len(margin.totals) > 1]
        if not margins:
            return None
        try:
            raked = rake(np.ones(len(people)), margins)
        except MethodError:
            return None
        return cls(raked, raked.diagnostics.after.kish_deff)


def _margin(name: str, people: Sequence[Answered], totals: Mapping[str, float]) -> Margin:
    """The population's shares among the people who said, and the share of those who did not."""
    own = [one.about[name] if one.about[name] in totals else NOT_SAID for one in people]
    silent = own.count(NOT_SAID)
    scale = (len(people) - silent) / sum(totals.values())
    levels = {level: total * scale for level, total in totals.items()} | ({NOT_SAID: float(silent)} if silent else {})
    labels = tuple(levels)
    codes = np.array([labels.index(level) for level in own])
    counts = {label: float(own.count(label)) for label in labels if label != NOT_SAID}
    margin = Margin(name, codes, np.array(list(levels.values())), labels)
    return margin.merged(merge_small_levels(counts, FEWEST_IN_LEVEL))


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

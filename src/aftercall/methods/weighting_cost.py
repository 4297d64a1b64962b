"""What it costs to weight participants to the population: their number counts for less (Kish 1965, section 11.7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import MethodError
from aftercall.methods.margins import Margin, merge_small_levels
from aftercall.methods.raking import rake
from aftercall.methods.weight_diagnostics import WeightDiagnostics, weight_diagnostics

FEWEST = 5


@dataclass(frozen=True)
class WeightingCost:
    """people: who could be weighted. merged: categories that joined another because too few people are in them, by
    characteristic. diagnostics: of the weights, which have the mean 1."""

    people: int
    merged: Mapping[str, Mapping[str, str]]
    diagnostics: WeightDiagnostics


def weighting_cost(
    rows: Sequence[Mapping[str, str]], population: Mapping[str, Mapping[str, float]], *, fewest: int = FEWEST
) -> WeightingCost:
    """Rake participants to the population's shares of every characteristic.

    rows: the category of each participant by characteristic; whoever lacks one is left out. population: people by
    category. Raises MethodError if nobody has all of them, or the shares can't be met together.
    """
    complete = [row for row in rows if all(row.get(name) in counts for name, counts in population.items())]
    if not complete:
        raise MethodError("nobody said everything that the weights need; choose fewer characteristics")
    margins, merged = list[Margin](), dict[str, Mapping[str, str]]()
    for name, counts in population.items():
        margin, merged[name] = _margin(name, [row[name] for row in complete], counts, fewest)
        margins.append(margin)
    raked = rake(np.ones(len(complete)), margins, tolerance=1e-8)
    return WeightingCost(len(complete), merged, weight_diagnostics(raked.weights))


def _margin(
    name: str, categories: Sequence[str], counts: Mapping[str, float], fewest: int
) -> tuple[Margin, Mapping[str, str]]:
    """The margin, scaled to the number of participants, and which categories joined which."""
    labels = tuple(label for label, people in counts.items() if people > 0)
    place = {label: index for index, label in enumerate(labels)}
    codes = np.array([place[category] for category in categories], dtype=np.int64)
    totals = np.array([counts[label] for label in labels], dtype=np.float64)
    have = {label: int((codes == index).sum()) for label, index in place.items()}
    into = merge_small_levels(have, fewest)
    return Margin(name, codes, totals / totals.sum() * len(codes), labels).merged(into), into

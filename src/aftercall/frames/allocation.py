"""Sample sizes by stratum: expected under the design, then rounded at random. Exact, so that every machine agrees."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from aftercall.errors import BadInput
from aftercall.frames.design import Allocation, SampleDesign
from aftercall.frames.exact import root
from aftercall.frames.layout import STRATUM_SEPARATOR

_Z = Fraction(196, 100)  # the 97.5th percentile of the normal distribution, as usually rounded
_LARGEST_SPREAD = Fraction(1, 2)  # the largest standard deviation of a proportion


@dataclass(frozen=True)
class StratumAllocation:
    """A stratum's people, the expected and actual size of its sample, and its `offset`.

    `offset`: the fractional part, in [0, 1), that the cumulative expectation has where the stratum begins.
    """

    stratum: str
    population: int
    expected: Fraction
    offset: Fraction
    sample: int

    @property
    def probability(self) -> Fraction:
        """Each person's exact probability of selection, averaged over seeds."""
        return self.expected / self.population


def overall_size(population: int, fraction: Fraction) -> int:
    """The size of the sample: fraction × population, rounded, with halves to the even number."""
    return round(fraction * population)


def expectations(populations: Mapping[str, int], design: SampleDesign) -> dict[str, Fraction]:
    """The expected sample size of each stratum. Their sum is a whole number. Errors: BadInput."""
    if design.allocation is Allocation.PRECISION:
        return _by_precision(populations, design)
    size = overall_size(sum(populations.values()), design.fraction)
    measures = {name: _measure(name, people, design) for name, people in populations.items()}
    minimum = {name: min(design.minimum, people) for name, people in populations.items()}
    if sum(minimum.values()) > size:
        raise BadInput(
            f"minimum: {design.minimum} from every stratum is {sum(minimum.values()):,} people, but the fraction gives "
            f"{size:,}; use a smaller minimum or a larger fraction"
        )
    return _share_within_bounds(size, measures, minimum, populations)


def allocate(
    populations: Mapping[str, int], expected: Mapping[str, Fraction], *, seed: bytes
) -> tuple[StratumAllocation, ...]:
    """Sample sizes by stratum, each its expectation rounded up or down, with the same sum. In the order of the names.

    A systematic draw over the cumulative expectations (Madow 1949); the seed determines its start in [0, 1) and the
    order of the strata. Over all starts, the mean of each size is exactly its expectation.
    """
    offset = Fraction(int(_keyed_number(seed, "start"), 16), 1 << 256)
    allocated = []
    for stratum in sorted(populations, key=lambda name: (_keyed_number(seed, f"stratum|{name}"), name)):
        end = offset + expected[stratum]
        allocated.append(StratumAllocation(stratum, populations[stratum], expected[stratum], offset, floor(end)))
        offset = end - floor(end)
    return tuple(sorted(allocated, key=lambda allocation: allocation.stratum))


def systematic_positions(allocation: StratumAllocation) -> list[int]:
    """The positions, from 0, of the people to select: where the cumulative probability passes a whole number.

    The sampling interval, 1 / probability, is exact.
    """
    probability, offset = allocation.probability, allocation.offset
    # (k - offset) / probability in integers, because a million fractions would be slow.
    scale, step = offset.denominator * probability.denominator, offset.denominator * probability.numerator
    start = offset.numerator * probability.denominator
    return [-((start - k * scale) // step) - 1 for k in range(1, allocation.sample + 1)]


def _measure(stratum: str, people: int, design: SampleDesign) -> Fraction:
    """The size measure that a stratum's share is proportional to."""
    if design.allocation is Allocation.NEYMAN:
        return people * (_of_stratum(design.spread, stratum) or _LARGEST_SPREAD)
    if design.allocation is Allocation.POWER:
        return root(Fraction(people**design.power.numerator), design.power.denominator)
    return Fraction(people)


def _of_stratum(values: Mapping[str, Fraction], stratum: str) -> Fraction | None:
    """The value for a stratum, or else for its category."""
    return values.get(stratum, values.get(category_of(stratum)))


def category_of(stratum: str) -> str:
    """The first part of a stratum's name."""
    return stratum.split(STRATUM_SEPARATOR, maxsplit=1)[0]


def _share_within_bounds(
    size: int, measures: Mapping[str, Fraction], minimum: Mapping[str, int], maximum: Mapping[str, int]
) -> dict[str, Fraction]:
    """Share `size` in proportion to the measures, each share within its bounds.

    Where shares fall outside both bounds, only those on the side with the larger total excess can be fixed at their
    bound; the rest is shared again (Bitran and Hax 1981).
    """
    shares: dict[str, Fraction] = {}
    free = set(measures)
    while free:
        rest = size - sum(shares.values())
        total = sum(measures[name] for name in free)
        wanted = {name: rest * measures[name] / total for name in free}
        over = {name: wanted[name] - maximum[name] for name in free if wanted[name] >= maximum[name]}
        under = {name: minimum[name] - wanted[name] for name in free if wanted[name] < minimum[name]}
        if not over and not under:
            return shares | wanted
        fixed, bound = (over, maximum) if sum(over.values()) >= sum(under.values()) else (under, minimum)
        shares |= {name: Fraction(bound[name]) for name in fixed}
        free -= set(fixed)
    return shares


def _by_precision(populations: Mapping[str, int], design: SampleDesign) -> dict[str, Fraction]:
    """The size that each category needs, shared among its strata in proportion to their people."""
    shares: dict[str, Fraction] = {}
    for category in sorted({category_of(name) for name in populations}):
        strata = {name: people for name, people in populations.items() if category_of(name) == category}
        size = required_size(sum(strata.values()), _half_width(design, category), design)
        minimum = {name: min(design.minimum, people) for name, people in strata.items()}
        measures = {name: Fraction(people) for name, people in strata.items()}
        shares |= _share_within_bounds(max(size, sum(minimum.values())), measures, minimum, strata)
    return shares


def required_size(population: int, half_width: Fraction, design: SampleDesign) -> int:
    """How many people to draw so that the 95 % interval of a proportion has this half-width.

    n0 = z² p (1 - p) / e² answers, or n0 N / (n0 + N - 1) with the finite population correction (Cochran 1977, section
    4.4), divided by the response rate.
    """
    answers = _Z**2 * design.share * (1 - design.share) / half_width**2
    finite = answers * population / (answers + population - 1)
    return min(population, ceil(finite / design.response))


def _half_width(design: SampleDesign, category: str) -> Fraction:
    if category not in design.half_width:
        raise BadInput(f"half_width: add an entry for the category {category}")
    return design.half_width[category]


def _keyed_number(seed: bytes, text: str) -> str:
    return hmac.new(seed, text.encode(), hashlib.sha256).hexdigest()

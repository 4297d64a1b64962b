"""How many of each stratum: expectations by the design, then keyed controlled rounding; exact, so machines agree."""

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

_Z = Fraction(196, 100)  # the 97.5th percentile of the normal distribution, as it is usually rounded
_NO_SPREAD_KNOWN = Fraction(1, 2)  # the largest that a proportion can have


@dataclass(frozen=True)
class Allotment:
    """A stratum's part: its people, the expectation of its sample, the sample, and where in [0, 1) counting stood."""

    stratum: str
    population: int
    expected: Fraction
    reached: Fraction
    sample: int

    @property
    def probability(self) -> Fraction:
        """Of each of its people, averaged over seeds: exact."""
        return self.expected / self.population


def overall_size(population: int, fraction: Fraction) -> int:
    """The sample's size: fraction × population, rounded; a half goes to the even number."""
    return round(fraction * population)


def expectations(populations: Mapping[str, int], design: SampleDesign) -> dict[str, Fraction]:
    """The expected sample of each stratum; together they are a whole number. Errors: BadInput."""
    if design.allocation is Allocation.PRECISION:
        return _by_precision(populations, design)
    size = overall_size(sum(populations.values()), design.fraction)
    measures = {name: _measure(name, people, design) for name, people in populations.items()}
    least = {name: min(design.minimum, people) for name, people in populations.items()}
    if sum(least.values()) > size:
        raise BadInput(
            f"minimum: {design.minimum} of every stratum are {sum(least.values()):,} people, but the fraction gives "
            f"{size:,}; take a smaller minimum or a larger fraction"
        )
    return _shared_out(size, measures, least, populations)


def allocate(populations: Mapping[str, int], expected: Mapping[str, Fraction], *, seed: bytes) -> tuple[Allotment, ...]:
    """Sample sizes that add up to the sum of the expectations, each its own rounded down or up, by stratum's name.

    A systematic draw over the cumulated expectations (Madow 1949), from a start in [0, 1) and in an order of strata
    that both hang on the seed. The mean of each size over all starts is exactly its expectation.
    """
    reached = Fraction(int(_number(seed, "start"), 16), 1 << 256)
    allotted = []
    for stratum in sorted(populations, key=lambda name: (_number(seed, f"stratum|{name}"), name)):
        after = reached + expected[stratum]
        allotted.append(Allotment(stratum, populations[stratum], expected[stratum], reached, floor(after)))
        reached = after - floor(after)
    return tuple(sorted(allotted, key=lambda allotment: allotment.stratum))


def systematic_places(allotment: Allotment) -> list[int]:
    """The places, from 0, at which the stratum's people are taken: where their cumulated probabilities pass a whole
    number. The interval is 1 / probability, exact."""
    share, reached = allotment.probability, allotment.reached
    # (k - reached) / share in whole numbers: a million fractions would take their time.
    top, bottom = reached.denominator * share.denominator, reached.denominator * share.numerator
    begun = reached.numerator * share.denominator
    return [-((begun - pick * top) // bottom) - 1 for pick in range(1, allotment.sample + 1)]


def _measure(stratum: str, people: int, design: SampleDesign) -> Fraction:
    """What a stratum's part is proportional to."""
    if design.allocation is Allocation.NEYMAN:
        return people * (_of(design.spread, stratum) or _NO_SPREAD_KNOWN)
    if design.allocation is Allocation.POWER:
        return root(Fraction(people**design.power.numerator), design.power.denominator)
    return Fraction(people)


def _of(values: Mapping[str, Fraction], stratum: str) -> Fraction | None:
    """A stratum's own value, or that of its category: the first of the stratum's parts."""
    return values.get(stratum, values.get(category_of(stratum)))


def category_of(stratum: str) -> str:
    """The first of a stratum's parts."""
    return stratum.split(STRATUM_SEPARATOR, maxsplit=1)[0]


def _shared_out(
    size: int, measures: Mapping[str, Fraction], least: Mapping[str, int], most: Mapping[str, int]
) -> dict[str, Fraction]:
    """`size` in proportion to the measures, none below its least or above its most.

    Where both bounds are passed, only the side by which more is passed can be fixed for good; the rest is shared again
    (Bitran and Hax 1981).
    """
    shares: dict[str, Fraction] = {}
    free = set(measures)
    while free:
        rest = size - sum(shares.values())
        total = sum(measures[name] for name in free)
        wanted = {name: rest * measures[name] / total for name in free}
        over = {name: wanted[name] - most[name] for name in free if wanted[name] >= most[name]}
        under = {name: least[name] - wanted[name] for name in free if wanted[name] < least[name]}
        if not over and not under:
            return shares | wanted
        fixed, bound = (over, most) if sum(over.values()) >= sum(under.values()) else (under, least)
        shares |= {name: Fraction(bound[name]) for name in fixed}
        free -= set(fixed)
    return shares


def _by_precision(populations: Mapping[str, int], design: SampleDesign) -> dict[str, Fraction]:
    """What each category needs, shared out within it in proportion to its strata's people."""
    shares: dict[str, Fraction] = {}
    for category in sorted({category_of(name) for name in populations}):
        strata = {name: people for name, people in populations.items() if category_of(name) == category}
        size = needed(sum(strata.values()), _half_width(design, category), design)
        least = {name: min(design.minimum, people) for name, people in strata.items()}
        measures = {name: Fraction(people) for name, people in strata.items()}
        shares |= _shared_out(max(size, sum(least.values())), measures, least, strata)
    return shares


def needed(population: int, half_width: Fraction, design: SampleDesign) -> int:
    """People to draw so that the 95 % interval of a proportion is so wide: n0 = z² p (1 - p) / e² answers, the finite
    population counted, n0 N / (n0 + N - 1) (Cochran 1977, section 4.4), divided by the response rate."""
    answers = _Z**2 * design.share * (1 - design.share) / half_width**2
    finite = answers * population / (answers + population - 1)
    return min(population, ceil(finite / design.response))


def _half_width(design: SampleDesign, category: str) -> Fraction:
    if category not in design.half_width:
        raise BadInput(f"half_width: has no entry for the category {category}")
    return design.half_width[category]


def _number(seed: bytes, text: str) -> str:
    return hmac.new(seed, text.encode(), hashlib.sha256).hexdigest()

"""How many of each stratum: keyed controlled rounding, by whole numbers and fractions only: every machine agrees."""

import hashlib
import hmac
from collections.abc import Mapping
from fractions import Fraction
from math import floor


def overall_size(population: int, fraction: Fraction) -> int:
    """The sample's size: fraction × population, rounded; a half goes to the even number."""
    return round(fraction * population)


def allocate(populations: Mapping[str, int], *, size: int, seed: bytes) -> dict[str, int]:
    """Sample sizes by stratum that add up to `size`, each its expectation size × N_h / N rounded down or up.

    A systematic draw over the cumulated expectations (Madow 1949), from a start in [0, 1) and in an order of strata
    that both hang on the seed. The mean of each size over all starts is exactly its expectation, so every person's
    probability is exactly size / N. Returned in the strata's own order.
    """
    total = sum(populations.values())
    reached = Fraction(int(_number(seed, "start"), 16), 1 << 256)
    sizes = {}
    for stratum in sorted(populations, key=lambda name: (_number(seed, f"stratum|{name}"), name)):
        before, reached = reached, reached + Fraction(size * populations[stratum], total)
        sizes[stratum] = floor(reached) - floor(before)
    return {stratum: sizes[stratum] for stratum in sorted(sizes)}


def _number(seed: bytes, text: str) -> str:
    return hmac.new(seed, text.encode(), hashlib.sha256).hexdigest()

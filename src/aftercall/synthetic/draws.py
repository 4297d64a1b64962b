"""Random numbers that can be drawn in any order: each is a pure function of the seed, the name of the draw and an id.

So a block of rows is the same whatever was generated before it, and a person is the same in every file.
"""

from hashlib import blake2b

import numpy as np
import numpy.typing as npt

type Ints = npt.NDArray[np.int64]
type Floats = npt.NDArray[np.float64]
type Bools = npt.NDArray[np.bool_]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def _mixed(bits: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014)."""
    bits = (bits ^ (bits >> np.uint64(30))) * _FIRST
    bits = (bits ^ (bits >> np.uint64(27))) * _SECOND
    return bits ^ (bits >> np.uint64(31))


class Draws:
    """All random numbers of one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def _bits(self, name: str, ids: Ints) -> npt.NDArray[np.uint64]:
        key = int.from_bytes(blake2b(f"{self.seed}:{name}".encode(), digest_size=8).digest())
        return _mixed(_mixed(ids.astype(np.uint64) * _GOLDEN + np.uint64(key)) ^ np.uint64(key))

    def uniform(self, name: str, ids: Ints) -> Floats:
        """One number in [0, 1) for each id."""
        return np.asarray(self._bits(name, ids) >> np.uint64(11), dtype=np.float64) * 2.0**-53

    def chance(self, name: str, ids: Ints, probability: float | Floats) -> Bools:
        """True with the given probability, for each id."""
        return self.uniform(name, ids) < probability

    def whole(self, name: str, ids: Ints, bound: int | Ints) -> Ints:
        """One integer from 0 to below `bound` for each id."""
        return (self.uniform(name, ids) * bound).astype(np.int64)

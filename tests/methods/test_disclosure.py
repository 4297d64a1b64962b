import numpy as np
import pytest

from aftercall.methods.arrays import MethodError
from aftercall.methods.disclosure import primary


def test_small_bases_and_small_counts_are_hidden() -> None:
    bases = np.array([9, 10, 40, 40, 40, 40])
    counts = np.array([5, 5, 1, 39, 0, 40])
    found = primary(bases, counts, minimum_base=10, minimum_count=3)
    assert found.tolist() == [True, False, True, True, False, False]


@pytest.mark.parametrize("counts", [np.array([11]), np.array([-1]), np.array([1, 2])])
def test_counts_must_be_part_of_their_bases(counts: np.ndarray) -> None:
    with pytest.raises(MethodError, match="counts must have the shape of the bases and lie between 0 and the base"):
        primary(np.array([10]), counts, minimum_base=1, minimum_count=1)

import numpy as np
import pytest

from aftercall.methods.arrays import MethodError
from aftercall.methods.disclosure import Shown, primary, suppress, with_totals

Y, P, S = Shown.YES, Shown.PRIMARY, Shown.SECONDARY


def test_small_bases_and_small_counts_are_hidden() -> None:
    bases = np.array([9, 10, 40, 40, 40, 40])
    counts = np.array([5, 5, 1, 39, 0, 40])
    found = primary(bases, counts, minimum_base=10, minimum_count=3)
    assert found.tolist() == [True, False, True, True, False, False]


@pytest.mark.parametrize("counts", [np.array([11]), np.array([-1]), np.array([1, 2])])
def test_counts_must_be_part_of_their_bases(counts: np.ndarray) -> None:
    with pytest.raises(MethodError, match="counts must have the shape of the bases and lie between 0 and the base"):
        primary(np.array([10]), counts, minimum_base=1, minimum_count=1)


def hide_small(cells: object, minimum: int) -> object:
    """`suppress` for a table given without totals, with nested lists in and out."""
    bases = with_totals(np.array(cells))
    return suppress(bases, bases < minimum, minimum_base=minimum).tolist()


def test_a_single_hidden_cell_needs_the_next_smallest_hidden_too() -> None:
    assert hide_small([5, 40, 30, 90], 10) == [P, Y, S, Y, Y]


def test_two_hidden_cells_below_the_minimum_together_need_a_third() -> None:
    assert hide_small([3, 4, 30, 90], 10) == [P, P, S, Y, Y]
    assert hide_small([6, 7, 30, 90], 10) == [P, P, Y, Y, Y]


def test_without_small_cells_nothing_is_hidden() -> None:
    assert hide_small([10, 40], 10) == [Y, Y, Y]


def test_a_table_is_protected_along_both_axes() -> None:
    assert hide_small([[5, 40, 41], [50, 60, 61], [70, 80, 81]], 10) == [
        [P, S, Y, Y],
        [S, S, Y, Y],
        [Y, Y, Y, Y],
        [Y, Y, Y, Y],
    ]


def test_two_hidden_cells_in_each_line_can_still_reveal_one() -> None:
    # Two squares of hidden cells linked by one more cell, which is the difference between totals of the squares.
    bases = with_totals(np.full((5, 5), 20))
    hidden = np.zeros((6, 6), dtype=bool)
    for row, column in [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (3, 2), (2, 3), (3, 3), (2, 4), (3, 4)]:
        hidden[row, column] = True
    assert (hidden[:5].sum(axis=1)[:4] >= 2).all()
    result = suppress(bases, hidden, minimum_base=10)
    assert (result == S).any()


def test_a_total_is_hidden_only_if_no_cell_is_left() -> None:
    bases = with_totals(np.array([12]))
    assert suppress(bases, np.array([True, False]), minimum_base=10).tolist() == [P, S]


def test_the_table_must_have_totals() -> None:
    with pytest.raises(MethodError, match="the table must have totals at the end of each axis"):
        suppress(np.array([1, 2, 4]), np.zeros(3, dtype=bool), minimum_base=1)

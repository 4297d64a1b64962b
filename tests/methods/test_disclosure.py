import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    return suppress(bases, bases < minimum, minimum_base=minimum, counts=bases).tolist()


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
    result = suppress(bases, hidden, minimum_base=10, counts=bases)
    assert (result == S).any()


def test_a_total_is_hidden_only_if_no_cell_is_left() -> None:
    bases = with_totals(np.array([12]))
    assert suppress(bases, np.array([True, False]), minimum_base=10).tolist() == [P, S]


def test_the_table_must_have_totals() -> None:
    with pytest.raises(MethodError, match="the table must have totals at the end of each axis"):
        suppress(np.array([1, 2, 4]), np.zeros(3, dtype=bool), minimum_base=1)


def protect(bases: list[int], counts: list[int], *, counts_are_known: bool = True) -> list[int]:
    """`suppress` for groups by the published rule, 30 people and 3 of either answer."""
    b, c = np.array(bases), np.array(counts)
    hidden = np.append(primary(b, c, minimum_base=30, minimum_count=3), False)
    known = with_totals(c) if counts_are_known else None
    return suppress(with_totals(b), hidden, minimum_base=30, counts=known, minimum_count=3).tolist()


def remainder(bases: list[int], counts: list[int], shown: list[int]) -> tuple[int, int]:
    """Base and count of the hidden groups together: the total minus the groups shown."""
    rest = [(b, c) for b, c, state in zip(bases, counts, shown, strict=False) if state != Y]
    return sum(b for b, _ in rest), sum(c for _, c in rest)


def test_what_remains_of_a_total_must_pass_for_both_counts() -> None:
    # Hiding the smallest group beside the first would leave 71 people, exactly one of whom was dissatisfied.
    shown = protect([40, 31, 500], [39, 31, 400])
    assert shown == [P, Y, S, Y]
    assert remainder([40, 31, 500], [39, 31, 400], shown) == (540, 439)
    assert protect([40, 31, 500], [1, 0, 100]) == [P, Y, S, Y]


def test_groups_hidden_for_their_base_may_have_too_small_a_count_together() -> None:
    assert protect([20, 25, 100, 400], [20, 24, 90, 300]) == [P, P, S, Y, Y]


def test_without_counts_only_the_total_is_shown_beside_a_hidden_group() -> None:
    assert protect([40, 31, 500], [39, 31, 400], counts_are_known=False) == [P, S, S, Y]
    assert protect([40, 41, 500], [20, 31, 400], counts_are_known=False) == [Y, Y, Y, Y]


@given(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120)), min_size=1, max_size=7))
def test_no_remainder_of_a_total_breaks_the_rule(groups: list[tuple[int, int]]) -> None:
    bases, counts = [max(pair) for pair in groups], [min(pair) for pair in groups]
    shown = protect(bases, counts)
    base, count = remainder(bases, counts, shown)
    if base and shown[-1] == Y:
        assert not primary(np.array([base]), np.array([count]), minimum_base=30, minimum_count=3)[0]
    assert shown[-1] == Y or set(shown[:-1]) != {Y}  # or else the groups would give the total away


def test_counts_must_have_totals_too() -> None:
    with pytest.raises(MethodError, match="the table must have totals at the end of each axis"):
        suppress(with_totals(np.array([1, 2])), np.zeros(3, dtype=bool), minimum_base=1, counts=np.array([1, 2, 4]))

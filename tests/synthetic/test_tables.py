import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.synthetic.tables import Weighted, compressed_table

NEARLY_ONE = np.nextafter(1.0, 0.0)


def test_items_are_picked_in_proportion_to_their_weight() -> None:
    groups, uniform = np.repeat([0, 1], 1000), np.tile(np.arange(1000) / 1000, 2)
    picked = Weighted([0, 0, 1, 1, 1], [3, 1, 0, 2, 2]).pick(groups, uniform)
    assert np.bincount(picked, minlength=5).tolist() == [750, 250, 0, 500, 500]


@given(
    weights=st.lists(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=9), min_size=1, max_size=9),
    uniform=st.floats(0, NEARLY_ONE),
)
def test_a_pick_is_always_from_its_group(weights: list[list[float]], uniform: float) -> None:
    groups = [number for number, group in enumerate(weights) for _ in group]
    table = Weighted(groups, [weight for group in weights for weight in group])
    wanted = np.arange(len(weights))
    picked = table.pick(wanted, np.full(len(weights), uniform))
    assert np.array(groups)[picked].tolist() == wanted.tolist()


def test_groups_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order of their groups"):
        Weighted([1, 0], [1, 1])


@pytest.mark.parametrize(
    ("name", "rows"),
    [("surnames", 8432), ("places", 396), ("ethnicity", 38), ("ages", 182), ("drama_numbers", 21)],
)
def test_the_compressed_tables_are_complete(name: str, rows: int) -> None:
    assert compressed_table(name).num_rows == rows

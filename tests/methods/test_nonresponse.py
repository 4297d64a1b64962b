import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercall.methods.arrays import MethodError
from aftercall.methods.nonresponse import nonresponse_weights


def sample(*classes: tuple[int, int, int, int]) -> tuple[np.ndarray, list[np.ndarray]]:
    """Who responded, and the two codes of each row, from (category, age band, sampled, responded)."""
    rows = [(category, band, i < responded) for category, band, sampled, responded in classes for i in range(sampled)]
    columns = np.array(rows, dtype=np.int64).T
    return columns[2] == 1, [columns[0], columns[1]]


def test_those_who_responded_represent_their_cell() -> None:
    responded, cells = sample((0, 0, 4, 2), (0, 1, 3, 3))
    found = nonresponse_weights(np.array([1.0, 2, 3, 4, 5, 5, 5]), responded, cells, minimum=2)
    assert found.weights == pytest.approx([10 / 3, 20 / 3, 0, 0, 5, 5, 5])
    assert [(cell.sampled, cell.responded) for cell in found.cells] == [(4, 2), (3, 3)]
    assert found.cells[0].response_rate == pytest.approx(0.3)
    assert found.cells[0].factor == pytest.approx(10 / 3)


def test_age_bands_merge_before_categories_do() -> None:
    responded, cells = sample((0, 0, 9, 9), (0, 1, 9, 1), (1, 0, 4, 2), (1, 1, 9, 9))
    found = nonresponse_weights(np.ones(31), responded, cells, minimum=5)
    # Each small cell joins the other band of its category, although its neighbour in the next category is smaller.
    assert [cell.classes for cell in found.cells] == [((0, 0), (0, 1)), ((1, 0), (1, 1))]


def test_a_cell_joins_the_smaller_neighbour_or_else_the_one_before() -> None:
    responded, cells = sample((0, 0, 9, 9), (0, 1, 9, 1), (0, 2, 9, 6))
    found = nonresponse_weights(np.ones(27), responded, cells, minimum=5)
    assert [cell.classes for cell in found.cells] == [((0, 0),), ((0, 1), (0, 2))]
    responded, cells = sample((0, 0, 9, 6), (0, 1, 9, 1), (0, 2, 9, 6))
    found = nonresponse_weights(np.ones(27), responded, cells, minimum=5)
    assert [cell.classes for cell in found.cells] == [((0, 0), (0, 1)), ((0, 2),)]


def test_a_small_category_joins_the_next() -> None:
    responded, cells = sample((0, 0, 5, 1), (0, 1, 5, 1), (1, 0, 9, 9))
    found = nonresponse_weights(np.ones(19), responded, cells, minimum=5)
    assert len(found.cells) == 1
    assert found.cells[0].responded == 11


def test_no_classification_makes_one_cell() -> None:
    found = nonresponse_weights(np.ones(4), np.array([True, False, True, False]), [])
    assert found.weights.tolist() == [2, 0, 2, 0]


@pytest.mark.parametrize(
    ("weights", "responded", "message"),
    [
        (np.ones(3), np.zeros(3, dtype=bool), "nobody responded"),
        (np.zeros(3), np.ones(3, dtype=bool), "row 1, 2, 3: the weight is missing or not above 0"),
        (np.ones(3), np.ones(2, dtype=bool), "responded: 2 rows, but the weights have 3"),
    ],
)
def test_invalid_samples_are_refused(weights: np.ndarray, responded: np.ndarray, message: str) -> None:
    with pytest.raises(MethodError, match=message):
        nonresponse_weights(weights, responded, [np.array([0, 0, 1])])


@settings(deadline=None)
@given(st.data(), st.integers(1, 60), st.integers(0, 8))
def test_the_sum_of_the_weights_is_kept_and_no_cell_is_small(data: st.DataObject, size: int, minimum: int) -> None:
    def column(values: st.SearchStrategy[float]) -> np.ndarray:
        return np.array(data.draw(st.lists(values, min_size=size, max_size=size)))

    base = column(st.floats(0.1, 20))
    responded = column(st.booleans().map(float)) == 1
    responded[0] = True
    cells = [column(st.integers(0, 3).map(float)).astype(np.int64) for _ in range(2)]
    found = nonresponse_weights(base, responded, cells, minimum=minimum)
    assert found.weights.sum() == pytest.approx(base.sum())
    assert not found.weights[~responded].any()
    assert (found.weights[responded] >= base[responded] * (1 - 1e-12)).all()
    assert len(found.cells) == 1 or all(cell.responded >= max(minimum, 1) for cell in found.cells)
    assert sum(cell.sampled for cell in found.cells) == size

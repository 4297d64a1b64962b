import pytest

from aftercall.instrument.scale import SATISFIED, SEVEN_POINTS, level


def test_three_of_the_seven_points_count_as_satisfied() -> None:
    assert len(SEVEN_POINTS) == 7
    assert [point for point in SEVEN_POINTS if point in SATISFIED] == list(SEVEN_POINTS[:3])


def test_an_unknown_direction_has_no_level() -> None:
    with pytest.raises(ValueError, match="perhaps"):
        level("perhaps", "")

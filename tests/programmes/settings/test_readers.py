"""Single settings, as people write them."""

import pytest

from aftercall.programmes.settings.readers import hours


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["09:00", "20:00"], ["09:00", "20:00"]),
        (["9am", "8pm"], ["09:00", "20:00"]),
        (["9:00", "8.30 pm"], ["09:00", "20:30"]),
        (["0900", "1730"], ["09:00", "17:30"]),
        (["9", "5"], ["09:00", "17:00"]),
        (["10 a.m.", "noon"], ["10:00", "12:00"]),
        (["09:00:00", "20:00:00"], ["09:00", "20:00"]),
    ],
)
def test_calling_hours_are_understood_as_people_write_them(written: list[str], read: list[str]) -> None:
    assert hours(written) == read


@pytest.mark.parametrize("first", ["7", "7:30", "7am", "12am"])
def test_a_first_call_too_early_is_refused_and_not_taken_for_the_evening(first: str) -> None:
    with pytest.raises(ValueError, match="from 08:00 to 21:00"):
        hours([first, "20:00"])

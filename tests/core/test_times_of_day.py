"""Times of day as people write them."""

from datetime import time

import pytest

from aftercall.core.times_of_day import read_time


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("3pm", time(15)),
        ("3 PM", time(15)),
        ("3", time(15)),
        ("at 3", time(15)),
        ("15:00", time(15)),
        ("15.00", time(15)),
        ("1500", time(15)),
        ("3.30 pm", time(15, 30)),
        ("3:30p.m.", time(15, 30)),
        ("3.30", time(15, 30)),
        ("half past three", time(15, 30)),
        ("half past 3", time(15, 30)),
        ("quarter to three", time(14, 45)),
        ("quarter to one", time(12, 45)),
        ("quarter past ten", time(10, 15)),
        ("ten o'clock", time(10)),
        ("10 o’clock am", time(10)),
        ("noon", time(12)),
        ("12", time(12)),
        ("12am", time(0)),
        ("12.15pm", time(12, 15)),
        ("9", time(9)),
        ("07:00", time(7)),
        ("7", time(19)),
        ("10 am", time(10)),
        ("20:15", time(20, 15)),
    ],
)
def test_a_time_is_understood(text: str, at: time) -> None:
    assert read_time(text) == at


@pytest.mark.parametrize(
    "text", ["", "later", "25:00", "12:60", "15pm", "0am", "half past", "half past thirteen", "3:3", "-3"]
)
def test_a_time_that_is_not_clear_or_does_not_exist_is_not_guessed(text: str) -> None:
    assert read_time(text) is None

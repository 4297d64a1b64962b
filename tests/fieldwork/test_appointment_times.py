"""Days and times as people write them."""

from datetime import date, time

import pytest

from aftercall.fieldwork.appointment_times import read_day, read_time

TUESDAY = date(2025, 3, 4)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2025, 3, 4)),
        ("Tomorrow", date(2025, 3, 5)),
        ("the day after tomorrow", date(2025, 3, 6)),
        ("Wednesday", date(2025, 3, 5)),
        ("on Monday", date(2025, 3, 10)),
        ("this fri", date(2025, 3, 7)),
        ("Tuesday", date(2025, 3, 11)),
        ("next Tuesday", date(2025, 3, 11)),
        ("next Friday", date(2025, 3, 14)),
        ("next mon", date(2025, 3, 10)),
        ("5 March", date(2025, 3, 5)),
        ("5th of March", date(2025, 3, 5)),
        ("Wed, 5 mar 2025", date(2025, 3, 5)),
        ("21st april", date(2025, 4, 21)),
        ("3 March", date(2026, 3, 3)),
        ("5/3", date(2025, 3, 5)),
        ("05.03.2025", date(2025, 3, 5)),
        ("5 3 2025", date(2025, 3, 5)),
        ("3/3/2025", date(2025, 3, 3)),
    ],
)
def test_a_day_is_understood(text: str, day: date) -> None:
    assert read_day(text, TUESDAY) == day


@pytest.mark.parametrize(
    "text",
    ["", "soon", "31 February", "29 February", "32/1", "5/13", "Thursday 5 March", "Tu", "5 Ma", "5 3 25", "next week"],
)
def test_a_day_that_is_not_clear_or_does_not_exist_is_not_guessed(text: str) -> None:
    assert read_day(text, TUESDAY) is None


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

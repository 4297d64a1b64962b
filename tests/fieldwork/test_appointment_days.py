"""Days as people write them."""

from datetime import date

import pytest

from aftercall.fieldwork.appointment_days import read_day

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

"""Numbers and days are published in round bands, with each answer in exactly one."""

from collections import Counter
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from aftercall.consultations.results.band_words import words_of
from aftercall.consultations.results.bands import (
    BANDED,
    bands_between,
    code_of,
    limits_of,
    place,
    read_limit,
    written,
)
from aftercall.instrument.questions import QuestionType

INTEGER, DECIMAL, DATE = BANDED
ANSWERS = {
    INTEGER: st.integers(0, 10**15 - 1).map(str),
    DECIMAL: st.decimals(0, 10**15 - 1, places=3).map(lambda number: f"{number:f}"),
    DATE: st.dates().map(date.isoformat),
}


def said(kind: QuestionType, answers: list[str]) -> list[str]:
    """The bands of these answers in words."""
    places = [place(kind, one) for one in answers]
    return [words_of(kind, band) for band in bands_between(kind, limits_of(kind, places), places)]


def numbers(most: int, people: int) -> list[str]:
    """Numbers from 0, each about as often as any other."""
    return [str(Random(7).sample(range(most + 1), most + 1)[number % (most + 1)]) for number in range(people)]


@pytest.mark.parametrize(
    ("kind", "answers", "bands"),
    [
        (INTEGER, numbers(4, 60), ["0", "1", "2", "3", "4"]),
        (INTEGER, numbers(59, 600), ["0 to 9", "10 to 19", "20 to 29", "30 to 39", "40 to 49", "50 to 59"]),
        (INTEGER, ["3"] * 60, ["3"]),
        # One person of a hundred is not shown by a band of their own, and does not widen the others.
        (INTEGER, [*numbers(4, 100), "999999"], ["0", "1", "2", "3", "4 or more"]),
        (INTEGER, [str(1000 * number) for number in range(60)], ["0 to 9,999", "10,000 to 19,999"]),
        (INTEGER, numbers(9, 20), ["0 to 4", "5 to 9"]),
        (DECIMAL, [str(number / 10) for number in range(60)], ["Under 1", "1 to under 2", "2 to under 3"]),
        (DECIMAL, [str(number / 1000) for number in range(20)], ["Under 0.01", "0.01 to under 0.02"]),
        (DATE, [f"2025-{number % 6 + 1:02}-15" for number in range(60)], ["January 2025", "February 2025"]),
        (DATE, [f"{2000 + number % 10}-03-01" for number in range(60)], ["2000 to 2001", "2002 to 2003"]),
        (DATE, [f"2025-{number % 12 + 1:02}-01" for number in range(49)], ["January 2025 to March 2025"]),
        (DATE, ["1066-10-14", *[f"{number % 2 + 2024}-05-01" for number in range(60)]], ["Before July 2024"]),
        (
            DATE,
            ["1066-10-14", *[f"{number % 20 + 2001}-05-01" for number in range(99)]],
            ["Before 2005", "2005 to 2009"],
        ),
    ],
)
def test_bands_are_round_and_few(kind: QuestionType, answers: list[str], bands: list[str]) -> None:
    found = said(kind, answers)
    assert found[: len(bands)] == bands
    assert len(found) <= 8


@pytest.mark.parametrize("kind", BANDED)
@given(data=st.data())
def test_every_answer_is_in_exactly_one_band_and_a_kept_limit_is_the_same(
    kind: QuestionType, data: st.DataObject
) -> None:
    places = [place(kind, one) for one in data.draw(st.lists(ANSWERS[kind], max_size=80))]
    limits = limits_of(kind, places)
    assert [read_limit(kind, written(kind, one)) for one in limits] == limits == sorted(set(limits))
    later = [*places, *(place(kind, one) for one in data.draw(st.lists(ANSWERS[kind], max_size=5)))]
    bands = bands_between(kind, limits, later)
    held = Counter(band for band in bands for one in later if band.holds(one))
    assert sum(held.values()) == len(later)
    assert len({words_of(kind, band) for band in bands}) == len({code_of(kind, band) for band in bands}) == len(bands)
    counted = Counter(band for band in bands for one in places if band.holds(one))
    ends = [band for band in bands if band.high is None or not band.low]
    assert len(bands) == 1 or not any(0 < counted[band] < 5 for band in ends)


@pytest.mark.parametrize(
    ("kind", "limits", "welsh"),
    [
        (INTEGER, ["5", "10"], ["0 i 4", "5 i 9", "10 neu fwy"]),
        (DECIMAL, ["2.5"], ["Llai na 2.5", "2.5 neu fwy"]),
        (DATE, ["2024-01", "2025-03", "2025-04"], ["Cyn 2024", "Ionawr 2024 i Chwefror 2025", "Mawrth 2025"]),
    ],
)
def test_bands_are_called_in_the_language_of_the_page(kind: QuestionType, limits: list[str], welsh: list[str]) -> None:
    begins = [read_limit(kind, one) for one in limits]
    bands = bands_between(kind, begins, [Decimal(0), Decimal(10**6), *begins])
    with override("cy"):
        assert [words_of(kind, band) for band in bands][: len(welsh)] == welsh

"""What waits for the field manager."""

from datetime import date, datetime

import pytest
from tests.fieldwork.making import TUESDAY, Person, at, make_cases, make_programme, make_release, make_wave

from aftercall.fieldwork.models import Case
from aftercall.fieldwork.monitoring_waiting import (
    fieldwork_to_close,
    next_sample,
    results_to_return,
    samples_to_receive,
    waves_being_called,
)
from aftercall.fieldwork.states import CaseState
from aftercall.programmes.models import Wave
from aftercall.programmes.states import WaveState

pytestmark = pytest.mark.django_db
AFTER_THE_LAST_WINDOW = datetime(2025, 4, 26, 9, tzinfo=TUESDAY.tzinfo)


def test_a_released_sample_waits_to_be_received() -> None:
    wave = make_release([Person("CASE1"), Person("CASE2")]).wave
    [item] = samples_to_receive(TUESDAY)
    assert (item.text, item.details) == (
        "Receive the sample for January 2025",
        "2 cases, released on 1 February 2025.",
    )
    assert item.url == f"/fieldwork/progress/{wave.pk}/"
    assert list(waves_being_called(TUESDAY)) == []


def test_a_wave_being_called_shows_how_many_cases_are_left_and_which_windows_close_soon() -> None:
    make_cases(Person("CASE1"), Person("CASE2", reported_on=date(2025, 1, 20)), Person("CASE3"))
    Case.objects.filter(released__reference="CASE3").update(state=CaseState.CLOSED)
    [item] = waves_being_called(TUESDAY)
    assert item.text == "January 2025: 2 of 3 cases are not yet closed"
    assert item.details == "The last contact window closes on 25 April 2025."
    [item] = waves_being_called(at(25, 10))
    assert item.details.startswith("1 case’s window closes in the next 7 days.")
    assert list(samples_to_receive(TUESDAY)) == list(fieldwork_to_close(TUESDAY)) == []


def test_before_the_windows_of_a_wave_open_the_page_says_when_they_do() -> None:
    make_cases(Person("CASE1"))
    [item] = waves_being_called(at(1, 10, month=2))
    assert item.text == "January 2025: 1 of 1 case is not yet closed"
    assert item.details == "The first contact window opens on 28 February 2025."


def test_fieldwork_can_be_closed_when_the_last_window_has_closed_or_all_cases_have() -> None:
    [case] = make_cases(Person("CASE1"))
    assert list(fieldwork_to_close(TUESDAY)) == []
    [item] = fieldwork_to_close(AFTER_THE_LAST_WINDOW)
    assert item.details == "1 of 1 case is not yet closed, but the last contact window closed on 25 April 2025."
    assert item.url == f"/fieldwork/progress/{case.wave_id}/close/"
    assert list(waves_being_called(AFTER_THE_LAST_WINDOW)) == []
    Case.objects.update(state=CaseState.CLOSED)
    [item] = fieldwork_to_close(TUESDAY)
    assert item.details == "All its cases are closed."


def test_the_results_of_a_closed_wave_wait_to_be_returned() -> None:
    make_cases()
    assert list(results_to_return(TUESDAY)) == []
    Wave.objects.update(state=WaveState.CLOSED)
    [item] = results_to_return(TUESDAY)
    assert item.text == "Return the results for January 2025"


def test_the_next_sample_is_shown_with_its_first_contact_window() -> None:
    [item] = next_sample(TUESDAY)
    assert item.text == "The force has not planned the next sample yet"
    programme = make_programme()
    make_wave(programme)
    for month in (3, 2):
        wave = make_wave(programme, date(2025, month, 1))
        Wave.objects.filter(pk=wave.pk).update(state=WaveState.PLANNED)
    [item] = next_sample(TUESDAY)
    assert item.text == "The next sample is that of February 2025"
    assert "first contact window opens on 29 March 2025" in item.details

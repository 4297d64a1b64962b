"""What waits for an interviewer."""

from datetime import date, datetime, timedelta

import pytest
from tests.fieldwork.making import (
    TUESDAY,
    Person,
    at,
    call,
    claim,
    make_cases,
    make_programme,
    make_release,
    make_user,
    make_wave,
)

from aftercall.accounts.models import User
from aftercall.dispositions.codes import APPOINTMENT, BY_CODE
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Case
from aftercall.fieldwork.waiting import case_in_hand, next_calls, people_to_call, promised_calls, promised_on_later_days

pytestmark = pytest.mark.usefixtures("no_minimum_call")


def promise(interviewer: User, when: datetime) -> None:
    """Call the next person, who asks to be called again at this time."""
    operations.record_outcome(
        attempt=call(interviewer), disposition=APPOINTMENT, interviewer=interviewer, at=TUESDAY, appointment_at=when
    )


def test_the_case_in_hand_comes_with_a_link_to_the_page_it_is_on(interviewer: User) -> None:
    make_cases()
    assert list(case_in_hand(TUESDAY, interviewer)) == []
    case = claim(interviewer)
    assert [(item.text, item.url) for item in case_in_hand(TUESDAY, interviewer)] == [
        ("Go back to your case", "/fieldwork/case/")
    ]
    operations.start_call(case=case, interviewer=interviewer, at=TUESDAY)
    assert [(item.text, item.url) for item in case_in_hand(TUESDAY, interviewer)] == [
        ("Go back to your call", "/fieldwork/call/")
    ]


def test_promised_calls_are_due_now_later_today_or_on_later_days(interviewer: User, colleague: User) -> None:
    make_cases(Person("CASE1"), Person("CASE2"), Person("CASE3"), Person("CASE4"), Person("CASE5"))
    for when in (at(4, 11), at(4, 12, 30), at(4, 18), at(4, 19), at(6, 17, 30)):
        promise(interviewer, when)
    due, later_today = promised_calls(at(4, 12, 30), interviewer)
    assert due.text == "2 promised calls are due now"
    assert due.details == "Promised for 4 March 2025 at 11:00am and 4 March 2025 at 12:30pm."
    assert due.urgent
    assert (later_today.text, later_today.details) == (
        "You have promised 2 calls later today",
        "At 6:00pm and 7:00pm.",
    )
    [later] = promised_on_later_days(at(4, 12, 30), interviewer)
    assert later.details == "The first is on 6 March 2025 at 5:30pm."
    assert [*promised_calls(at(4, 12), colleague), *promised_on_later_days(at(4, 12), colleague)] == []


def test_people_who_can_be_called_are_counted_with_the_end_of_the_calling_hours(interviewer: User) -> None:
    make_cases(Person("CASE1"), Person("CASE2"), Person("CASE3", reported_on=TUESDAY.date()))
    [item] = people_to_call(TUESDAY, interviewer)
    assert (item.text, item.details) == ("2 people can be called now", "You can call until 8:00pm today.")
    assert list(next_calls(TUESDAY, interviewer)) == []


def test_no_one_is_to_be_called_outside_the_calling_hours_or_without_the_agreement(interviewer: User) -> None:
    make_cases()
    assert list(people_to_call(at(4, 20), interviewer)) == []
    assert list(people_to_call(TUESDAY, make_user(name="new", signed=False))) == []


def test_outside_the_calling_hours_the_page_says_when_calling_starts_again(interviewer: User) -> None:
    make_cases()
    for now, start in ((at(4, 7), "4 March 2025 at 9:00am"), (at(8, 20), "9 March 2025 at 11:00am")):
        [item] = next_calls(now, interviewer)
        assert item.text == "You cannot call anyone now"
        assert item.details == f"Your next call can be on {start}."


def test_bank_holidays_and_weekends_without_calls_are_skipped(interviewer: User) -> None:
    wave = make_wave(make_programme(calling={"saturdays": [], "sundays": []}))
    release = make_release([Person("CASE1", reported_on=date(2025, 2, 1))], wave)
    operations.receive_release(release=release, actor=release.released_by, at=TUESDAY)
    good_friday = at(18, 10, month=4)
    [item] = next_calls(good_friday, interviewer)
    assert item.details == "Your next call can be on 22 April 2025 at 9:00am."
    assert list(people_to_call(good_friday, interviewer)) == []


def test_if_everyone_has_been_tried_the_page_says_when_the_next_call_can_be(interviewer: User) -> None:
    make_cases()
    operations.record_outcome(
        attempt=call(interviewer), disposition=BY_CODE["3.13"], interviewer=interviewer, at=TUESDAY
    )
    first = Case.objects.get().next_call_from
    assert first > TUESDAY
    [item] = next_calls(TUESDAY, interviewer)
    assert item.text == "There is no one to call at the moment"


def test_before_the_windows_open_the_page_says_when_the_first_call_can_be(interviewer: User) -> None:
    make_cases(Person("CASE1", reported_on=date(2025, 1, 10)))
    [item] = next_calls(TUESDAY, interviewer)
    assert item.details == "Your next call can be on 7 March 2025 at 9:00am."


def test_without_cases_the_page_says_what_has_to_happen_first(interviewer: User) -> None:
    [item] = next_calls(TUESDAY, interviewer)
    assert item.text == "There is no one to call"
    make_cases()
    [item] = next_calls(TUESDAY + timedelta(weeks=30), interviewer)
    assert item.text == "There is no one to call"

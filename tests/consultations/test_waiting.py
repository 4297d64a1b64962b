"""What waits for a researcher on the home page, from the first draft to the results, and for whom."""

from collections.abc import Iterable
from datetime import date

import pytest
from tests.consultations.making import (
    OPEN,
    OVER,
    WRITTEN,
    Person,
    author,
    closed,
    make_draft,
    make_open,
    reviewer,
    store_people,
)

from aftercall.accounts.models import User
from aftercall.consultations import policies, waiting
from aftercall.consultations.operations import flooding, preparing, releasing
from aftercall.core.home import HomeItem

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def texts(items: Iterable[HomeItem]) -> list[str]:
    """What each says before the title."""
    return [item.text.removesuffix(": Policing priorities") for item in items]


def to_do(user: User) -> list[str]:
    return texts(waiting.consultations_to_work_on(OPEN, user))


def test_each_step_waits_for_the_one_who_can_take_it() -> None:
    robin, sam = author(), reviewer()
    one = make_draft()
    assert (to_do(robin), to_do(sam)) == (["Finish the draft"], [])
    preparing.submit(consultation=one, actor=robin, at=WRITTEN)
    assert (to_do(robin), to_do(sam)) == ([], ["Approve or send back"])
    preparing.send_back(consultation=one, reason="Say who decides.", actor=sam, at=WRITTEN)
    assert (to_do(robin), to_do(sam)) == (["Amend the draft"], [])
    preparing.submit(consultation=one, actor=robin, at=WRITTEN)
    one.refresh_from_db()
    preparing.approve(consultation=one, seen=policies.seen(one), actor=sam, at=WRITTEN)
    assert to_do(sam) == []
    assert [item.details for item in waiting.open_consultations(WRITTEN)] == ["Opens on 1 June 2026."]
    assert [item.details for item in waiting.open_consultations(OPEN)] == [
        "0 answers so far. Closes on 31 August 2026."
    ]
    event = {"title": "Meeting", "on": date(2026, 6, 14), "when": "", "where": "Town hall"}
    preparing.add_event(consultation=one, **event, actor=robin, at=OPEN)
    assert texts(waiting.events_to_approve(OPEN, sam)) == ["Approve an event"]
    assert texts(waiting.events_to_approve(OPEN, robin)) == []
    assert texts(waiting.events_to_approve(OVER, sam)) == []


def test_a_consultation_is_closed_checked_and_its_results_approved_by_another_person() -> None:
    robin, sam = author(), reviewer()
    one = make_open()
    store_people(one, [Person({"confidence": "agree"})] * 12)
    assert texts(waiting.consultations_to_work_on(OVER, sam)) == ["Close"]
    one = closed(one)
    assert texts(waiting.consultations_to_work_on(OVER, sam)) == ["Look for floods of copies"]
    flooding.look(consultation=one, actor=robin, at=OVER)
    assert texts(waiting.results_to_prepare()) == ["Moderate texts and prepare the results"]
    releasing.prepare(consultation=one, fields=["confidence", "top"], actor=robin, at=OVER)
    releasing.send(consultation=one, fields=["confidence", "top"], actor=robin, at=OVER)
    assert texts(waiting.results_to_prepare()) == []
    assert texts(waiting.parts_to_approve(OVER, sam)) == ["Approve or refuse 2 parts of the results"]
    assert texts(waiting.parts_to_approve(OVER, robin)) == []

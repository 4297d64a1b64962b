"""What the home page of the data protection officer says about requests."""

from datetime import timedelta

import pytest
from tests.fieldwork.making import TUESDAY
from tests.rights.desk.making import make_officer, make_request

from aftercall.rights.desk import operations
from aftercall.rights.desk.models import PauseReason, RequestKind
from aftercall.rights.desk.waiting import complaints_to_acknowledge, requests_to_answer

pytestmark = pytest.mark.django_db


def test_requests_that_are_due_soon_are_named_and_the_others_counted() -> None:
    assert list(requests_to_answer(TUESDAY)) == []
    officer = make_officer()
    early, late = make_request(at=TUESDAY - timedelta(days=25)), make_request()
    first, others = requests_to_answer(TUESDAY)
    assert first.text == f"Answer request {early.reference}"
    assert first.details == "Access. The answer is due by 7 March 2025."
    assert others.text == "1 more request to work on"
    operations.pause(request=early, reason=PauseReason.SCOPE, note="Which?", actor=officer, at=TUESDAY)
    assert [item.text for item in requests_to_answer(TUESDAY)] == ["2 requests to work on"]
    assert late.due_on > TUESDAY.date()


def test_complaints_wait_until_they_are_acknowledged() -> None:
    officer = make_officer()
    make_request()
    complaints = [make_request(RequestKind.COMPLAINT) for _ in range(11)]
    items = list(complaints_to_acknowledge())
    assert items[0].text == f"Acknowledge complaint {complaints[0].reference}"
    assert items[0].due_on == complaints[0].acknowledge_by
    assert [item.text for item in items[10:]] == ["Acknowledge 1 more complaint"]
    operations.acknowledge(request=complaints[0], actor=officer, at=TUESDAY)
    assert len(list(complaints_to_acknowledge())) == 10

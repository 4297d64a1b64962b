"""What waits for the data protection officer about requests to opt out."""

from datetime import timedelta

import pytest
from tests.fieldwork.making import TUESDAY, Person, make_cases
from tests.rights.test_objections import ANN, digests

from aftercall.core.audit import SystemActor
from aftercall.core.models import AuditEntry
from aftercall.rights.objections import opt_out
from aftercall.rights.opt_outs.operations import alert_about_flood, count_refused_request
from aftercall.rights.opt_outs.queries import FLOOD, requests_on
from aftercall.rights.opt_outs.waiting import FLOOD_SHOWN, details_to_destroy, floods
from aftercall.suppression.models import ObjectionSource
from aftercall.suppression.operations import record_objection

pytestmark = pytest.mark.django_db
WEDNESDAY = TUESDAY + timedelta(days=1)


def send(number: int) -> None:
    """A request as the public site records it, without the time that digests take."""
    source, actor = ObjectionSource.PUBLIC_SITE, SystemActor("public")
    record_objection(digests=[f"digest {number}"], source=source, actor=actor, at=TUESDAY)
    alert_about_flood(at=TUESDAY)


def test_details_that_will_be_destroyed_are_announced() -> None:
    make_cases(Person("CASE1", digests=digests(ANN)))
    assert list(details_to_destroy(TUESDAY)) == []
    opt_out(person=ANN, at=TUESDAY)
    [item] = details_to_destroy(TUESDAY)
    assert item.text == "1 request to opt out from people with a case"
    assert "the first on 18 March 2025" in item.details


def test_unusually_many_requests_on_a_day_are_an_alert_for_a_week() -> None:
    for number in range(FLOOD - 1):
        send(number)
    assert list(floods(TUESDAY)) == []
    assert not AuditEntry.objects.filter(action="opt_outs.flood").exists()
    send(FLOOD)
    for _ in range(3):
        count_refused_request(at=TUESDAY)
    assert (requests_on(TUESDAY.date()), requests_on(WEDNESDAY.date())) == (FLOOD + 3, 0)
    [item] = floods(WEDNESDAY)
    assert item.urgent
    assert item.text == "23 requests to opt out on 4 March 2025"
    assert item.details.startswith("3 requests refused. These are unusually many.")
    assert AuditEntry.objects.get(action="opt_outs.flood").details == {"requests_in_a_day": FLOOD}
    assert AuditEntry.objects.filter(action="opt_out.refused").count() == 1
    assert len(list(floods(TUESDAY + FLOOD_SHOWN))) == 1
    assert list(floods(WEDNESDAY + FLOOD_SHOWN)) == []


def test_a_flood_of_requests_that_were_all_received_says_nothing_about_refusals() -> None:
    for number in range(FLOOD):
        send(number)
    [item] = floods(TUESDAY)
    assert item.details.startswith("These are unusually many.")

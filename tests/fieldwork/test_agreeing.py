"""What people agree to at the end of their interview."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.fieldwork.making import (
    TUESDAY,
    Person,
    call,
    get_case,
    make_release,
    make_wave,
    overwrite,
    stored_instrument,
)
from tests.fieldwork.test_interviews import answer_in_order, begin

from aftercall.accounts.models import User
from aftercall.config.replays import REPLAYS
from aftercall.consents.details import open_details
from aftercall.consents.models import Consent
from aftercall.core import vault
from aftercall.core.audit import SystemActor
from aftercall.core.models import AuditEntry
from aftercall.fieldwork import agreeing, operations
from aftercall.fieldwork.agreeing import keep_consents
from aftercall.fieldwork.models import Interview
from aftercall.fieldwork.operations import receive_release
from aftercall.programmes.models import Survey, Wave
from aftercall.suppression.models import HouseholdDigest, ObjectionSource
from aftercall.suppression.operations import record_objection

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_minimum_call")]
_YES_NO = [{"name": "yes", "label": "Yes", "key": "1"}, {"name": "no", "label": "No", "key": "2"}]
DOCUMENT = {
    "name": "agreeing",
    "version": 1,
    "title": "Survey",
    "minutes": 1,
    "choices": [{"name": "yes_no", "options": _YES_NO}],
    "questions": [
        {"type": "select_one yes_no", "name": "contact", "label": "May the force contact you?"},
        {"type": "select_one yes_no", "name": "again", "label": "May we ask you again?"},
    ],
    "objection": {"question": "again", "answer": "no"},
    "consents": [
        {
            "name": "service_recovery",
            "question": "contact",
            "answer": "yes",
            "purpose": "To put right what went wrong",
            "fields": ["name", "phone", "category"],
            "months": 3,
        }
    ],
}


def interview(interviewer: User, contact: str, again: str) -> None:
    """Interview the only person, and finish."""
    wave = make_wave()
    overwrite(Survey, instrument=stored_instrument(DOCUMENT))
    wave = Wave.objects.get(pk=wave.pk)
    release = make_release([Person("CASE1", digests=["digest of the person"])], wave)
    receive_release(release=release, actor=release.released_by, at=TUESDAY)
    attempt = call(interviewer)
    answer_in_order(begin(attempt), interviewer, {"contact": contact, "again": again})
    operations.finish_interview(attempt=attempt, interviewer=interviewer, at=TUESDAY)
    operations.finish_interview(attempt=attempt, interviewer=interviewer, at=TUESDAY)


IN_THE_NIGHT = TUESDAY + timedelta(days=1)


def test_what_a_person_agrees_to_is_one_record_with_the_agreed_details_alone(interviewer: User) -> None:
    interview(interviewer, "yes", "yes")
    assert keep_consents(at=IN_THE_NIGHT) == 1
    consent = Consent.objects.get()
    assert open_details(consent) == {"name": "Ms Ann Example0", "phone": "+447700900123", "category": "Burglary"}
    assert (consent.name, consent.given_on, consent.ends_on.month) == ("service_recovery", TUESDAY.date(), 6)
    assert not AuditEntry.objects.filter(subject=consent.subject).exists()


@pytest.mark.parametrize(("contact", "again"), [("no", "yes"), ("yes", "no")])
def test_nothing_is_kept_of_people_who_do_not_agree_or_who_object(interviewer: User, contact: str, again: str) -> None:
    interview(interviewer, contact, again)
    assert keep_consents(at=IN_THE_NIGHT) == 0
    assert not Consent.objects.exists()
    assert get_case("CASE1").final_disposition == "1.1"


def test_no_time_or_order_leads_from_a_record_to_the_interview(interviewer: User) -> None:
    before = vault.rings_beginning_with("consent-")
    interview(interviewer, "yes", "yes")
    assert keep_consents(at=TUESDAY) == 0
    assert vault.rings_beginning_with("consent-") == before
    with CaptureQueriesContext(connection) as queries:
        assert keep_consents(at=IN_THE_NIGHT) == 1
    assert sum(query["sql"].startswith("INSERT") for query in queries) == 2  # the record and its digests
    assert keep_consents(at=IN_THE_NIGHT) == 0


def test_records_of_a_day_are_made_in_random_order(interviewer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    shuffled = []
    monkeypatch.setattr(agreeing.secrets.SystemRandom, "shuffle", lambda _, found: shuffled.append(len(found)))
    interview(interviewer, "yes", "yes")
    keep_consents(at=IN_THE_NIGHT)
    assert shuffled == [1, 1]


def test_nothing_is_kept_of_people_who_object_before_the_night(interviewer: User) -> None:
    """Also where only the digests match, because the case was found later or by its household."""
    interview(interviewer, "yes", "yes")
    HouseholdDigest.objects.create(reference="CASE1", digest="digest of the household")
    record_objection(
        digests=["digest of the household"], source=ObjectionSource.LETTER, actor=SystemActor("tests"), at=TUESDAY
    )
    assert keep_consents(at=IN_THE_NIGHT) == 0
    assert not Consent.objects.exists()


def test_the_objection_of_a_household_ends_what_its_people_agreed_to(interviewer: User) -> None:
    interview(interviewer, "yes", "yes")
    HouseholdDigest.objects.create(reference="CASE1", digest="digest of the household")
    keep_consents(at=IN_THE_NIGHT)
    record_objection(
        digests=["digest of the household"], source=ObjectionSource.LETTER, actor=SystemActor("tests"), at=IN_THE_NIGHT
    )
    assert Consent.objects.get().outcome == "objected"


def test_nothing_is_kept_of_what_may_have_ended_after_a_backup_that_was_restored(interviewer: User) -> None:
    interview(interviewer, "yes", "yes")
    ended = {"ring": "consent-ENDED", "slot": None, "recorded_at": TUESDAY.isoformat()}
    REPLAYS["tombstone"](ended | {"ring": "request-1"}, TUESDAY)
    assert Interview.objects.get().consents_due
    REPLAYS["tombstone"](ended, TUESDAY)
    assert not Interview.objects.get().consents_due
    assert keep_consents(at=IN_THE_NIGHT) == 0

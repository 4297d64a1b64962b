"""What people agree to at the end of their interview."""

import pytest
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
from aftercall.consents.details import open_details
from aftercall.consents.models import Consent
from aftercall.core.models import AuditEntry
from aftercall.fieldwork import operations
from aftercall.fieldwork.operations import receive_release
from aftercall.programmes.models import Survey, Wave

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


def test_what_a_person_agrees_to_is_one_record_with_the_agreed_details_alone(interviewer: User) -> None:
    interview(interviewer, "yes", "yes")
    consent = Consent.objects.get()
    assert open_details(consent) == {"name": "Ms Ann Example0", "phone": "+447700900123", "category": "Burglary"}
    assert (consent.name, consent.given_on, consent.ends_on.month) == ("service_recovery", TUESDAY.date(), 6)
    assert not AuditEntry.objects.filter(subject=consent.subject).exists()


@pytest.mark.parametrize(("contact", "again"), [("no", "yes"), ("yes", "no")])
def test_nothing_is_kept_of_people_who_do_not_agree_or_who_object(interviewer: User, contact: str, again: str) -> None:
    interview(interviewer, contact, again)
    assert not Consent.objects.exists()
    assert get_case("CASE1").final_disposition == "1.1"

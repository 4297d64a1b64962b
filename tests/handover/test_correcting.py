"""Correcting the contact details of a released case."""

import pytest
from tests.conftest import Commit
from tests.fieldwork.making import TUESDAY, Person, make_release

from aftercall.core import vault
from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.handover.correcting import correct_contact
from aftercall.handover.models import ReleasedCase
from aftercall.handover.schedule import decrypt_contact, erase_contact

pytestmark = pytest.mark.django_db
ACTOR = SystemActor("tests")


def correct(case: ReleasedCase, **changes: str) -> list[str]:
    return correct_contact(case=case, changes=changes, actor=ACTOR, at=TUESDAY)


def test_the_details_are_encrypted_again_and_only_the_names_of_the_fields_are_logged() -> None:
    case = make_release([Person("CASE1")]).cases.get()
    before = bytes(case.sealed_contact)
    assert correct(case, first_name="Ann", last_name="Sample", phone="+447700900456") == ["last_name", "phone"]
    case.refresh_from_db()
    contact = decrypt_contact(case)
    assert (contact.full_name, contact.phone) == ("Ms Ann Sample", "+447700900456")
    assert bytes(case.sealed_contact) != before
    entry = AuditEntry.objects.get(action="case.corrected")
    assert (entry.subject, entry.details) == ("case:CASE1", {"fields": ["last_name", "phone"]})


def test_details_that_are_right_already_are_left_alone() -> None:
    case = make_release([Person("CASE1")]).cases.get()
    assert correct(case, first_name="Ann") == []
    assert not AuditEntry.objects.filter(action="case.corrected").exists()


def test_erased_details_cannot_be_corrected(commit: Commit) -> None:
    case = make_release([Person("CASE1")]).cases.get()
    erase_contact(case, at=TUESDAY)
    commit()
    assert not vault.key_exists(case.ring, case.key_slot)
    with pytest.raises(Refused, match="have been erased"):
        correct(case, first_name="Anna")

"""Consents: each with its own key, ended by an objection, by what came of it, or by time."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.fieldwork.making import TUESDAY, make_programme, make_user
from tests.fieldwork.views.pages import words

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.config.doctor import SEALED
from aftercall.consents import operations, queries
from aftercall.consents.details import open_details
from aftercall.consents.models import Consent, ConsentDigest, ConsentOutcome
from aftercall.consents.operations import GivenConsent
from aftercall.core import vault
from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.core.sealed_values import check_sealed_values
from aftercall.rights.desk.held import held_about
from aftercall.rights.desk.held_presenters import held_json
from aftercall.suppression.models import ObjectionSource
from aftercall.suppression.operations import complete_objections, record_again, record_objection

pytestmark = pytest.mark.django_db(transaction=True)
ANN = {"name": "Ms Ann Example", "phone": "+447700900123"}
HERS, HIS = ["digest of Ann", "another of Ann"], ["digest of Bob"]


@pytest.fixture
def researcher() -> User:
    return make_user(Role.RESEARCHER)


def give(digests: list[str] = HERS, name: str = "service_recovery", months: int = 3) -> Consent:
    """A consent as an interview records it."""
    given = GivenConsent(name, "To put right what went wrong", ANN, months)
    programme = make_programme()
    with operations.consent_rings(2) as rings, transaction.atomic():
        operations.record_consent(given=given, ring=rings[0], digests=digests, programme=programme, on=TUESDAY.date())
    return Consent.objects.latest("pk")


def test_the_details_are_encrypted_with_a_key_of_their_own_and_each_look_is_recorded(researcher: User) -> None:
    consent = give()
    assert b"Example" not in bytes(consent.sealed_details)
    assert not set(HERS) & set(ConsentDigest.objects.values_list("digest", flat=True))
    assert operations.see_details(consent=consent, actor=researcher, at=TUESDAY) == ANN
    assert AuditEntry.objects.get(action="consent.seen").subject == consent.subject
    assert check_sealed_values(SEALED).opened


def test_what_came_of_it_ends_the_record_for_good(researcher: User) -> None:
    consent = give()
    operations.end_consent(consent=consent, outcome=ConsentOutcome.DONE, actor=researcher, at=TUESDAY)
    assert not vault.ring_exists(consent.ring)
    assert not ConsentDigest.objects.exists()
    with pytest.raises(Refused, match="has ended"):
        operations.see_details(consent=consent, actor=researcher, at=TUESDAY)
    with pytest.raises(Refused, match="already ended"):
        operations.end_consent(consent=consent, outcome=ConsentOutcome.DONE, actor=researcher, at=TUESDAY)


def test_an_objection_ends_the_persons_records_and_no_others() -> None:
    hers, his = give(), give(HIS)
    record_objection(digests=HERS[:1], source=ObjectionSource.LETTER, actor=SystemActor("tests"), at=TUESDAY)
    hers.refresh_from_db()
    assert (hers.outcome, open_details(hers)) == (ConsentOutcome.OBJECTED, {})
    assert not vault.ring_exists(hers.ring)
    assert list(queries.open_consents()) == [his]


def test_a_request_on_the_public_site_hides_the_details_at_once_and_the_job_ends_the_record(researcher: User) -> None:
    """With the request itself, the time of its answer would tell who has a record."""
    hers, his = give(), give(HIS)
    with CaptureQueriesContext(connection) as known:
        record_objection(digests=HERS[:1], source=ObjectionSource.PUBLIC_SITE, actor=SystemActor("tests"), at=TUESDAY)
    with CaptureQueriesContext(connection) as unknown:
        record_objection(digests=["a"], source=ObjectionSource.PUBLIC_SITE, actor=SystemActor("tests"), at=TUESDAY)
    assert len(known) == len(unknown)
    assert vault.ring_exists(hers.ring)
    with pytest.raises(Refused, match="has ended"):
        operations.see_details(consent=hers, actor=researcher, at=TUESDAY)
    assert operations.see_details(consent=his, actor=researcher, at=TUESDAY) == ANN
    complete_objections()
    assert not vault.ring_exists(hers.ring)
    assert list(queries.open_consents()) == [his]


def test_nobody_uses_a_consent_while_that_is_restricted_also_one_recorded_later(researcher: User) -> None:
    hers, his = give(), give(HIS)
    operations.restrict_consents(restriction="HERS", digests=HERS[:1])
    operations.restrict_consents(restriction="HERS", digests=HERS)
    later = give(name="focus_group")
    assert list(queries.to_contact("service_recovery")) == [his]
    assert not queries.to_contact("focus_group")
    assert queries.counts() == []
    for one in (hers, later):
        with pytest.raises(Refused, match="not to use their data for now"):
            operations.see_details(consent=one, actor=researcher, at=TUESDAY)
        with pytest.raises(Refused, match="not to use their data for now"):
            operations.end_consent(consent=one, outcome=ConsentOutcome.DONE, actor=researcher, at=TUESDAY)
    operations.end_consent(consent=later, outcome=ConsentOutcome.WITHDRAWN, actor=researcher, at=TUESDAY)
    operations.lift_restriction_of_consents(restriction="HERS")
    assert not queries.is_restricted(HERS)
    assert operations.see_details(consent=hers, actor=researcher, at=TUESDAY) == ANN


def test_an_objection_that_a_restored_database_had_forgotten_ends_them_too() -> None:
    give()
    record_again({"digests": HERS, "source": "letter", "recorded_at": TUESDAY.isoformat()})
    assert not queries.open_consents()


def test_a_record_ends_by_itself_when_the_agreed_time_ends() -> None:
    give(months=1)
    assert operations.end_past_retention(at=TUESDAY + timedelta(days=30)) == 0
    assert operations.end_past_retention(at=TUESDAY + timedelta(days=31)) == 1
    assert operations.end_past_retention(at=TUESDAY + timedelta(days=31)) == 0
    assert Consent.objects.get().outcome == ConsentOutcome.EXPIRED


def test_the_person_gets_to_know_what_they_agreed_to() -> None:
    consent = give()
    found = held_json(held_about(HERS), [])["consents"]
    assert [(one["consent"], one["details"]) for one in found] == [(consent.name, ANN)]
    assert held_json(held_about(HIS), [])["consents"] == []
    relatives = [HERS[0], "another of a relative"]
    assert held_json(held_about(relatives), [])["consents"] == []


def test_a_researcher_contacts_the_person_and_says_what_came_of_it(
    client_signed_in_as: Callable[[Role | None], Client],
) -> None:
    client = client_signed_in_as(Role.RESEARCHER)
    assert "Nobody is waiting" in words(client.get("/consents/"))
    consent = give(name="focus_group")
    assert "To put right what went wrong 1" in words(client.get("/consents/"))
    assert consent.reference in words(client.get("/consents/waiting/focus_group/"))
    page = client.get(f"/consents/{consent.reference}/")
    assert "Ann" not in words(page)
    shown = client.post(f"/consents/{consent.reference}/details/")
    assert "Ms Ann Example" in words(shown)
    assert "07700 900123" in words(shown)
    missing = client.post(f"/consents/{consent.reference}/", {})
    assert (missing.status_code, "Choose what came of it" in words(missing)) == (422, True)
    done = client.post(f"/consents/{consent.reference}/", {"outcome": "not_reached"}, follow=True)
    assert "the details have been erased" in words(done)
    assert client.get(f"/consents/{consent.reference}/").status_code == 404


def test_a_key_that_no_record_uses_is_destroyed() -> None:
    with operations.consent_rings(1) as rings:
        assert vault.ring_exists(rings[0])
    assert not vault.ring_exists(rings[0])


def test_no_key_is_left_of_a_record_that_was_not_stored() -> None:
    give()
    rings = vault.rings_beginning_with("")
    with pytest.raises(ZeroDivisionError), operations.consent_rings(1), transaction.atomic():
        raise ZeroDivisionError
    assert vault.rings_beginning_with("") == rings

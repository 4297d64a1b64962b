"""Requests for service recovery: a named person, a clock, an outcome, and nobody's name anywhere else."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from tests.faults.restoring import back_up, restore
from tests.fieldwork.making import TUESDAY, make_programme, make_user
from tests.fieldwork.views.pages import words

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.config.replays import replay_forgotten
from aftercall.consents.models import Consent, ConsentOutcome
from aftercall.consents.operations import GivenConsent, consent_rings, record_consent
from aftercall.core import vault
from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.improvements.models import RecoveryOutcome, RecoveryRequest
from aftercall.improvements.recovery import operations, queries, waiting
from aftercall.improvements.recovery.clock import due_on
from aftercall.programmes.models import Programme
from aftercall.suppression.models import ObjectionSource
from aftercall.suppression.operations import record_objection

pytestmark = pytest.mark.django_db(transaction=True)
ANN = {"name": "Ms Ann Example", "phone": "+447700900123"}
HERS, HIS = ["digest of Ann"], ["digest of Bob"]
LATE = TUESDAY + timedelta(days=30)


@pytest.fixture
def programme() -> Programme:
    return make_programme()


@pytest.fixture
def researcher() -> User:
    user = make_user(Role.RESEARCHER)
    User.objects.filter(pk=user.pk).update(joined_at=TUESDAY)
    return user


def give(programme: Programme, digests: list[str] = HERS) -> Consent:
    given = GivenConsent("service_recovery", "To put right what went wrong", ANN, 3)
    with consent_rings(1) as rings, transaction.atomic():
        record_consent(given=given, ring=rings[0], digests=digests, programme=programme, on=TUESDAY.date())
    return Consent.objects.latest("pk")


def received(programme: Programme, researcher: User) -> RecoveryRequest:
    give(programme)
    operations.choose_contact(programme=programme, user=researcher, actor=researcher, at=TUESDAY)
    return RecoveryRequest.objects.get()


def test_each_consent_becomes_a_request_with_a_clock(programme: Programme, researcher: User) -> None:
    give(programme)
    assert operations.receive_requests(at=TUESDAY) == 0
    [choose] = waiting.requests_to_answer(TUESDAY, researcher)
    assert choose.text.startswith("Choose who answers")
    operations.choose_contact(programme=programme, user=researcher, actor=researcher, at=TUESDAY)
    give(programme, HIS)
    assert operations.receive_requests(at=TUESDAY) == 1
    assert operations.receive_requests(at=TUESDAY) == 0
    assert {one.due_on for one in queries.open_requests()} == {due_on(TUESDAY.date())}
    assert AuditEntry.objects.filter(action="recovery.received").last().details == {"requests": 1}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("agreed", "due"), [(date(2025, 7, 1), date(2025, 7, 15)), (date(2025, 12, 19), date(2026, 1, 7))]
)
def test_the_clock_counts_working_days(agreed: date, due: date) -> None:
    assert due_on(agreed) == due


def test_only_the_named_person_sees_who_asked_and_says_what_came_of_it(programme: Programme, researcher: User) -> None:
    request, colleague = received(programme, researcher), make_user(Role.RESEARCHER, "colleague")
    for refused in (
        lambda: operations.see_person(request=request, actor=colleague, at=TUESDAY),
        lambda: operations.close_request(
            request=request, outcome=RecoveryOutcome.EXPLAINED, actor=colleague, at=TUESDAY
        ),
    ):
        with pytest.raises(Refused, match="Only the person who answers"):
            refused()
    assert operations.see_person(request=request, actor=researcher, at=TUESDAY) == ANN
    operations.close_request(request=request, outcome=RecoveryOutcome.NOT_REACHED, actor=researcher, at=LATE)
    request.refresh_from_db()
    assert (request.outcome, request.consent.outcome) == ("not_reached", ConsentOutcome.NOT_REACHED)
    assert not vault.ring_exists(request.consent.ring)
    with pytest.raises(Refused, match="already has an outcome"):
        operations.close_request(request=request, outcome=RecoveryOutcome.EXPLAINED, actor=researcher, at=LATE)
    counts = queries.counts(LATE.date())
    assert (counts.received, counts.answered, counts.in_time, counts.outcomes["not_reached"]) == (1, 1, 0, 1)


def test_an_objection_ends_the_request(programme: Programme, researcher: User) -> None:
    request = received(programme, researcher)
    record_objection(digests=HERS, source=ObjectionSource.LETTER, actor=SystemActor("tests"), at=TUESDAY)
    assert not queries.open_requests().exists()
    with pytest.raises(Refused, match="already ended"):
        operations.close_request(request=request, outcome=RecoveryOutcome.EXPLAINED, actor=researcher, at=TUESDAY)
    assert queries.counts(TUESDAY.date()).ended == 1


def test_a_closed_request_stays_closed_after_a_restore(programme: Programme, researcher: User, tmp_path: Path) -> None:
    request = received(programme, researcher)
    give(programme, HIS)
    back_up(tmp_path / "backup.json")
    operations.close_request(request=request, outcome=RecoveryOutcome.APOLOGISED, actor=researcher, at=LATE)
    record_objection(digests=HIS, source=ObjectionSource.LETTER, actor=SystemActor("tests"), at=LATE)
    restore(tmp_path / "backup.json")
    assert queries.open_requests().exists()
    replay_forgotten(at=LATE)
    request.refresh_from_db()
    assert (request.closed_at, request.outcome, request.consent.outcome) == (LATE, "apologised", ConsentOutcome.DONE)
    assert not Consent.objects.filter(ended_on=None).exists()
    assert operations.receive_requests(at=LATE) == 0


def test_a_request_that_was_made_and_closed_after_the_backup_is_still_counted(
    programme: Programme, researcher: User, tmp_path: Path
) -> None:
    back_up(tmp_path / "backup.json")
    request = received(programme, researcher)
    operations.close_request(request=request, outcome=RecoveryOutcome.APOLOGISED, actor=researcher, at=TUESDAY)
    before = queries.counts(TUESDAY.date())
    restore(tmp_path / "backup.json")
    replay_forgotten(at=LATE)
    assert queries.counts(TUESDAY.date()) == before
    [again] = queries.requests()
    assert (again.reference, again.assigned_to, again.consent.outcome) == (request.reference, researcher, "done")
    assert not again.consent.sealed_details


def test_a_new_contact_takes_over_what_is_open(programme: Programme, researcher: User) -> None:
    request, colleague = received(programme, researcher), make_user(Role.RESEARCHER, "colleague")
    operations.choose_contact(programme=programme, user=colleague, actor=researcher, at=TUESDAY)
    request.refresh_from_db()
    assert request.assigned_to == colleague
    with pytest.raises(Refused, match="Choose a researcher"):
        operations.choose_contact(programme=programme, user=make_user(Role.COMMISSIONER), actor=researcher, at=TUESDAY)
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    assert queries.without_contact() == [programme]


def test_the_pages_from_the_list_to_the_outcome(
    programme: Programme,
    client_signed_in_as: Callable[[Role | None], Client],
    at: Callable[[datetime], None],
) -> None:
    at(LATE)
    give(programme)
    client = client_signed_in_as(Role.RESEARCHER)
    me = User.objects.get(role=Role.RESEARCHER)
    User.objects.filter(pk=me.pk).update(joined_at=TUESDAY)
    assert "Choose a survey" in words(client.post("/service-recovery/contact/", {"user": str(me.pk)}))
    client.post("/service-recovery/contact/", {"programme": str(programme.pk), "user": str(me.pk)})
    request = RecoveryRequest.objects.get()
    page = client.get("/service-recovery/")
    assert request.reference in words(page)
    assert "Overdue" in words(page)
    assert "Ann" not in words(client.get(f"/service-recovery/{request.reference}/"))
    assert "07700 900123" in words(client.post(f"/service-recovery/{request.reference}/person/"))
    assert "Choose what came of it" in words(client.post(f"/service-recovery/{request.reference}/", {}))
    done = client.post(f"/service-recovery/{request.reference}/", {"outcome": "explained"}, follow=True)
    assert "outcome has been saved" in words(done)
    assert client.get(f"/service-recovery/{request.reference}/").status_code == 404
    assert "Ann" not in str(list(AuditEntry.objects.values_list("subject", "details")))
    body = words(client_signed_in_as(Role.COMMISSIONER).get("/service-recovery/"))
    assert "We explained what happened 1" in body
    assert request.reference not in body

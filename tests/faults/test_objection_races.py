"""People object while interviewers claim, dial and read: nothing is shown once an objection is acknowledged."""

import random
from collections.abc import Callable

import pytest
from tests.faults.racing import concurrently
from tests.fieldwork.making import TUESDAY, Person, make_cases, make_user
from tests.soak import quick_and_soak

from aftercall.accounts.models import User
from aftercall.core.audit import SystemActor
from aftercall.core.models import AuditEntry
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Case
from aftercall.fieldwork.states import CaseState
from aftercall.rights import objections
from aftercall.suppression.models import ObjectionSource

REVEALS = ("case.claimed", "call.started", "contact.seen")
ACTOR = SystemActor("test")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rounds", quick_and_soak(2, 60))
def test_nothing_is_shown_after_an_objection(rounds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objections, "person_digests", lambda person, **_: {person["phone"]})
    users = [make_user(name=str(number)) for number in range(3)]
    for each in range(rounds):
        references = [f"CASE{each}-{number}" for number in range(3)]
        make_cases(*(Person(reference, digests=[f"digest {reference}"]) for reference in references))
        dice = random.Random(each)
        actions = [*(_work(user) for user in users), *(_object(reference) for reference in references)]
        dice.shuffle(actions)
        concurrently(actions)
        for user in users:
            operations.hand_back_case(interviewer=user, at=TUESDAY)
        assert not Case.objects.exclude(state=CaseState.CLOSED).exists()
    for reference in Case.objects.values_list("released__reference", flat=True):
        entries = list(AuditEntry.objects.filter(subject=f"case:{reference}").order_by("id"))
        after = [entry.action for entry in entries[[entry.action for entry in entries].index("case.withdrawn") :]]
        assert not set(REVEALS) & set(after)


def _work(user: User) -> Callable[[], object]:
    def work() -> None:
        while case := operations.claim_next_case(interviewer=user, at=TUESDAY):
            attempt = operations.start_call(case=case, interviewer=user, at=TUESDAY).attempt
            operations.view_contact(attempt=attempt, interviewer=user, at=TUESDAY)

    return work


def _object(reference: str) -> Callable[[], object]:
    person = {"phone": f"digest {reference}"}
    return lambda: objections.object_at_once(person=person, source=ObjectionSource.LETTER, actor=ACTOR, at=TUESDAY)

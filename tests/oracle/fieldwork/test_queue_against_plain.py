"""The SQL statement claims the case that the rules in plain Python choose, for any queue."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.fieldwork.making import TUESDAY, Person, at, make_programme, make_release, make_user, make_wave, version_of
from tests.oracle.fieldwork.plain_queue import next_to_call

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Case
from aftercall.fieldwork.states import CaseState
from aftercall.handover.models import ReleasedCase
from aftercall.programmes.models import CallingRules

LARGEST_QUEUE = 8
# From Tuesday to Monday, on the half hour: before, during and after each day's calling hours.
moments = st.builds(lambda half_hours: at(4, 7) + timedelta(minutes=30 * half_hours), st.integers(0, 320))
case_values = st.fixed_dictionaries(
    {
        "state": st.sampled_from([CaseState.WAITING, CaseState.CALL_AGAIN, CaseState.CALL_AGAIN, CaseState.CLOSED]),
        "opens_on": st.sampled_from([TUESDAY.date() - timedelta(days=days) for days in (20, 3, 0, -1, -3)]),
        "closes_on": st.sampled_from([TUESDAY.date() + timedelta(days=days) for days in (0, 1, 4, 9)]),
        "attempts_made": st.integers(0, 3),
        "next_call_from": moments,
        "tried_at": st.sampled_from(["", "morning", "afternoon", "evening", "weekend"]),
        "appointment": st.sampled_from(["", "", "", "own", "other"]),
        "is_paused": st.booleans(),
    }
)


@pytest.fixture
def released_people(db: None) -> tuple[list[ReleasedCase], list[CallingRules], list[User]]:
    """Released people, the calling rules of two programmes, and two interviewers."""
    wave = make_wave()
    release = make_release([Person(f"CASE{number}") for number in range(LARGEST_QUEUE)], wave)
    hours = {"weekdays": ["11:00", "20:30"], "saturdays": ["11:00", "20:30"], "sundays": ["09:00", "20:30"]}
    other = version_of(make_programme(calling=hours)).calling
    return list(release.cases.order_by("pk")), [wave.version.calling, other], [make_user(), make_user(name="two")]


@settings(
    max_examples=120,
    suppress_health_check=[*settings.default.suppress_health_check, HealthCheck.function_scoped_fixture],
)
@given(queue=st.lists(case_values, max_size=LARGEST_QUEUE), when=moments)
@example(queue=[], when=TUESDAY)
def test_a_claim_takes_the_case_that_the_plain_rules_choose(
    released_people: Any, queue: Sequence[dict[str, Any]], when: Any
) -> None:
    people, rules, (interviewer, colleague) = released_people
    with transaction.atomic():
        for number, (person, values) in enumerate(zip(people, queue, strict=False)):
            _make_case(person, values, rules[number % 3 == 2], interviewer, colleague)
        cases = list(Case.objects.select_related("calling"))
        expected = next_to_call(cases, interviewer.pk, when)
        assert _claim(interviewer, when) == expected
        if expected:
            other_cases = [case for case in cases if case != expected]
            assert _claim(colleague, when) == next_to_call(other_cases, colleague.pk, when)
        transaction.set_rollback(True)


def _claim(interviewer: User, when: Any) -> Case | None:
    try:
        return operations.claim_next_case(interviewer=interviewer, at=when)
    except Refused:
        return None


def _make_case(
    person: ReleasedCase, values: dict[str, Any], calling: CallingRules, interviewer: User, colleague: User
) -> None:
    fields = dict(values)
    appointment, is_paused = fields.pop("appointment"), fields.pop("is_paused")
    fields["closes_on"] = max(fields["closes_on"], fields["opens_on"])
    if appointment:
        fields["appointment_with"] = interviewer if appointment == "own" else colleague
        fields["appointment_at"] = fields["next_call_from"]
        # A case that was put back can have a next call later than its appointment.
        fields["next_call_from"] += timedelta(hours=2) if is_paused else timedelta()
    Case.objects.create(released=person, wave=person.release.wave, calling=calling, **fields)

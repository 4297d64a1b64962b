"""An opt-out always wins: whatever else happens, and in whatever order, nobody sees the details of a person who has
been told that they will not be called.

Each sequence begins with one programme in fieldwork, one whose release waits for the agency, and one that is planned.
People opt out between the steps and in the middle of a step, and interviewers go back to pages that they opened before.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.fieldwork.making import TUESDAY, make_programme, make_user
from tests.quick_waves import QuickFrames, Victim, draw_everyone, quick_digests
from tests.soak import quick_and_soak
from tests.world import fresh, make_researcher, planned_wave

from aftercall.accounts.models import User
from aftercall.config.replays import replay_forgotten
from aftercall.core import journal
from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.core.journal_file import journal_path
from aftercall.dispositions.codes import BY_CODE, OBJECTION, Disposition
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Attempt, Case
from aftercall.fieldwork.operations import calls
from aftercall.fieldwork.states import CaseState
from aftercall.handover import operations as handover
from aftercall.handover.models import Release
from aftercall.handover.schedule import Contact
from aftercall.programmes.models import Wave
from aftercall.programmes.operations import loading
from aftercall.rights import objections
from aftercall.rights.opt_outs.operations import erase_after_cooling_time
from aftercall.suppression.models import COOLING_TIME, ObjectionSource
from aftercall.suppression.queries import cases_matching

REPORTED = date(2025, 1, 3)
NO_ANSWER = BY_CODE["3.13"]
OFFICER = SystemActor("officer")
PEOPLE = 8
# Who is in the extract of which programme. Some are in two of them.
IN_FIELDWORK, RELEASED, PLANNED = range(4), range(3, 6), range(2, PEOPLE)
# Someone, or one of those who have been called lately: the races are about them.
who = st.integers(-3, PEOPLE - 1)
# Who opts out in the middle of a step, if anyone does.
maybe = st.none() | who
interviewer = st.integers(0, 1)
earlier = st.integers(0, 2)


class World:
    """What every sequence begins with."""

    def __init__(self, frames: QuickFrames) -> None:
        self.frames = frames
        self.victims = [_victim(number) for number in range(PEOPLE)]
        self.researcher = make_researcher()
        self.interviewers = [make_user(name=name) for name in ("one", "two")]
        in_fieldwork, released, self.wave = (planned_wave(self.researcher, make_programme()) for _ in range(3))
        first = self.release(in_fieldwork, IN_FIELDWORK)
        operations.receive_release(release=first, actor=self.researcher, at=TUESDAY)
        self.released = self.release(released, RELEASED)
        journal.append_committed(at=TUESDAY)
        self.journal = journal_path().read_bytes()

    def release(self, wave: Wave, people: range) -> Release:
        self.load(wave, people)
        draw_everyone(fresh(wave), actor=self.researcher, at=TUESDAY)
        return handover.release_sample(wave=fresh(wave), actor=self.researcher, at=TUESDAY)

    def load(self, wave: Wave, people: range) -> None:
        victims = [self.victims[number] for number in people]
        self.frames.load(fresh(wave), victims, reported_on=REPORTED, actor=self.researcher, at=TUESDAY)


def _victim(number: int) -> Victim:
    details = {
        "first_name": "Ann",
        "last_name": f"Example{'abcdefgh'[number]}",
        "phone": f"07700 90010{number}",
        "date_of_birth": f"198{number}-03-31",
        "postcode": f"ZZ9{number} 1AA",
    }
    return Victim(f"person-{number}", details, frozenset(quick_digests(details)))


class OptOutMachine(RuleBasedStateMachine):
    """Everything that can happen to a person between the extract and the call, in any order."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.at = TUESDAY
        self.opted_out: set[int] = set()
        self.in_the_middle: int | None = None
        # Pages that interviewers have opened. They may come back to any of them.
        self.held: list[tuple[Case, User]] = []
        self.attempts: list[Attempt] = []
        self.called: list[int] = []
        self.backup = transaction.savepoint_create()
        self.world.frames.while_building = self.interrupt

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        journal_path().write_bytes(self.world.journal)

    def interrupt(self) -> None:
        """In the middle of a step: someone opts out, if the sequence says so."""
        if self.in_the_middle is not None:
            person, self.in_the_middle = self.in_the_middle, None
            self.opt_out(person, "phone")

    def step(self, action: Callable[[], Any], in_the_middle: int | None = None) -> Any:
        """Do something that may be refused."""
        self.in_the_middle = in_the_middle
        try:
            return action()
        except Refused:
            return None
        finally:
            self.in_the_middle = None
            journal.append_committed(at=self.at)

    def opt_out(self, person: int, detail: str) -> None:
        number, details = self.details_of(person)
        given = ("first_name", "last_name", detail)
        objections.opt_out(person={name: details[name] for name in given}, at=self.at)
        journal.append_committed(at=self.at)  # as on commit, before the page confirms it
        self.opted_out.add(number)

    def details_of(self, person: int) -> tuple[int, Mapping[str, str]]:
        """Someone's number and details. Below 0: one of those called lately, as they come from the end."""
        number = self.called[person] if -len(self.called) <= person < 0 else person % PEOPLE
        return number, self.world.victims[number].details

    @initialize(calls=st.integers(0, 2))
    def interviewers_are_in_calls(self, calls: int) -> None:
        for number in range(calls):
            self.call_the_next(number, None)

    @rule(person=who, detail=st.sampled_from(["phone", "postcode"]))
    def someone_opts_out(self, person: int, detail: str) -> None:
        self.opt_out(person, detail)

    @rule(person=who)
    def someone_writes_a_letter(self, person: int) -> None:
        number, details = self.details_of(person)
        objections.object_at_once(person=details, source=ObjectionSource.LETTER, actor=OFFICER, at=self.at)
        journal.append_committed(at=self.at)
        self.opted_out.add(number)

    @rule()
    def the_agency_receives_a_release(self) -> None:
        self.receive(self.world.released)

    def receive(self, release: Release) -> None:
        self.step(lambda: operations.receive_release(release=release, actor=self.world.researcher, at=self.at))

    @rule(in_the_middle=maybe)
    def the_other_programme_goes_on(self, in_the_middle: int | None) -> None:
        """Its extract is loaded, or its sample drawn and released, or its release received."""
        wave, researcher = fresh(self.world.wave), self.world.researcher
        if hasattr(wave, "release"):
            self.receive(wave.release)
        elif hasattr(wave, "load"):
            if not hasattr(wave, "sample"):
                draw_everyone(wave, actor=researcher, at=self.at)
            before, in_time = self.cases_of_opted_out(), set(self.opted_out)
            self.step(lambda: handover.release_sample(wave=fresh(wave), actor=researcher, at=self.at), in_the_middle)
            assert self.cases_of(in_time) == before
        else:
            self.step(lambda: self.world.load(wave, PLANNED), in_the_middle)

    @rule(number=interviewer, in_the_middle=maybe)
    def call_the_next(self, number: int, in_the_middle: int | None) -> None:
        user = self.world.interviewers[number]
        if case := self.step(lambda: operations.claim_next_case(interviewer=user, at=self.at)):
            self.held.append((case, user))
            self.dial(0, in_the_middle)

    @rule(back=earlier, in_the_middle=maybe)
    def dial(self, back: int, in_the_middle: int | None) -> None:
        """From the page of a case that may be out of date."""
        if back < len(self.held):
            case, user = self.held[-1 - back]
            started = self.step(lambda: operations.start_call(case=case, interviewer=user, at=self.at), in_the_middle)
            if started:
                self.called.append(self.must_not_be_opted_out(started.contact))
                self.attempts.append(started.attempt)

    @rule(back=earlier)
    def look_again(self, back: int) -> None:
        """At the page of a call that may have ended."""
        if back < len(self.attempts):
            attempt = self.attempts[-1 - back]
            user = attempt.interviewer
            contact = self.step(lambda: operations.view_contact(attempt=attempt, interviewer=user, at=self.at))
            if contact:
                self.must_not_be_opted_out(contact)

    @rule(back=earlier, outcome=st.sampled_from([NO_ANSWER, NO_ANSWER, OBJECTION]))
    def hang_up(self, back: int, outcome: Disposition) -> None:
        if back < len(self.attempts):
            attempt = self.attempts[-1 - back]
            details = {"attempt": attempt, "disposition": outcome, "interviewer": attempt.interviewer, "at": self.at}
            self.step(lambda: operations.record_outcome(**details))

    @rule(cooling_times_end=st.booleans())
    def time_passes(self, cooling_times_end: bool) -> None:  # noqa: FBT001 - a rule's argument
        if cooling_times_end:
            erase_after_cooling_time(at=self.at + COOLING_TIME)
        else:
            self.at += timedelta(days=1)

    @rule()
    def the_database_is_backed_up(self) -> None:
        self.backup = transaction.savepoint_create()

    @rule()
    def the_database_is_restored(self) -> None:
        """To the last backup. Keys and journal are not in it. Pages that were open belong to rows that may be gone."""
        transaction.savepoint_rollback(self.backup)
        replay_forgotten(at=self.at)
        self.held, self.attempts = [], []

    @invariant()
    def nobody_who_opted_out_can_be_called(self) -> None:
        if not self.opted_out:
            return
        theirs = Case.objects.filter(released__reference__in=self.cases_of_opted_out())
        assert not theirs.exclude(state=CaseState.CLOSED).exists()

    def must_not_be_opted_out(self, contact: Contact) -> int:
        names = [victim.details["last_name"] for victim in self.world.victims]
        number = names.index(contact.last_name)
        assert number not in self.opted_out
        return number

    def cases_of_opted_out(self) -> set[str]:
        return self.cases_of(self.opted_out)

    def cases_of(self, people: set[int]) -> set[str]:
        return set(cases_matching([digest for person in people for digest in self.world.victims[person].digests]))


@pytest.fixture
def world(db: None, no_minimum_call: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    frames = QuickFrames()
    monkeypatch.setattr(loading, "build_frame", frames)
    monkeypatch.setattr(objections, "person_digests", quick_digests)
    yield World(frames)
    frames.while_building = lambda: None


@pytest.mark.parametrize("size", quick_and_soak((300, 8), (10_000, 30)))
def test_nobody_who_opted_out_is_released_leased_dialled_or_seen(
    world: World, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    decrypt, sampled = calls._decrypt_contact, handover._sampled_people
    machines: list[OptOutMachine] = []

    class Machine(OptOutMachine):
        def __init__(self) -> None:
            self.world = world
            machines[:] = [self]
            super().__init__()

    def decrypt_then_interrupt(case: Case) -> Contact:
        contact = decrypt(case)
        machines[0].interrupt()
        return contact

    def sample_then_interrupt(load: Any) -> Any:
        people = sampled(load)
        machines[0].interrupt()
        return people

    monkeypatch.setattr(calls, "_decrypt_contact", decrypt_then_interrupt)
    monkeypatch.setattr(handover, "_sampled_people", sample_then_interrupt)
    chosen = settings(
        max_examples=size[0],
        stateful_step_count=size[1],
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Machine, settings=chosen)

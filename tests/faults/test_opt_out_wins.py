"""An opt-out always wins: whatever else happens, and in whatever order, nobody sees the details of a person who has
been told that they will not be called.

Each sequence begins with one programme in fieldwork and another whose month is planned. People opt out between the
steps and in the middle of a step, and interviewers go back to pages that they opened before.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.fieldwork.making import TUESDAY, make_programme, make_user
from tests.quick_waves import QuickFrames, Victim, draw_everyone, quick_digests
from tests.soak import quick_and_soak
from tests.world import fresh, make_researcher, planned_wave

from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.dispositions.codes import BY_CODE, OBJECTION, Disposition
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Attempt, Case
from aftercall.fieldwork.operations import calls
from aftercall.fieldwork.states import CaseState
from aftercall.handover import operations as handover
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
PEOPLE = 6
IN_FIELDWORK, PLANNED = range(4), range(2, PEOPLE)  # two people are in both programmes
who = st.integers(0, PEOPLE - 1)
# Who opts out in the middle of a step, if anyone does.
maybe = st.none() | who
interviewer = st.integers(0, 1)
earlier = st.integers(0, 5)


class World:
    """What every sequence begins with."""

    def __init__(self, frames: QuickFrames) -> None:
        self.frames = frames
        self.victims = [_victim(number) for number in range(PEOPLE)]
        self.researcher = make_researcher()
        self.interviewers = [make_user(name=name) for name in ("one", "two")]
        first, second = (planned_wave(self.researcher, make_programme()) for _ in range(2))
        self.wave = second
        self.load(first, IN_FIELDWORK)
        draw_everyone(fresh(first), actor=self.researcher, at=TUESDAY)
        release = handover.release_sample(wave=fresh(first), actor=self.researcher, at=TUESDAY)
        operations.receive_release(release=release, actor=self.researcher, at=TUESDAY)

    def load(self, wave: Wave, people: range) -> None:
        victims = [self.victims[number] for number in people]
        self.frames.load(fresh(wave), victims, reported_on=REPORTED, actor=self.researcher, at=TUESDAY)


def _victim(number: int) -> Victim:
    details = {
        "first_name": "Ann",
        "last_name": f"Example{'abcdef'[number]}",
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
        self.held: list[Case] = []
        self.attempts: list[Attempt] = []
        self.world.frames.while_building = self.interrupt

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def interrupt(self) -> None:
        """In the middle of a step: someone opts out, if the sequence says so."""
        if self.in_the_middle is not None:
            self.opt_out(self.in_the_middle)
            self.in_the_middle = None

    def step(self, action: Callable[[], Any], in_the_middle: int | None = None) -> Any:
        """Do something that may be refused."""
        self.in_the_middle = in_the_middle
        try:
            return action()
        except Refused:
            return None
        finally:
            self.in_the_middle = None

    def opt_out(self, person: int) -> None:
        objections.opt_out(person=self.world.victims[person].details, at=self.at)
        self.opted_out.add(person)

    @rule(person=who, detail=st.sampled_from(["phone", "postcode"]))
    def someone_opts_out(self, person: int, detail: str) -> None:
        given = ("first_name", "last_name", detail)
        details = self.world.victims[person].details
        objections.opt_out(person={name: details[name] for name in given}, at=self.at)
        self.opted_out.add(person)

    @rule(person=who)
    def someone_writes_a_letter(self, person: int) -> None:
        details = self.world.victims[person].details
        objections.object_at_once(person=details, source=ObjectionSource.LETTER, actor=OFFICER, at=self.at)
        self.opted_out.add(person)

    @rule(in_the_middle=maybe)
    def load(self, in_the_middle: int | None) -> None:
        self.step(lambda: self.world.load(self.world.wave, PLANNED), in_the_middle)

    @rule(in_the_middle=maybe)
    def release(self, in_the_middle: int | None) -> None:
        wave = fresh(self.world.wave)
        if hasattr(wave, "load") and not hasattr(wave, "sample"):
            draw_everyone(wave, actor=self.world.researcher, at=self.at)
        before = self.cases_of_opted_out()
        in_time = set(self.opted_out)
        self.step(
            lambda: handover.release_sample(wave=fresh(wave), actor=self.world.researcher, at=self.at), in_the_middle
        )
        assert self.cases_of(in_time) == before

    @rule()
    def receive(self) -> None:
        wave = fresh(self.world.wave)
        if hasattr(wave, "release"):
            self.step(lambda: operations.receive_release(release=wave.release, actor=self.world.researcher, at=self.at))

    @rule(number=interviewer)
    def lease(self, number: int) -> None:
        user = self.world.interviewers[number]
        if case := self.step(lambda: operations.claim_next_case(interviewer=user, at=self.at)):
            assert case.released.reference not in self.cases_of_opted_out()
            self.held.append(case)

    @rule(number=interviewer, back=earlier, in_the_middle=maybe)
    def dial(self, number: int, back: int, in_the_middle: int | None) -> None:
        if case := _from_end(self.held, back):
            user = self.world.interviewers[number]
            started = self.step(lambda: operations.start_call(case=case, interviewer=user, at=self.at), in_the_middle)
            if started:
                self.must_not_be_opted_out(started.contact)
                self.attempts.append(started.attempt)

    @rule(number=interviewer, back=earlier)
    def look_again(self, number: int, back: int) -> None:
        if attempt := _from_end(self.attempts, back):
            user = self.world.interviewers[number]
            contact = self.step(lambda: operations.view_contact(attempt=attempt, interviewer=user, at=self.at))
            if contact:
                self.must_not_be_opted_out(contact)

    @rule(back=earlier, outcome=st.sampled_from([NO_ANSWER, NO_ANSWER, OBJECTION]))
    def hang_up(self, back: int, outcome: Disposition) -> None:
        if attempt := _from_end(self.attempts, back):
            details = {"attempt": attempt, "disposition": outcome, "interviewer": attempt.interviewer, "at": self.at}
            self.step(lambda: operations.record_outcome(**details))

    @rule()
    def a_day_passes(self) -> None:
        self.at += timedelta(days=1)

    @rule()
    def cooling_times_end(self) -> None:
        erase_after_cooling_time(at=self.at + COOLING_TIME)

    # A restore belongs here: remember a savepoint in one rule, roll back to it in another, and replay the journal.

    @invariant()
    def nobody_who_opted_out_can_be_called(self) -> None:
        if not self.opted_out:
            return
        theirs = Case.objects.filter(released__reference__in=self.cases_of_opted_out())
        assert not theirs.exclude(state=CaseState.CLOSED).exists()

    def must_not_be_opted_out(self, contact: Contact) -> None:
        names = {self.world.victims[person].details["last_name"] for person in self.opted_out}
        assert contact.last_name not in names

    def cases_of_opted_out(self) -> set[str]:
        return self.cases_of(self.opted_out)

    def cases_of(self, people: set[int]) -> set[str]:
        return set(cases_matching([digest for person in people for digest in self.world.victims[person].digests]))


def _from_end[Page](pages: list[Page], back: int) -> Page | None:
    return pages[-1 - back] if back < len(pages) else None


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

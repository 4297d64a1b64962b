"""A year of monthly waves: people recur, some object in each way there is, jobs run every day, and every month the
database is restored from a backup of two days before. Nobody who objected is called, and no wave's details outlive
their retention."""

import random
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from tests.fieldwork.making import make_programme, make_user
from tests.quick_waves import QuickFrames, Victim, draw_everyone, quick_digests
from tests.soak import quick_and_soak
from tests.world import fresh, make_researcher, planned_wave

from aftercall.config.replays import replay_forgotten
from aftercall.core import journal
from aftercall.core.audit import SystemActor
from aftercall.core.dates import months_later
from aftercall.core.errors import Refused
from aftercall.dispositions.codes import BY_CODE, OBJECTION
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Attempt
from aftercall.handover.models import Release
from aftercall.handover.operations import release_sample
from aftercall.programmes.operations import loading
from aftercall.rights import objections
from aftercall.rights.operations import erase_contacts_past_retention
from aftercall.rights.opt_outs.operations import erase_after_cooling_time
from aftercall.rights.queries import retention_ends_on, waves_past_retention
from aftercall.suppression.models import Objection, ObjectionSource

FIRST = date(2024, 12, 1)
OFFICER = SystemActor("officer")
BACKED_UP = 8  # the day of the month; nobody is released on this day or the next two
NO_ANSWER = BY_CODE["3.13"]


class Year:
    """The installation, and what happens in it. people: how many there are; each month a quarter is in the extract."""

    def __init__(self, frames: QuickFrames, people: int) -> None:
        self.frames = frames
        self.random = random.Random(17)
        self.victims = [_victim(number) for number in range(people)]
        self.researcher, self.interviewer = make_researcher(), make_user()
        # Everyone may be contacted again soon, so that only objections keep people out.
        self.programme = make_programme(top={"repeat_contact_months": 1}, survey={"retention_weeks": 4})
        self.objected: set[str] = set()
        self.called_after_objecting: list[str] = []

    def new_wave(self, month: date, at: datetime) -> None:
        wave = planned_wave(self.researcher, self.programme, month)
        victims = self.random.sample(self.victims, len(self.victims) // 4)
        self.frames.load(wave, victims, reported_on=month, actor=self.researcher, at=at)
        draw_everyone(fresh(wave), actor=self.researcher, at=at)
        release = release_sample(wave=fresh(wave), actor=self.researcher, at=at)
        operations.receive_release(release=release, actor=self.researcher, at=at)

    def run_jobs(self, at: datetime) -> None:
        erase_contacts_past_retention(at=at)
        erase_after_cooling_time(at=at)
        operations.close_expired(at=at)

    def someone_objects(self, at: datetime) -> None:
        victim = self.random.choice(self.victims)
        if self.random.random() < 0.7:
            objections.opt_out(person=victim.details, at=at)
        else:
            objections.object_at_once(person=victim.details, source=ObjectionSource.TELEPHONE, actor=OFFICER, at=at)
        self.objected.add(victim.details["last_name"])

    def call_someone(self, at: datetime) -> None:
        case = operations.claim_next_case(interviewer=self.interviewer, at=at)
        if case is None:
            return
        call = operations.start_call(case=case, interviewer=self.interviewer, at=at)
        name = call.contact.last_name
        self.called_after_objecting += [name] if name in self.objected else []
        outcome = self.random.choice([*[NO_ANSWER] * 8, OBJECTION])
        self.objected |= {name} if outcome is OBJECTION else set()
        operations.record_outcome(attempt=call.attempt, disposition=outcome, interviewer=self.interviewer, at=at)


def _victim(number: int) -> Victim:
    details = {"first_name": "Ann", "last_name": f"Example{number}", "phone": f"07700 9{number:05d}"}
    return Victim(f"person-{number}", details, frozenset(quick_digests(details)))


@pytest.fixture
def frames(db: None, no_minimum_call: None, monkeypatch: pytest.MonkeyPatch) -> QuickFrames:
    frames = QuickFrames()
    monkeypatch.setattr(loading, "build_frame", frames)
    monkeypatch.setattr(objections, "person_digests", quick_digests)
    return frames


# How many people there are, and on how many days of the week interviewers call.
@pytest.mark.parametrize("size", quick_and_soak((80, 1), (400, 5)))
def test_in_a_year_with_restores_no_wave_is_overdue_and_nobody_is_called_who_objected(
    frames: QuickFrames, size: tuple[int, int]
) -> None:
    people, calling_days = size
    year = Year(frames, people)
    for number in range(365):
        day = FIRST + timedelta(days=90 + number)
        at = timezone.make_aware(datetime.combine(day, time(12)))
        year.run_jobs(at)
        assert waves_past_retention(day) == []
        if day.day == 1:
            year.new_wave(months_later(day, -2), at)
        if day.day == BACKED_UP:
            backup = transaction.savepoint_create()
        if day.day == BACKED_UP + 1:
            year.someone_objects(at)
        if day.day == BACKED_UP + 2:
            journal.append_committed(at=at)  # as on each commit
            transaction.savepoint_rollback(backup)
            assert replay_forgotten(at=at) > 0
        if day.weekday() < calling_days:
            with suppress(Refused):  # on bank holidays
                for _ in range(people // 40):
                    year.call_someone(at)
    assert year.called_after_objecting == []
    # Far fewer than expected: references are random, and with them who is called.
    assert len(year.objected) > 5
    assert Attempt.objects.count() > 30
    check_what_is_left(day, at)


def check_what_is_left(day: date, at: datetime) -> None:
    """Erased is whatever was due, and nothing else."""
    releases = Release.objects.select_related("wave__version__survey", "wave__version__calling")
    assert {release.erased_at is not None for release in releases} == {True, False}
    for release in releases:
        assert (release.erased_at is not None) == (retention_ends_on(release.wave) <= day)
    assert not Objection.objects.filter(erase_at__lte=at, erased_at=None).exists()
    assert Objection.objects.exclude(erased_at=None).exists()

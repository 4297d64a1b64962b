"""Retention ends automatically, on the due date, for every wave."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings
from tests.conftest import Commit
from tests.fieldwork.making import Person, make_release, make_wave

from aftercall.config import schedule
from aftercall.core import vault
from aftercall.core.errors import Refused
from aftercall.core.jobs.worker import working
from aftercall.core.models import AuditEntry, RunState, ScheduledRun
from aftercall.handover.models import Release
from aftercall.programmes.models import Wave
from aftercall.programmes.states import WaveState
from aftercall.results.periods import add_months
from aftercall.rights import operations
from aftercall.rights.operations import end_due_retention
from aftercall.rights.queries import retention_ends_on, waves_past_retention

pytestmark = pytest.mark.django_db
JANUARY = date(2025, 1, 1)
# The last day of January, 12 weeks to the end of the contact window, 12 weeks of retention.
ENDS_ON = date(2025, 7, 18)


def moment(day: date, local: time = time(9)) -> datetime:
    return timezone.make_aware(datetime.combine(day, local))


def release_of(month: date = JANUARY, state: WaveState = WaveState.RETURNED) -> Release:
    wave = make_wave(month=month)
    Wave.objects.filter(pk=wave.pk).update(state=state)
    return make_release([Person(f"CASE{month:%Y%m}", reported_on=month)], wave)


def is_kept(release: Release) -> bool:
    release.refresh_from_db()
    assert (release.erased_at is None) == vault.key_exists(release.ring)
    return release.erased_at is None


def test_it_ends_the_programmes_number_of_weeks_after_the_last_call() -> None:
    release = release_of()
    assert retention_ends_on(release.wave) == ENDS_ON
    assert waves_past_retention(ENDS_ON - timedelta(days=1)) == []
    assert waves_past_retention(ENDS_ON) == [release.wave]


@pytest.mark.parametrize("state", [WaveState.RELEASED, WaveState.CLOSED, WaveState.RETURNED])
def test_it_ends_in_every_state_of_the_wave(state: WaveState, commit: Commit) -> None:
    release = release_of(state=state)
    assert end_due_retention(at=moment(ENDS_ON - timedelta(days=1), time(23, 59))) == 0
    commit()
    assert is_kept(release)
    assert end_due_retention(at=moment(ENDS_ON, time(0, 1))) == 1
    commit()
    assert not is_kept(release)
    entry = AuditEntry.objects.get(action="retention.ended")
    assert (entry.actor, entry.role, entry.subject) == ("retention", "system", "wave:2025-01")


def test_ending_it_again_changes_nothing() -> None:
    release_of()
    assert end_due_retention(at=moment(ENDS_ON)) == 1
    assert end_due_retention(at=moment(ENDS_ON)) == 0
    assert AuditEntry.objects.filter(action="retention.ended").count() == 1


def test_a_wave_that_another_process_has_just_erased_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    release = release_of()
    end_due_retention(at=moment(ENDS_ON))
    monkeypatch.setattr(operations, "waves_past_retention", lambda _: [release.wave])
    assert end_due_retention(at=moment(ENDS_ON)) == 0


def test_a_wave_that_fails_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = release_of(), release_of(add_months(JANUARY, 1))
    end = operations.end_retention

    def fail_on_the_first(*, wave: Wave, **options: object) -> None:
        if wave == first.wave:
            raise OSError("the disk is full")
        end(wave=wave, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(operations, "end_retention", fail_on_the_first)
    with pytest.raises(OSError, match="full"):
        end_due_retention(at=moment(date(2026, 1, 1)))
    assert waves_past_retention(date(2026, 1, 1)) == [first.wave]
    second.refresh_from_db()
    assert second.erased_at
    monkeypatch.undo()
    assert end_due_retention(at=moment(date(2026, 1, 1))) == 1


def test_a_wave_that_is_refused_as_already_erased_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    release_of()

    def refuse(**_: object) -> None:
        raise Refused("The contact details of this wave have already been erased")

    monkeypatch.setattr(operations, "end_retention", refuse)
    assert end_due_retention(at=moment(ENDS_ON)) == 0


@pytest.mark.django_db(transaction=True)
def test_a_simulated_year_leaves_no_wave_past_retention_on_any_evening(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clocks change three times in the period; the worker runs once per day."""
    settings.HOME = tmp_path
    monkeypatch.setattr(schedule, "SCHEDULE", [job for job in schedule.SCHEDULE if job.name == "retention"])
    releases = [release_of(add_months(date(2024, 3, 1), number)) for number in range(14)]
    first, last = date(2024, 10, 1), date(2025, 10, 31)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    now = [moment(first)]
    with working(lambda: now[0]) as worker:
        for number, day in enumerate(days):
            now[0] = moment(day, time(number % 24, 11))
            assert worker.run_due() == 0
            assert waves_past_retention(day) == []
    erased = {release.pk for release in releases if not is_kept(release)}
    assert erased == {release.pk for release in releases if retention_ends_on(release.wave) <= last}
    assert AuditEntry.objects.filter(action="retention.ended").count() == len(erased)
    assert ScheduledRun.objects.filter(job="retention", state=RunState.DONE).count() == len(days)

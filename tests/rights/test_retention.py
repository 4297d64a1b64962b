"""The contact details of a wave are erased automatically on the day on which their retention ends."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings
from tests.conftest import Commit
from tests.fieldwork.making import Person, make_release, make_wave

from aftercall.config import schedule
from aftercall.core import vault
from aftercall.core.dates import months_later
from aftercall.core.jobs.worker import working
from aftercall.core.models import AuditEntry, RunState, ScheduledRun
from aftercall.handover.models import Release
from aftercall.programmes.models import Wave
from aftercall.programmes.states import WaveState
from aftercall.rights import operations
from aftercall.rights.operations import erase_contacts_past_retention, forget_old_contacts
from aftercall.rights.queries import retention_ends_on, waves_past_retention

pytestmark = pytest.mark.django_db
JANUARY = date(2025, 1, 1)
# 12 weeks after 31 January the last contact window closes, and 12 weeks after that retention ends.
ENDS_ON = date(2025, 7, 18)


def local_datetime(day: date, time_of_day: time = time(9)) -> datetime:
    return timezone.make_aware(datetime.combine(day, time_of_day))


def make_release_for(month: date = JANUARY, state: WaveState = WaveState.RETURNED) -> Release:
    wave = make_wave(month=month)
    Wave.objects.filter(pk=wave.pk).update(state=state)
    return make_release([Person(f"CASE{month:%Y%m}", reported_on=month)], wave)


def contact_details_are_kept(release: Release) -> bool:
    release.refresh_from_db()
    assert (release.erased_at is None) == vault.key_exists(release.ring)
    return release.erased_at is None


def test_retention_ends_the_surveys_number_of_weeks_after_the_last_contact_window_closes() -> None:
    release = make_release_for()
    assert retention_ends_on(release.wave) == ENDS_ON
    assert waves_past_retention(ENDS_ON - timedelta(days=1)) == []
    assert waves_past_retention(ENDS_ON) == [release.wave]


@pytest.mark.parametrize("state", [WaveState.RELEASED, WaveState.CLOSED, WaveState.RETURNED])
def test_contact_details_are_erased_on_time_in_every_state_from_released_onwards(
    state: WaveState, commit: Commit
) -> None:
    release = make_release_for(state=state)
    assert erase_contacts_past_retention(at=local_datetime(ENDS_ON - timedelta(days=1), time(23, 59))) == 0
    commit()
    assert contact_details_are_kept(release)
    assert erase_contacts_past_retention(at=local_datetime(ENDS_ON, time(0, 1))) == 1
    commit()
    assert not contact_details_are_kept(release)
    entry = AuditEntry.objects.get(action="retention.ended")
    assert (entry.actor, entry.role, entry.subject) == ("retention", "system", "wave:victims-1-2025-01")


def test_contacts_are_forgotten_when_the_longest_interval_in_use_is_over() -> None:
    make_release_for()
    assert forget_old_contacts(at=local_datetime(date(2026, 4, 24))) == 0
    assert forget_old_contacts(at=local_datetime(date(2026, 4, 25))) == 1


def test_ending_due_retention_again_changes_nothing() -> None:
    make_release_for()
    assert erase_contacts_past_retention(at=local_datetime(ENDS_ON)) == 1
    assert erase_contacts_past_retention(at=local_datetime(ENDS_ON)) == 0
    assert AuditEntry.objects.filter(action="retention.ended").count() == 1


def test_a_wave_whose_details_another_process_has_just_erased_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    release = make_release_for()
    erase_contacts_past_retention(at=local_datetime(ENDS_ON))
    monkeypatch.setattr(operations, "waves_past_retention", lambda _: [release.wave])
    assert erase_contacts_past_retention(at=local_datetime(ENDS_ON)) == 0


def test_an_erasure_that_fails_is_raised_only_after_those_of_the_other_waves(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = make_release_for(), make_release_for(months_later(JANUARY, 1))
    end_retention = operations.end_retention

    def fail_for_the_first(*, wave: Wave, **options: object) -> None:
        if wave == first.wave:
            raise OSError("the disk is full")
        end_retention(wave=wave, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(operations, "end_retention", fail_for_the_first)
    with pytest.raises(OSError, match="full"):
        erase_contacts_past_retention(at=local_datetime(date(2026, 1, 1)))
    assert waves_past_retention(date(2026, 1, 1)) == [first.wave]
    second.refresh_from_db()
    assert second.erased_at
    monkeypatch.undo()
    assert erase_contacts_past_retention(at=local_datetime(date(2026, 1, 1))) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.one_database  # the other tests here have the same queries
def test_over_thirteen_months_no_wave_is_past_retention_after_any_run_of_the_worker(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker runs once a day, every day an hour later. The clocks change three times in the period."""
    settings.HOME = tmp_path
    monkeypatch.setattr(schedule, "SCHEDULE", [job for job in schedule.SCHEDULE if job.name == "retention"])
    releases = [make_release_for(months_later(date(2024, 3, 1), number)) for number in range(14)]
    first, last = date(2024, 10, 1), date(2025, 10, 31)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    now = [local_datetime(first)]
    with working(lambda: now[0]) as worker:
        for number, day in enumerate(days):
            now[0] = local_datetime(day, time(number % 24, 11))
            assert worker.run_due() == 0
            assert waves_past_retention(day) == []
    erased = {release.pk for release in releases if not contact_details_are_kept(release)}
    assert erased == {release.pk for release in releases if retention_ends_on(release.wave) <= last}
    assert AuditEntry.objects.filter(action="retention.ended").count() == len(erased)
    assert ScheduledRun.objects.filter(job="retention", state=RunState.DONE).count() == len(days)

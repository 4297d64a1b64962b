"""When retention ends, what it ends, and that overdue retention stops the next release."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.conftest import Commit
from tests.fieldwork.making import make_programme, new_version
from tests.world import LATER, LOADED, drawn_wave, fresh, loaded_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.handover.models import Release
from aftercall.handover.operations import release_sample
from aftercall.programmes import folders, queries
from aftercall.programmes.models import LoadJob, Wave
from aftercall.programmes.operations import begin_load, draw, load_extract, plan_wave
from aftercall.programmes.policies import require_reviewable_matches
from aftercall.programmes.retention import (
    register_expires_before,
    require_retention_kept,
    retention_ends_on,
    waves_past_retention,
)
from aftercall.rights.operations import erase_contacts_past_retention
from aftercall.rights.retention import end_retention

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]
ENDS_ON = date(2025, 7, 18)
TESTS = SystemActor("tests")


def test_a_wave_that_was_loaded_and_never_released_ends_too(researcher: User, extract: Path, commit: Commit) -> None:
    wave = loaded_wave(researcher, extract)
    LoadJob.objects.create(
        wave=wave, started_at=LOADED, started_by=researcher, folder="x", steps=1, error="CR-1", report={"a": "CR-1"}
    )
    assert retention_ends_on(wave) == ENDS_ON
    assert waves_past_retention(ENDS_ON - timedelta(days=1)) == []
    assert erase_contacts_past_retention(at=LATER) == 1
    commit()
    assert not folders.frame_file(wave.load).exists()
    assert waves_past_retention(LATER.date()) == []
    assert list(LoadJob.objects.values_list("error", "report")) == [("", None)]
    assert queries.waves_before_release() == []
    assert queries.next_wave_to_release() is None


def test_nothing_can_be_done_with_a_wave_whose_retention_has_ended(
    researcher: User, extract: Path, commit: Commit
) -> None:
    wave = loaded_wave(researcher, extract)
    end_retention(wave=wave, actor=TESTS, at=LATER)
    commit()
    ended = fresh(wave)
    with pytest.raises(Refused, match="retention of this month has ended"):
        draw(wave=ended, actor=researcher, at=LATER)
    with pytest.raises(Refused, match="retention of this month has ended"):
        begin_load(wave=ended, extract=SimpleUploadedFile("e.csv", b""), actor=researcher, at=LATER)
    with pytest.raises(Refused, match="retention of this month has ended"):
        require_reviewable_matches(ended)
    with pytest.raises(Refused, match="retention of this month has ended"):
        load_extract(wave=ended, files=[extract], actor=researcher, at=LOADED)


def test_a_drawn_wave_whose_retention_has_ended_is_not_released(
    researcher: User, extract: Path, commit: Commit, client_signed_in_as: Callable[[Role | None], Client]
) -> None:
    wave = drawn_wave(researcher, extract)
    end_retention(wave=wave, actor=TESTS, at=LATER)
    commit()
    with pytest.raises(Refused, match="retention of this month has ended"):
        release_sample(wave=fresh(wave), actor=researcher, at=LATER)
    client = client_signed_in_as(Role.RESEARCHER)
    page = client.get(f"/handover/{wave.pk}/release/", follow=True).content.decode()
    assert "its data have been erased" in page


def test_overdue_retention_stops_the_next_release(researcher: User, extract: Path) -> None:
    wave = drawn_wave(researcher, extract)
    require_retention_kept(ENDS_ON)
    with pytest.raises(Refused) as refusal:
        release_sample(wave=wave, actor=researcher, at=LATER)
    assert str(refusal.value) == (
        "Nothing can be released, because the retention of January 2025 (Victims 1) ended on 18 July 2025 and its data "
        "still exist. Ask an administrator to start the job that erases them"
    )
    assert not Release.objects.exists()


def test_the_register_forgets_whom_neither_the_interval_nor_retention_needs(researcher: User) -> None:
    programme = make_programme()
    wave = plan_wave(programme=programme, month=date(2025, 1, 1), actor=researcher, at=LOADED)
    assert register_expires_before(wave, date(2026, 3, 5)) == date(2025, 3, 5)
    new_version(programme, date(2025, 1, 1), repeat_contact_months=1)
    wave = Wave.objects.get(pk=wave.pk)
    assert register_expires_before(wave, date(2026, 3, 5)) == date(2026, 3, 5) - (ENDS_ON - date(2025, 1, 1))
    assert queries.longest_repeat_interval() == 1

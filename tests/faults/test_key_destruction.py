"""A process is killed at any step of an erasure. After a restart, either the reason for it is recorded and the key is
destroyed, or neither."""

import os
from pathlib import Path

import pytest
from tests.faults.killed_erasure import run_killed
from tests.faults.racing import database_url
from tests.fieldwork.making import TUESDAY, Person, get_case, make_cases
from tests.rights.test_objections import ANN, digests

from aftercall.config.schedule import complete_interrupted
from aftercall.core import vault
from aftercall.core.models import AuditEntry, KeyTombstone
from aftercall.fieldwork.states import CaseState
from aftercall.handover.models import Release, answers_ring
from aftercall.programmes import folders
from aftercall.programmes.models import ExtractLoad
from aftercall.rights.objections import opt_out
from aftercall.rights.opt_outs.operations import erase_after_cooling_time
from aftercall.suppression.models import COOLING_TIME, Objection

pytestmark = pytest.mark.django_db(transaction=True)
AFTER_THE_COMMIT = [
    "before the journal is written",
    "after the commit",
    "before the key is overwritten",
    "before the overwriting is on disk",
    "after the key is destroyed",
    "at the end",
]


@pytest.fixture(autouse=True)
def process_environment(monkeypatch: pytest.MonkeyPatch, project_root: Path) -> None:
    """The environment variables that another process needs to reach the test database and the code."""
    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(project_root / "src"), str(project_root)]))


def restart() -> None:
    """What the product does first whenever it starts."""
    complete_interrupted(at=TUESDAY)


@pytest.mark.parametrize("step", AFTER_THE_COMMIT)
def test_if_killed_after_the_commit_the_objection_is_recorded_and_the_key_destroyed(step: str) -> None:
    make_cases(Person("CASE1", digests=digests(ANN)))
    assert run_killed(step, "object") == -9
    restart()
    case = get_case("CASE1")
    assert not vault.key_exists(case.released.ring, case.released.key_slot)
    assert (Objection.objects.count(), case.state) == (1, CaseState.CLOSED)
    assert AuditEntry.objects.filter(action="case.withdrawn").count() == 1
    assert not KeyTombstone.objects.filter(destroyed_at=None).exists()


@pytest.mark.parametrize("step", ["before the commit", "after the commit"])
def test_the_end_of_a_cooling_time_that_was_killed_is_completed_by_the_next_job(step: str) -> None:
    make_cases(Person("CASE1", digests=digests(ANN)))
    opt_out(person=ANN, at=TUESDAY)
    assert run_killed(step, "cooling time") == -9
    restart()
    assert erase_after_cooling_time(at=TUESDAY + COOLING_TIME) == (1 if step == "before the commit" else 0)
    case = get_case("CASE1")
    assert not vault.key_exists(case.released.ring, case.released.key_slot)
    assert AuditEntry.objects.filter(action="case.withdrawn").count() == 1


def test_a_process_killed_before_the_commit_changes_nothing() -> None:
    make_cases(Person("CASE1", digests=digests(ANN)))
    assert run_killed("before the commit", "object") == -9
    restart()
    case = get_case("CASE1")
    assert vault.key_exists(case.released.ring, case.released.key_slot)
    assert (Objection.objects.count(), case.state) == (0, CaseState.WAITING)


@pytest.mark.parametrize("step", [*AFTER_THE_COMMIT, "before the ring is removed", "before the files are deleted"])
def test_once_the_end_of_retention_is_committed_no_key_or_file_remains(step: str) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    frame = folders.frame_file(ExtractLoad.objects.get())
    frame.parent.mkdir(parents=True)
    frame.write_bytes(b"a frame")
    assert run_killed(step, "end retention") == -9
    restart()
    release = Release.objects.get()
    assert release.erased_at
    rings = (release.ring, answers_ring(release.ring))
    assert not any(vault.key_exists(ring, slot) for ring in rings for slot in range(2))
    assert not frame.exists()
    assert AuditEntry.objects.filter(action="retention.ended").count() == 1


def test_if_killed_before_the_commit_retention_has_not_ended() -> None:
    make_cases(Person("CASE1"))
    assert run_killed("before the commit", "end retention") == -9
    restart()
    release = Release.objects.get()
    assert release.erased_at is None
    assert vault.key_exists(release.ring, 0)

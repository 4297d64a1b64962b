"""An erasure that kills its own process at a chosen step."""

import os
import signal
from collections.abc import Callable

import django

django.setup()

from tests.faults.forking import run_in_fork  # noqa: E402 - after the set-up
from tests.fieldwork.making import TUESDAY  # noqa: E402
from tests.rights.test_objections import ANN  # noqa: E402

from aftercall.core import audit, journal, tombstones, vault  # noqa: E402
from aftercall.core.journal_file import open_journal  # noqa: E402
from aftercall.handover.models import Release  # noqa: E402
from aftercall.programmes import folders  # noqa: E402
from aftercall.rights.objections import object_at_once  # noqa: E402
from aftercall.rights.opt_outs.operations import erase_after_cooling_time  # noqa: E402
from aftercall.rights.retention import end_retention  # noqa: E402
from aftercall.suppression.models import COOLING_TIME, ObjectionSource  # noqa: E402


def run_killed(step: str, action: str) -> int:
    """Record an objection, end a cooling time or end retention in a process that is killed at the step, or at the end.
    Returns its exit code."""
    return run_in_fork(_erase, step, action)


def _erase(step: str, action: str) -> None:
    with open_journal():  # which is created at first, so that no step below is that of creating it
        pass
    _die_at(step)
    if action == "object":
        object_at_once(person=ANN, source=ObjectionSource.LETTER, actor=audit.SystemActor("test"), at=TUESDAY)
    elif action == "cooling time":
        erase_after_cooling_time(at=TUESDAY + COOLING_TIME)
    else:
        end_retention(wave=Release.objects.get().wave, actor=audit.SystemActor("test"), at=TUESDAY)
    _die()


def _die_at(step: str) -> None:
    """Replace what happens at the step by something that kills the process. At other steps nothing is replaced."""
    if found := _steps().get(step):
        owner, name, replacement = found
        setattr(owner, name, replacement)


def _steps() -> dict[str, tuple[object, str, Callable[..., object]]]:
    """For each step: a function by its owner and name, and what takes its place."""
    return {
        "before the commit": (audit, "record", _recording_then_dying(audit.record)),
        "before the journal is written": (journal, "_append_committed", _die),
        "after the commit": (tombstones, "_make_durable", _die),
        "before the key is overwritten": (tombstones, "_make_durable", _then_dying(tombstones._make_durable)),
        "before the overwriting is on disk": (tombstones, "_make_durable", _dying_when_it_is_written),
        "before the ring is removed": (vault.Path, "unlink", _die),
        "before the files are deleted": (folders, "erase_files", _die),
        "after the key is destroyed": (tombstones, "update_where", _die),
    }


def _die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _dying_when_it_is_written() -> None:
    vault.os.fsync = _die


def _then_dying(call: Callable[..., object]) -> Callable[..., None]:
    def call_then_die(*args: object, **kwargs: object) -> None:
        call(*args, **kwargs)
        _die()

    return call_then_die


def _recording_then_dying(record: Callable[..., object]) -> Callable[..., object]:
    def record_or_die(*, action: str, **given: object) -> object:
        entry = record(action=action, **given)
        if action in ("case.withdrawn", "retention.ended"):
            _die()
        return entry

    return record_or_die

"""Loads started on the site: a request starts each load, a separate process runs it, and how it ended is recorded."""

import secrets
from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from aftercall.accounts.models import User
from aftercall.core import audit, request_files
from aftercall.core.errors import Refused
from aftercall.core.statements import update_where
from aftercall.errors import BadInput
from aftercall.frames.building.progress import STEP_COUNT
from aftercall.frames.extract_check import check_extract
from aftercall.frames.reading.header import ColumnsRefused
from aftercall.frames.working_folders import remove_abandoned_folders
from aftercall.programmes import folders, kept_extracts, load_process, queries
from aftercall.programmes.layout_words import LayoutWords
from aftercall.programmes.models import ExtractLoad, LoadJob, Wave
from aftercall.programmes.operations.loading import EmptyFrame, frame_rules, load_extract
from aftercall.programmes.retention import require_retained
from aftercall.programmes.settings.versions import mapping_of
from aftercall.programmes.states import LoadState, WaveAction, WaveState, next_state

# A longer table of problems would not help anyone on a screen; the page also says how many there are.
SHOWN_PROBLEMS = 100
ALREADY_LOADING = "An extract is already being loaded into this wave. Wait until loading has finished"
NOT_STARTED = (
    "Loading could not start and nothing has changed. "
    "Tell the person who runs this service: it may need more memory for an extract"
)
INTERNAL_ERROR = (
    "The extract was not loaded because of a fault in this service, not in the file. "
    "Tell the person who runs it: the log has the details"
)
_LOAD_ACTOR = audit.SystemActor("load")


def begin_load(*, wave: Wave, extract: "UploadedFile[Any]", actor: User, at: datetime) -> LoadJob:
    """Store an uploaded extract and start its load. Refused while another load of this wave is running."""
    _require_loadable(wave, at)
    name = secrets.token_hex(8)
    return _start(wave, name, load_process.store_upload(name, extract), actor, at)


def apply_decisions(*, wave: Wave, actor: User, at: datetime) -> LoadJob:
    """Load the kept extract again, so that the frame is built with the decisions about possible matches. Refused if no
    decisions are waiting, or if the extract is no longer kept."""
    _require_loadable(wave, at)
    if not queries.waiting_decisions(wave).exists():
        raise Refused("No decisions are waiting, so the frame is up to date")
    name = secrets.token_hex(8)
    return _start(wave, name, load_process.restore_upload(name, wave.load), actor, at, extract_kept=True)


def _require_loadable(wave: Wave, at: datetime) -> None:
    next_state(wave.state, WaveAction.LOAD)
    require_retained(wave)
    last = check_last_load(wave=wave, at=at)
    if last and last.state == LoadState.RUNNING:
        raise Refused(ALREADY_LOADING)


def _start(
    wave: Wave,
    name: str,
    stored: AbstractContextManager[int],
    actor: User,
    at: datetime,
    **details: bool,
) -> LoadJob:
    """stored: stores the extract in the folder of this name and yields the folder's lock."""
    try:
        with stored as lock_fd:
            job = _store_job(wave, name, actor, at, details)
            load_process.launch(job.pk, lock_fd)
    except OSError:
        raise Refused(NOT_STARTED) from None
    return job


def _store_job(wave: Wave, name: str, actor: User, at: datetime, details: Mapping[str, bool]) -> LoadJob:
    try:
        with transaction.atomic():
            job = LoadJob.objects.create(wave=wave, started_at=at, started_by=actor, folder=name, steps=STEP_COUNT)
            audit.record(
                actor=actor, action="load.begun", subject=wave.subject, at=at, details={"load": job.pk, **details}
            )
    except IntegrityError:
        # The form was submitted twice, and the other request came first.
        raise Refused(ALREADY_LOADING) from None
    return job


def run_load(*, job: LoadJob) -> None:
    """Load the stored extract, and record its progress and how it ended. The load has the date and time at which the
    job started."""
    wave = queries.waves().get(pk=job.wave_id)
    files = load_process.uploaded_files(job.folder)
    try:
        load_extract(wave=wave, files=files, actor=job.started_by, at=job.started_at, job=job)
    except ColumnsRefused as error:
        words = LayoutWords.of(wave.version)
        columns = {"fault": error.fault, "names": words.refused_columns(error)}
        _fail(job=job, error=words.refusal(error), report={"columns": columns})
    except EmptyFrame as error:
        _fail(job=job, error=str(error), report=(_report(wave, files) or {}) | {"excluded": error.excluded})
    except (BadInput, Refused) as error:
        name = load_process.given_name(load_process.upload_folder(job.folder)) or "The extract"
        _fail(job=job, error=load_process.named_by_people(str(error), name), report=_report(wave, files))
    except Exception:
        _fail(job=job, error=INTERNAL_ERROR)
        raise
    finally:
        load_process.remove_upload(job.folder)


@transaction.atomic
def _fail(*, job: LoadJob, error: str, report: dict[str, Any] | None = None) -> None:
    changes = {"state": LoadState.FAILED, "error": error, "report": report}
    if update_where(LoadJob, changes, pk=job.pk, state=LoadState.RUNNING):
        _audit_end(job, "load.failed", job.started_by, job.started_at)


def _report(wave: Wave, files: list[Path]) -> dict[str, Any] | None:
    """What to fix in the extract, or None if the file cannot be read at all."""
    try:
        check = check_extract(files[0], frame_rules(wave), mapping=mapping_of(wave.version))
    except BadInput:
        return None
    return {
        "rows": check.rows,
        "rejected": check.rejected,
        "outside_period": check.outside_period,
        "notes": list(check.notes),
        "places": len(check.problems),
        "kinds": Counter((p.column, p.code, p.fix) for p in check.problems).most_common(SHOWN_PROBLEMS),
        "problems": [[p.row, p.column, p.code, p.fix, p.crime_ref] for p in check.problems[:SHOWN_PROBLEMS]],
    }


def check_last_load(*, wave: Wave, at: datetime) -> LoadJob | None:
    """The wave's last load. If it should be running but its process has ended, it is first marked as stopped and its
    files are removed."""
    job = queries.last_load_job(wave)
    if job and job.state == LoadState.RUNNING and not load_process.is_running(job.folder):
        _stop(job=job, at=at)
        job.refresh_from_db()
    return job


def stop_abandoned_loads(*, at: datetime) -> int:
    """Mark every load whose process has ended as stopped, and remove the files it left, as those of requests that were
    being received when their process ended. Returns the number of loads."""
    running = LoadJob.objects.filter(state=LoadState.RUNNING).select_related("wave")
    checked = [check_last_load(wave=job.wave, at=at) for job in running]
    load_process.remove_abandoned_uploads()
    request_files.remove_abandoned_files()
    remove_abandoned_folders()
    folders.delete_leftovers()
    kept_extracts.delete_leftovers()
    return sum(job is not None and job.state == LoadState.STOPPED for job in checked)


@transaction.atomic
def erase_old_extracts(*, at: datetime) -> int:
    """Destroy the kept extracts of loads that began two weeks ago or earlier and whose samples have not been drawn.
    Returns how many."""
    old = ExtractLoad.objects.filter(wave__state=WaveState.LOADED, loaded_at__lte=at - kept_extracts.KEPT_FOR)
    kept = [load for load in old.select_related("wave") if kept_extracts.is_kept(load)]
    for load in kept:
        kept_extracts.destroy_on_commit(load.folder, at=at)
        audit.record(actor=_LOAD_ACTOR, action="extract.erased", subject=load.wave.subject, at=at)
    return len(kept)


@transaction.atomic
def _stop(*, job: LoadJob, at: datetime) -> None:
    # The load may have succeeded after its state was read and before its process was looked for.
    if not update_where(LoadJob, {"state": LoadState.STOPPED}, pk=job.pk, state=LoadState.RUNNING):
        return
    kept_extracts.destroy_on_commit(job.folder, at=at)
    folders.remove_load_on_commit(job.folder, folders.contacts_ring(job.folder), at=at)
    transaction.on_commit(lambda: load_process.remove_upload(job.folder), robust=True)
    _audit_end(job, "load.stopped", _LOAD_ACTOR, at)


def _audit_end(job: LoadJob, action: str, actor: audit.Actor, at: datetime) -> None:
    job.refresh_from_db(fields=["step"])
    details = {"load": job.pk, "steps_done": job.step}
    audit.record(actor=actor, action=action, subject=job.wave.subject, at=at, details=details)

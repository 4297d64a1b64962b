"""Requesting, approving, refusing, downloading and erasing evidence returns and exports."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.core import audit, tombstones
from aftercall.core.dates import months_later
from aftercall.core.errors import Refused
from aftercall.core.new_rings import new_rings
from aftercall.core.references import new_reference
from aftercall.core.vault import NoSuchKey
from aftercall.evidence import queries
from aftercall.evidence.archive import names
from aftercall.evidence.archive.sealing import unpack
from aftercall.evidence.archive.verify import verify_return
from aftercall.evidence.building.analyses import read_analysis, runs_named
from aftercall.evidence.building.assembling import build_return, summary_of
from aftercall.evidence.exporting.assembling import build_export
from aftercall.evidence.models import ControlledFile, FileKind, FileState
from aftercall.evidence.policies import is_another_person, require_another_person
from aftercall.evidence.sealed import RINGS, open_content, seal_content, uses_ring
from aftercall.publication.models import Publication
from aftercall.results.models import AnalysisRun

# How long a return can be downloaded after it was requested, and how long an export at most.
RETURN_MONTHS = 24
EXPORT_MONTHS = 12
INSPECTORATE = "The inspectorate"
NOT_WAITING = "This file is not waiting for approval any more"
HELD_BACK = "Somebody whose answers are in this file has had the use of their data restricted"
_WAIT = f"{HELD_BACK}. Wait until that is lifted, or leave the microdata out"
JOB = audit.SystemActor("evidence")


def request_return(
    *, publication: Publication, purpose: str, microdata: bool, site: str, actor: User, at: datetime
) -> ControlledFile:
    """Build the return of a public publication, to be sent once a second person approves it. site: the address of the
    site. Refused as `build_return` is."""
    built = build_return(publication, site, microdata=microdata)
    summary = {**summary_of(built), "verified": _verified(built.content)}
    ends_on = months_later(timezone.localdate(at), RETURN_MONTHS)
    about = {"purpose": purpose, "recipient": INSPECTORATE, "microdata": microdata, "ends_on": ends_on}
    runs = runs_named(one.analysis for one in built.microdata)
    return _request(FileKind.RETURN, publication, _Made(built.content, summary, runs), about, actor, at)


def _verified(content: bytes) -> dict[str, int]:
    """Verify a return as its recipient will. Returns what they will count. Refused if they would find a difference."""
    found = verify_return(content, "The return")
    if not found.passed:
        raise Refused(f"The return cannot be sent, because it does not verify. {found.problems[0]}")
    return {name: getattr(found, name) for name in ("alike", "changes", "points", "certificates")}


def request_export(
    *, publication: Publication, purpose: str, recipient: str, ends_on: date, actor: User, at: datetime
) -> ControlledFile:
    """Build an export of the microdata behind a public publication, to be handed to a named recipient once a second
    person approves it. Refused as `build_export` is, and for a day that has passed or is more than a year away."""
    today = timezone.localdate(at)
    if not today <= ends_on <= months_later(today, EXPORT_MONTHS):
        raise Refused("Enter a day within a year from today", field="ends_on")
    built = build_export(publication, purpose=purpose, recipient=recipient, ends_on=ends_on)
    about = {"purpose": purpose, "recipient": recipient, "microdata": True, "ends_on": ends_on}
    made = _Made(built.content, built.summary, [publication.run])
    return _request(FileKind.EXPORT, publication, made, about, actor, at)


@dataclass(frozen=True)
class _Made:
    """A zip, numbers about it, and the analyses whose microdata it has."""

    content: bytes
    summary: Mapping[str, object]
    runs: Sequence[AnalysisRun]


def _request(
    kind: FileKind,
    publication: Publication,
    made: _Made,
    about: Mapping[str, object],
    actor: User,
    at: datetime,
) -> ControlledFile:
    if about["microdata"] and queries.has_restricted_answers(made.runs):
        raise Refused(_WAIT)
    ring = f"{RINGS}{new_reference()}"
    file = ControlledFile(
        reference=new_reference(),
        kind=kind,
        publication=publication,
        requested_at=at,
        requested_by=actor,
        ring=ring,
        digest=hashlib.sha256(made.content).hexdigest(),
        size=len(made.content),
        summary=dict(made.summary),
        **about,
    )
    with new_rings(ring, slots=1, in_use=lambda: uses_ring(ring)), transaction.atomic():
        file.sealed_content = seal_content(file, made.content)
        file.save()
        file.runs.set(made.runs)
        details = {
            "publication": publication.slug,
            "digest": file.digest,
            "microdata": file.microdata,
            "ends_on": file.ends_on.isoformat(),
            **made.summary,
        }
        audit.record(actor=actor, action=f"{kind.value}.requested", subject=file.subject, at=at, details=details)
    return file


def approve(*, file: ControlledFile, actor: User, at: datetime) -> ControlledFile:
    """Release a file: a return is now with the inspectorate, an export can be downloaded. Refused to whoever requested
    it, once its results have been withdrawn, and if it has answers that somebody has withdrawn since it was made."""
    require_another_person(file, actor)
    if file.state == FileState.WAITING:
        _require_unchanged(file)
    return _release(file, actor, at)


def _require_unchanged(file: ControlledFile) -> None:
    """Refuse a file that has been erased, or whose microdata are no longer those of the database. Outside of a
    transaction, because that takes a while."""
    content_of(file)
    if any(read_analysis(run) is None for run in file.runs.all()):
        raise Refused("The answers have changed since this file was made, so it cannot be released. Refuse it")


@transaction.atomic
def _release(file: ControlledFile, actor: User, at: datetime) -> ControlledFile:
    file = _waiting(file)
    require_another_person(file, actor)
    if not file.publication.is_public or file.publication.withdrawal:
        raise Refused("The results have been withdrawn since, so this file cannot be released. Refuse it")
    if queries.is_held_back(file):
        raise Refused(f"{HELD_BACK}, so it cannot be released until that is lifted")
    return _decide(file, FileState.RELEASED, actor, at)


@transaction.atomic
def refuse(*, file: ControlledFile, reason: str, actor: User, at: datetime) -> ControlledFile:
    """Refuse a file, with a reason, and erase it. Whoever requested it can do so too, to take it back."""
    file = _waiting(file)
    file.refusal = reason
    return _erase(_decide(file, FileState.REFUSED, actor, at), at)


def download(*, file: ControlledFile, actor: User, at: datetime) -> bytes:
    """The zip of a file, exactly as it was made. The audit log records each download. Refused once its time has ended
    or it is superseded, and while it is held back; before it is released, to all but those who decide about it."""
    if _supersede(file, at):
        raise Refused("This file has been superseded and erased")
    may_look = file.state == FileState.WAITING and is_another_person(file, actor)
    if (file.state != FileState.RELEASED and not may_look) or file.ends_on < timezone.localdate(at):
        raise Refused("This file cannot be downloaded now")
    if queries.is_held_back(file):
        raise Refused(f"{HELD_BACK}, so nobody can download it until that is lifted")
    content = content_of(file)
    details = {"digest": file.digest}
    audit.record(actor=actor, action=f"{file.kind}.downloaded", subject=file.subject, at=at, details=details)
    return content


def download_guide(*, file: ControlledFile, actor: User, at: datetime) -> bytes:
    """The document of a return, out of its zip. Recorded and refused as a download is."""
    return unpack(download(file=file, actor=actor, at=at), file.name)[names.GUIDE]


def content_of(file: ControlledFile) -> bytes:
    """The zip of a file. Refused once it has been erased, and if it is not the one that was approved."""
    try:
        content = open_content(file)
    except NoSuchKey:
        raise Refused("This file has been erased") from None
    if hashlib.sha256(content).hexdigest() != file.digest:
        raise Refused("This file is not the one that was approved. Tell the force’s administrator")
    return content


@transaction.atomic
def erase_expired(*, at: datetime) -> int:
    """Erase the files whose time has ended. Returns how many."""
    ended = list(queries.past_end(timezone.localdate(at)).select_for_update())
    for file in ended:
        file.state = FileState.ENDED
        _erase(file, at)
        audit.record(actor=JOB, action=f"{file.kind}.erased", subject=file.subject, at=at)
    return len(ended)


def supersede_files(*, at: datetime) -> int:
    """Erase the files that must not be read any more, because somebody withdrew answers that are in them or the results
    were withdrawn. Returns how many."""
    return sum(_supersede(file, at) for file in queries.files().filter(state__in=queries.READABLE))


@transaction.atomic
def _supersede(file: ControlledFile, at: datetime) -> bool:
    """Supersede a file. Returns whether it was done now."""
    found = ControlledFile.objects.select_for_update(of=("self",)).select_related("publication").get(pk=file.pk)
    because = queries.why_superseded(found)
    if because is None or found.state == FileState.SUPERSEDED:
        return False
    found.state, found.superseded_at, found.superseded_because = FileState.SUPERSEDED, at, because
    found.save(update_fields=["superseded_at", "superseded_because"])
    _erase(found, at)
    details = {"digest": found.digest, "because": because.value}
    audit.record(actor=JOB, action=f"{found.kind}.superseded", subject=found.subject, at=at, details=details)
    return True


def _waiting(file: ControlledFile) -> ControlledFile:
    found = ControlledFile.objects.select_for_update(of=("self",)).select_related("publication").get(pk=file.pk)
    if found.state != FileState.WAITING:
        raise Refused(NOT_WAITING)
    return found


def _decide(file: ControlledFile, state: FileState, actor: User, at: datetime) -> ControlledFile:
    file.state, file.decided_at, file.decided_by = state, at, actor
    file.save(update_fields=["state", "decided_at", "decided_by", "refusal"])
    details = {"digest": file.digest, **({"reason": file.refusal} if file.refusal else {})}
    action = f"{file.kind}.{'sent' if file.kind == FileKind.RETURN else 'approved'}"
    done = action if state == FileState.RELEASED else f"{file.kind}.refused"
    audit.record(actor=actor, action=done, subject=file.subject, at=at, details=details)
    return file


def _erase(file: ControlledFile, at: datetime) -> ControlledFile:
    file.sealed_content = b""
    file.save(update_fields=["state", "sealed_content"])
    tombstones.destroy_ring_on_commit(file.ring, at=at)
    return file

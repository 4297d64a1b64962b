"""Reads of evidence returns and exports. None reads the encrypted content before it is needed."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import QuerySet

from aftercall.consents.queries import any_restriction, restricted_cases
from aftercall.core.models import KeyTombstone
from aftercall.dispositions.codes import BY_CODE
from aftercall.evidence.models import ControlledFile, FileKind, FileState, Superseded
from aftercall.handover.models import Release, ReturnedCase, answers_ring
from aftercall.handover.wave_data import INTERVIEWED
from aftercall.publication.states import PublicationState
from aftercall.results.models import AnalysisRun

READABLE = (FileState.WAITING, FileState.RELEASED)


def files() -> QuerySet[ControlledFile]:
    """All files, newest first, with who asked and decided."""
    found = ControlledFile.objects.select_related("publication__run", "requested_by", "decided_by")
    return found.defer("sealed_content")


def waiting() -> QuerySet[ControlledFile]:
    """Files that a second person must decide about."""
    return files().filter(state=FileState.WAITING)


def sent() -> QuerySet[ControlledFile]:
    """Returns that were sent to the inspectorate, the last one first, whether or not their file has been erased."""
    found = files().filter(kind=FileKind.RETURN, decided_at__isnull=False).exclude(state=FileState.REFUSED)
    return found.order_by("-decided_at", "-id")


def past_end(today: date) -> QuerySet[ControlledFile]:
    """Files whose time has ended and that still exist."""
    return ControlledFile.objects.filter(state__in=READABLE, ends_on__lt=today)


def why_superseded(file: ControlledFile) -> Superseded | None:
    """Why a file must not be read any more; None if it may be. A job erases it soon after the reason arises, and until
    then nobody can read it either."""
    if file.superseded_because:
        return Superseded(file.superseded_because)
    if file.state not in READABLE:
        return None
    if file.publication.state == PublicationState.WITHDRAWN:
        return Superseded.RESULTS
    return Superseded.ANSWERS if _has_withdrawn_answers(file) else None


def _has_withdrawn_answers(file: ControlledFile) -> bool:
    """Whether the key of somebody's answers has been destroyed since the file was made with them. The end of retention,
    which destroys all keys of a wave at once, does not count: analyses keep those answers without ids."""
    releases = Release.objects.filter(wave__runs__controlled_files=file).values_list("ring", flat=True)
    rings = [answers_ring(ring) for ring in releases.distinct()]
    destroyed = KeyTombstone.objects.filter(ring__in=rings, slot__isnull=False)
    return destroyed.filter(recorded_at__gte=file.requested_at).exists()


def is_held_back(file: ControlledFile) -> bool:
    """Whether nobody may read a file for now, because somebody whose answers are in it has had the use of their data
    restricted."""
    return file.microdata and file.state in READABLE and has_restricted_answers(file.runs.all())


def has_restricted_answers(runs: Iterable[AnalysisRun]) -> bool:
    """Whether analyses have answers of somebody who has had the use of their data restricted. Once retention has ended,
    nobody can tell whose answers are whose."""
    return any_restriction() and bool(restricted_cases(interviewed_in(runs)))


def interviewed_in(runs: Iterable[AnalysisRun]) -> list[str]:
    """The references of the cases whose answers are in analyses."""
    rows = ReturnedCase.objects.filter(returned__wave__runs__in=list(runs)).exclude(sealed_answers=b"")
    found = rows.values_list("case__reference", "disposition").distinct()
    return [reference for reference, disposition in found if BY_CODE[disposition].group in INTERVIEWED]


def held_back() -> list[ControlledFile]:
    """The released files that nobody may read for now."""
    return [one for one in files().filter(state=FileState.RELEASED) if is_held_back(one)] if any_restriction() else []


def given_out_with(cases: Collection[str]) -> list[ControlledFile]:
    """The files that were released with the answers of any of these cases, the last one first. cases: references."""
    released = files().filter(microdata=True, decided_at__isnull=False).exclude(state=FileState.REFUSED)
    wanted = released.filter(runs__waves__returned__cases__case__reference__in=cases).distinct()
    return [one for one in wanted if not set(cases).isdisjoint(interviewed_in(one.runs.all()))]


def replacement_of(file: ControlledFile) -> ControlledFile | None:
    """The file of the same kind and months, for the same recipient, that was released first after this one."""
    return _of_same_months(file).filter(state=FileState.RELEASED, decided_at__gt=file.decided_at).last()


def replaced_by(file: ControlledFile) -> list[ControlledFile]:
    """The superseded files that this one replaces."""
    earlier = _of_same_months(file).filter(superseded_at__isnull=False, decided_at__lt=file.decided_at)
    return [one for one in earlier if replacement_of(one) == file]


def _of_same_months(file: ControlledFile) -> QuerySet[ControlledFile]:
    run = file.publication.run
    months = {"publication__run__first_month": run.first_month, "publication__run__last_month": run.last_month}
    same = {"kind": file.kind, "recipient": file.recipient, "publication__run__programme": run.programme_id}
    found = files().filter(**same, **months)
    return found.exclude(pk=file.pk).order_by("-decided_at", "-id")


def to_replace(today: date) -> list[ControlledFile]:
    """Superseded files that had been released, have not been replaced, and could still be read today."""
    found = files().filter(superseded_at__isnull=False, decided_at__isnull=False, ends_on__gte=today)
    return [one for one in found if replacement_of(one) is None]

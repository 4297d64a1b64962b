"""Reads of evidence returns and exports. None reads the encrypted content before it is needed."""

from datetime import date

from django.db.models import QuerySet

from aftercall.evidence.models import ControlledFile, FileKind, FileState


def files() -> QuerySet[ControlledFile]:
    """All files, newest first, with who asked and decided."""
    found = ControlledFile.objects.select_related("publication", "requested_by", "decided_by")
    return found.defer("sealed_content")


def waiting() -> QuerySet[ControlledFile]:
    """Files that wait for a second person."""
    return files().filter(state=FileState.WAITING)


def sent() -> QuerySet[ControlledFile]:
    """Returns that were sent to the inspectorate, the last one first, whether or not their file has been erased."""
    found = files().filter(kind=FileKind.RETURN, decided_at__isnull=False).exclude(state=FileState.REFUSED)
    return found.order_by("-decided_at", "-id")


def past_end(today: date) -> QuerySet[ControlledFile]:
    """Files whose time has ended and that still exist."""
    return ControlledFile.objects.filter(state__in=(FileState.WAITING, FileState.RELEASED), ends_on__lt=today)

"""Removing a programme that was created by mistake."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from aftercall.core import audit
from aftercall.programmes.models import CallingRules, Programme, ProgrammeVersion, Survey
from aftercall.programmes.policies import require_no_months


@transaction.atomic
def remove_programme(*, programme: Programme, actor: audit.Actor, at: datetime) -> None:
    """Remove a programme with its draft and its versions. Refused once a month has been opened."""
    locked = Programme.objects.select_for_update().get(pk=programme.pk)
    require_no_months(locked)
    versions = list(ProgrammeVersion.objects.filter(programme=locked))
    _delete_versions(versions)
    locked.delete()
    details = {"versions": len(versions)}
    audit.record(actor=actor, action="programme.removed", subject=programme.subject, at=at, details=details)


def _delete_versions(versions: list[ProgrammeVersion]) -> None:
    """Versions are never deleted, because months can only be understood with them. Here there are no months."""
    QuerySet(ProgrammeVersion).filter(pk__in=[one.pk for one in versions]).delete()
    QuerySet(Survey).filter(pk__in=[one.survey_id for one in versions]).delete()
    QuerySet(CallingRules).filter(pk__in=[one.calling_id for one in versions]).delete()

"""What carrying out a request begins and ends with: the request locked, the cases that are the person's, the record of
what was done."""

from collections.abc import Collection
from datetime import datetime

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.core.words import counted
from aftercall.handover.models import ReleasedCase
from aftercall.rights.desk.models import EventKind, RequestKind, SubjectRequest
from aftercall.rights.desk.operations.disclosing import details_to_match
from aftercall.rights.desk.operations.trail import locked, record
from aftercall.rights.desk.policies import require_open
from aftercall.suppression import queries as suppression
from aftercall.suppression.operations import lock_suppression_list


def locked_and_open(request: SubjectRequest, kind: RequestKind) -> SubjectRequest:
    """The request, locked. Refused if it asks for something else, is closed, or its clock is stopped."""
    request = locked_of_kind(request, kind)
    require_open(request)
    return request


def locked_of_kind(request: SubjectRequest, kind: RequestKind) -> SubjectRequest:
    """The request, locked before the suppression list. Refused if it asks for something else."""
    request = locked(request)
    lock_suppression_list()
    if request.kind != kind:
        raise Refused("This request asks for something else")
    return request


def cases_of(request: SubjectRequest, references: Collection[str]) -> list[ReleasedCase]:
    """Those of these cases that were found by the person's digests, so that no one else's can be named."""
    found = suppression.shared_digests(details_to_match(request).digests)
    own = sorted(set(references) & set(found))
    return list(ReleasedCase.objects.select_for_update().filter(reference__in=own).order_by("pk"))


def record_done(request: SubjectRequest, about: str, details: dict[str, object], actor: User, at: datetime) -> None:
    """Record that it was carried out. about: how, in words without a personal value."""
    action = f"request.{request.kind}_carried_out"
    record(request, EventKind.CARRIED_OUT, actor=actor, at=at, about=about, action=action, details=details)


def case_count(count: int) -> str:
    """A number of cases in words."""
    return counted(count, "case")

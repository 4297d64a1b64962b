"""Reads of requests."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from aftercall.core.words import counted
from aftercall.core.words import month as month_in_words
from aftercall.frames.recognition.register import MIN_SHARED_DIGESTS
from aftercall.handover.models import ReleasedCase
from aftercall.rights.desk.models import RequestEvent, SubjectRequest
from aftercall.rights.desk.sealing import open_details
from aftercall.rights.desk.states import NOT_CLOSED, RequestState
from aftercall.suppression import queries as suppression


def requests_not_closed() -> QuerySet[SubjectRequest]:
    """The requests that are not closed, those whose answer is due first."""
    return SubjectRequest.objects.filter(state__in=NOT_CLOSED).order_by("due_on", "pk")


def closed_requests() -> QuerySet[SubjectRequest]:
    """The closed requests, the last one first."""
    return SubjectRequest.objects.exclude(state__in=NOT_CLOSED).order_by("-closed_at", "-pk")


def requests_to_answer(until: date) -> list[SubjectRequest]:
    """The requests whose clock runs and whose answer is due by a day, the earliest first."""
    return list(requests_not_closed().filter(state=RequestState.OPEN, due_on__lte=until))


def complaints_to_acknowledge() -> list[SubjectRequest]:
    """The complaints that have not been acknowledged, the earliest first."""
    waiting = requests_not_closed().filter(~Q(acknowledge_by=None), acknowledged_at=None)
    return list(waiting.order_by("acknowledge_by", "pk"))


def trail(request: SubjectRequest) -> list[RequestEvent]:
    """What was done about a request, the last first."""
    return list(request.events.select_related("by", "request").order_by("-pk"))


def closed_requests_with_details(*, before: datetime) -> list[SubjectRequest]:
    """The requests that were closed before a time and whose details have not been erased."""
    return list(SubjectRequest.objects.filter(closed_at__lt=before, erased_at=None).order_by("pk"))


@dataclass(frozen=True)
class FoundCase:
    """A case that shares digests with the person who made a request. state: of the case, in words."""

    reference: str
    month: date
    state: str
    shared: int
    is_certain: bool

    @property
    def words(self) -> str:
        """The case in a list to choose from."""
        codes = counted(self.shared, "code")
        return f"{self.reference}, {month_in_words(self.month)}: {self.state.lower()}, {codes} in common"


def cases_found(request: SubjectRequest) -> list[FoundCase]:
    """The cases that share digests with the person, the latest first, without anything that is encrypted."""
    details = open_details(request)
    digests = details.digests if details else []
    shared = suppression.shared_digests(digests)
    released = ReleasedCase.objects.select_related("release__wave", "case").filter(reference__in=shared)
    least = min(MIN_SHARED_DIGESTS, len(digests))
    return [
        FoundCase(
            reference=one.reference,
            month=one.release.wave.month,
            state=one.case.get_state_display() if hasattr(one, "case") else "Released",
            shared=shared[one.reference],
            is_certain=shared[one.reference] >= least,
        )
        for one in released.order_by("-release__wave__month", "pk")
    ]

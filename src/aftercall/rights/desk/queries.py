"""Reads of requests."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from aftercall.core.words import counted
from aftercall.core.words import month as month_in_words
from aftercall.fieldwork.operations.restricting import paused_by
from aftercall.frames.person_lookup import least_shared
from aftercall.handover.models import ReleasedCase
from aftercall.rights.desk.models import EventKind, RequestEvent, SubjectRequest
from aftercall.rights.desk.sealing import open_details
from aftercall.rights.desk.states import NOT_CLOSED, RequestState
from aftercall.rights.objections import digests_of
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


def requests_without_person() -> list[SubjectRequest]:
    """The requests that are not closed and of which a restored backup did not know who made them."""
    restored = requests_not_closed().filter(events__kind=EventKind.RESTORED).distinct()
    return [one for one in restored if (details := open_details(one)) and not details.full_name]


def is_done(request: SubjectRequest) -> bool:
    """Whether what the person asked for has been carried out, or the copy for them made."""
    return request.events.filter(kind__in=(EventKind.CARRIED_OUT, EventKind.DISCLOSED)).exists()


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
    return _sharing(details.digests if details else [])


def cases_to_lift(request: SubjectRequest) -> list[FoundCase]:
    """Those of the cases found that are paused because of this restriction."""
    paused = paused_by(request.reference)
    return [one for one in cases_found(request) if one.reference in paused]


def cases_to_close(request: SubjectRequest) -> list[FoundCase] | None:
    """The cases that an objection of the person closes: it recognises them by more than what we hold is looked up by.
    None if the details are too few to recognise anyone."""
    details = open_details(request)
    digests = digests_of(details.person) if details else set()
    return _sharing(digests) if digests else None


def _sharing(digests: Collection[str]) -> list[FoundCase]:
    shared = suppression.shared_digests(digests)
    released = ReleasedCase.objects.select_related("release__wave", "case").filter(reference__in=shared)
    return [
        FoundCase(
            reference=one.reference,
            month=one.release.wave.month,
            state=one.case.get_state_display() if hasattr(one, "case") else "Released",
            shared=shared[one.reference],
            is_certain=shared[one.reference] >= least_shared(digests),
        )
        for one in released.order_by("-release__wave__month", "pk")
    ]

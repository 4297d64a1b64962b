"""Requests as shown on the desk's pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aftercall.core.words import counted, date_and_time, day
from aftercall.frames.phones import as_dialled
from aftercall.rights.desk.models import (
    Channel,
    EventKind,
    Outcome,
    PauseReason,
    RequestEvent,
    RequestKind,
    SubjectRequest,
)
from aftercall.rights.desk.operations.forgetting import erased_on
from aftercall.rights.desk.sealing import Details, open_note
from aftercall.rights.desk.states import RequestState

_SOON_DAYS = 7
_COLOURS = {
    RequestState.OPEN: "",
    RequestState.WAITING: "grey",
    RequestState.ANSWERED: "green",
    RequestState.REFUSED: "grey",
    RequestState.WITHDRAWN: "grey",
}


@dataclass(frozen=True)
class RequestRow:
    """A request in the list: its state, and its clock in words. today: the day on which it is shown."""

    request: SubjectRequest
    today: date

    @property
    def kind(self) -> str:
        """What the person asks for."""
        return RequestKind(self.request.kind).label

    @property
    def state(self) -> str:
        """The state in words, or the outcome of a complaint."""
        request = self.request
        return Outcome(request.outcome).label if request.outcome else RequestState(request.state).label

    @property
    def colour(self) -> str:
        """The colour of the state."""
        return _COLOURS[RequestState(self.request.state)]

    @property
    def received(self) -> str:
        """When and how it reached us."""
        channel = Channel(self.request.channel).label
        return f"{day(self.request.received_on)}, {channel[0].lower()}{channel[1:]}"

    @property
    def clock(self) -> str:
        """How much time is left, or what became of the request."""
        request = self.request
        if request.closed_at:
            return day(request.closed_at)
        if request.paused_on:
            return f"Stopped since {day(request.paused_on)}"
        return f"{day(request.due_on)} ({time_left(request.due_on, self.today)})"

    @property
    def urgency(self) -> tuple[str, str]:
        """A word and a colour where the request is late or nearly so; both empty otherwise."""
        if self.request.state != RequestState.OPEN:
            return "", ""
        left = (self.request.due_on - self.today).days
        if left < 0:
            return "Overdue", "red"
        return ("Due soon", "yellow") if left <= _SOON_DAYS else ("", "")

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is known of the request, apart from the person."""
        request = self.request
        facts = [("Received", self.received), ("Closed" if request.is_closed else "Answer due", self.clock)]
        if request.acknowledge_by:
            facts.append(("Acknowledgement", self._acknowledgement(request.acknowledge_by)))
        if request.paused_for:
            facts.append(("Waiting for", PauseReason(request.paused_for).label))
        if request.paused_days:
            facts.append(("Days stopped", counted(request.paused_days, "day")))
        if request.extended_on:
            facts.append(("Extended", f"By two months, on {day(request.extended_on)}"))
        if request.outcome:
            facts.append(("Outcome", Outcome(request.outcome).label))
        return facts

    def _acknowledgement(self, due: date) -> str:
        request = self.request
        if request.acknowledged_at:
            return f"Sent on {day(request.acknowledged_at)}"
        if request.is_closed:
            return "Not sent"
        return f"Due on {day(due)} ({time_left(due, self.today)})"

    @property
    def erasure(self) -> str:
        """When the person's details are or were erased."""
        request = self.request
        if request.erased_at:
            return f"We erased the person’s details on {day(request.erased_at)}, so this page does not show them."
        if erased := erased_on(request):
            return f"The person’s details will be erased on {day(erased)}."
        return "The person’s details will be erased 6 months after the request is closed."


def time_left(due: date, today: date) -> str:
    """The time until a day in words."""
    days = (due - today).days
    if days == 0:
        return "today"
    return f"{counted(days, 'day')} left" if days > 0 else f"{counted(-days, 'day')} late"


def person_facts(details: Details) -> list[tuple[str, str]]:
    """Who the person is, and how to reach them. Values that are not known are left out."""
    facts = [
        ("Name", details.full_name),
        ("Date of birth", day(date.fromisoformat(details.date_of_birth)) if details.date_of_birth else ""),
        ("Phone number", as_dialled(details.phone)),
        ("Email address", details.email),
        ("Postal address", ", ".join(details.address.splitlines())),
        ("Postcode", details.postcode),
        ("Communication needs", details.communication),
        ("Reference that they quote", details.reference),
    ]
    return [(name, value) for name, value in facts if value]


@dataclass(frozen=True)
class TrailRow:
    """One entry of the trail in words."""

    when: str
    who: str
    what: str
    note: str


def trail_rows(events: Sequence[RequestEvent]) -> list[TrailRow]:
    """The entries with their notes, which are empty once the request's key has been destroyed."""
    return [_trail_row(event) for event in events]


def _trail_row(event: RequestEvent) -> TrailRow:
    what = EventKind(event.kind).label
    return TrailRow(
        when=date_and_time(event.at),
        who=event.by.name if event.by else "This service" if event.kind == EventKind.RESTORED else "The person",
        what=f"{what}: {event.about}" if event.about else what,
        note=open_note(event),
    )

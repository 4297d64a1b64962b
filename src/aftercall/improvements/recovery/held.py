"""What is held about a person who asked for service recovery, for the copy that they can ask for."""

from collections.abc import Collection, Iterator

from aftercall.consents.queries import consents_of
from aftercall.core.words import day
from aftercall.frames.person_lookup import least_shared
from aftercall.improvements.recovery import queries
from aftercall.rights.desk.held_readers import HeldRecord


def recovery_requests(digests: Collection[str]) -> Iterator[HeldRecord]:
    """Requests that have not ended. What they agreed to is among their consents."""
    own = consents_of(digests, shared=least_shared(digests))
    for request in queries.requests().filter(consent__in=own):
        yield HeldRecord(
            "service_recovery",
            "You asked us to put something right",
            [
                ("Reference", request.reference),
                ("Received on", day(request.received_on)),
                ("We answer by", day(request.due_on)),
            ],
        )

"""The force contacts people who agreed to it in their interview, and says what came of it."""

from datetime import datetime

from aftercall.accounts.models import User
from aftercall.consents import queries
from aftercall.consents.models import ConsentOutcome
from aftercall.consents.operations import end_consent, see_details

_SERVICE_RECOVERY = "service_recovery"
_STILL_WAITING = 5
_EVERY_FIFTH = 5  # could not be reached


def contact_people(*, researcher: User, at: datetime) -> int:
    """Contact everybody who waits for it but the last few. Returns how many."""
    waiting = list(queries.to_contact(_SERVICE_RECOVERY))[:-_STILL_WAITING]
    for number, consent in enumerate(waiting, start=1):
        see_details(consent=consent, actor=researcher, at=at)
        outcome = ConsentOutcome.DONE if number % _EVERY_FIFTH else ConsentOutcome.NOT_REACHED
        end_consent(consent=consent, outcome=outcome, actor=researcher, at=at)
    return len(waiting)

"""What happens to consents when somebody objects to the survey."""

from collections.abc import Collection
from datetime import datetime

from aftercall.consents.operations import end_for_objector


def end_consents_of(*, digests: Collection[str], at: datetime, **_: object) -> None:
    """Receiver of suppression.signals.objection_recorded, in its transaction: end the person's records."""
    end_for_objector(digests=digests, at=at)

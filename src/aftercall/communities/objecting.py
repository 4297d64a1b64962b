"""What happens to a person's answers for focus groups when they object to the survey."""

from collections.abc import Collection
from datetime import datetime

from aftercall.communities.operations.forgetting import forget_objector


def forget_answers_of(*, digests: Collection[str], at: datetime, **_: object) -> None:
    """Receiver of suppression.signals.objection_recorded, in its transaction."""
    forget_objector(digests=digests, at=at)

"""Applying again the objections, restrictions and erasures that a database has forgotten because it was restored from a
backup."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aftercall.consents.operations import replay_restriction as restrict_consents_again
from aftercall.core import audit
from aftercall.fieldwork.operations.objecting import close_after_objection
from aftercall.fieldwork.operations.restricting import restrict_again
from aftercall.handover.models import ReleasedCase
from aftercall.suppression import queries as suppression
from aftercall.suppression.operations import lock_suppression_list, record_again

_JOURNAL = audit.SystemActor("journal")


def replay_objection(payload: Mapping[str, object], at: datetime) -> None:
    """Put the person back on the suppression list and close their cases. Their keys have tombstones, which are
    journalled too."""
    lock_suppression_list()
    digests = record_again(payload)
    close_after_objection(references=suppression.cases_matching(digests), at=at)


def replay_restriction(payload: Mapping[str, Any], at: datetime) -> None:
    """Restrict the use of a person's data again, or lift it again: of what they agreed to, and of their cases."""
    lock_suppression_list()
    restrict_consents_again(restriction=payload["restriction"], digests=payload["digests"])
    restrict_again(actor=_JOURNAL, at=at)


def close_erased_case(ring: str, slot: int | None, at: datetime) -> None:
    """Close the case whose contact details were destroyed: the person withdrew their answers, which is no objection."""
    if slot is None:  # a whole ring, such as when retention ended
        return
    cases = ReleasedCase.objects.filter(ring=ring, key_slot=slot).values_list("reference", flat=True)
    if cases:
        close_after_objection(references=list(cases), at=at)

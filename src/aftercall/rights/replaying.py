"""Applying again the objections that a database has forgotten because it was restored from a backup."""

from collections.abc import Mapping
from datetime import datetime

from aftercall.fieldwork.operations.objecting import close_after_objection
from aftercall.suppression import queries as suppression
from aftercall.suppression.operations import lock_suppression_list, record_again


def replay_objection(payload: Mapping[str, object], at: datetime) -> None:
    """Put the person back on the suppression list and close their cases. Their keys have tombstones, which are
    journalled too."""
    lock_suppression_list()
    digests = record_again(payload)
    close_after_objection(references=suppression.cases_matching(digests), at=at)

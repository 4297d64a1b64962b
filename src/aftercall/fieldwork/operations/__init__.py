"""Everything that changes a case. Each operation is one function, one transaction and one audit entry."""

from aftercall.fieldwork.operations.calls import StartedCall, record_outcome, start_call, view_contact
from aftercall.fieldwork.operations.closing import (
    close_expired,
    close_fieldwork,
    hand_back_case,
    put_back_case_of,
    put_back_stale_cases,
)
from aftercall.fieldwork.operations.interviews import (
    UnlikelyAnswer,
    WrongAnswer,
    begin_interview,
    confirm_can_talk,
    finish_interview,
    save_answer,
)
from aftercall.fieldwork.operations.queue import claim_next_case, put_case_back
from aftercall.fieldwork.operations.receiving import receive_release
from aftercall.fieldwork.operations.returning import return_results

__all__ = [
    "StartedCall",
    "UnlikelyAnswer",
    "WrongAnswer",
    "begin_interview",
    "claim_next_case",
    "close_expired",
    "close_fieldwork",
    "confirm_can_talk",
    "finish_interview",
    "hand_back_case",
    "put_back_case_of",
    "put_back_stale_cases",
    "put_case_back",
    "receive_release",
    "record_outcome",
    "return_results",
    "save_answer",
    "start_call",
    "view_contact",
]

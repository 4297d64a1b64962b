"""Everything that changes a case. Each operation is one function, one transaction and one audit entry."""

from aftercall.fieldwork.operations.calls import Call, record_outcome, start_call, view_contact
from aftercall.fieldwork.operations.closing import close_expired, close_fieldwork, release_stale_claims
from aftercall.fieldwork.operations.interviews import begin_interview, finish_interview, save_answer
from aftercall.fieldwork.operations.queue import claim_next_case, give_case_back
from aftercall.fieldwork.operations.receiving import receive_release
from aftercall.fieldwork.operations.returning import return_results

__all__ = [
    "Call",
    "begin_interview",
    "claim_next_case",
    "close_expired",
    "close_fieldwork",
    "finish_interview",
    "give_case_back",
    "receive_release",
    "record_outcome",
    "release_stale_claims",
    "return_results",
    "save_answer",
    "start_call",
    "view_contact",
]

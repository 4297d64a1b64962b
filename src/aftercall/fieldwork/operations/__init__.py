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
    NewAnswer,
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
from aftercall.fieldwork.operations.web_entries import (
    SessionOver,
    come_back_later,
    end_call_for_web,
    enter_web,
    give_web_code,
    open_session,
)
from aftercall.fieldwork.operations.web_interviews import (
    begin_on_web,
    finish_on_web,
    object_on_web,
    save_web_answer,
)

__all__ = [
    "NewAnswer",
    "SessionOver",
    "StartedCall",
    "UnlikelyAnswer",
    "WrongAnswer",
    "begin_interview",
    "begin_on_web",
    "claim_next_case",
    "close_expired",
    "close_fieldwork",
    "come_back_later",
    "confirm_can_talk",
    "end_call_for_web",
    "enter_web",
    "finish_interview",
    "finish_on_web",
    "give_web_code",
    "hand_back_case",
    "object_on_web",
    "open_session",
    "put_back_case_of",
    "put_back_stale_cases",
    "put_case_back",
    "receive_release",
    "record_outcome",
    "return_results",
    "save_answer",
    "save_web_answer",
    "start_call",
    "view_contact",
]

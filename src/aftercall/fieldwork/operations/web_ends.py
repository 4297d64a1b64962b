"""The end of a way to answer on the web: at the next call, or when a call ends otherwise."""

from aftercall.core.statements import update_where
from aftercall.fieldwork.models import Case, WebEntry


def end_web_entry(case: Case) -> None:
    """Let neither the code nor the session of a case work any more, within the caller's transaction."""
    if case.calling.web_door:
        update_where(WebEntry, {"code_digest": "", "session_digest": ""}, case=case.pk)

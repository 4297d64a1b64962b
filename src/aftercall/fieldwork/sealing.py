"""Free text, sealed under the case's key, so that it can be read only while the key exists."""

from aftercall.core import vault
from aftercall.fieldwork.models import Answer, Attempt, Case, Interview

NOTE = "note"


def seal_text(case: Case, text: str, *, about: str) -> bytes:
    """The sealed text, bound to the case and to its question or note. Empty text stays empty. Raises NoSuchKey."""
    return vault.encrypt(_key(case), text.encode(), context=_context(case, about)) if text else b""


def open_note(attempt: Attempt) -> str:
    """The note of a call; empty if there is none or its key has been destroyed."""
    return _open(attempt.case, bytes(attempt.sealed_note), NOTE)


def open_text(interview: Interview, question: str) -> str:
    """The text of the latest open answer; empty if there is none or its key has been destroyed."""
    answers = Answer.objects.filter(interview=interview, question=question)
    latest = answers.order_by("-id").values_list("sealed_text", flat=True).first()
    return _open(interview.case, bytes(latest or b""), question)


def _open(case: Case, sealed: bytes, about: str) -> str:
    if not sealed:
        return ""
    try:
        return vault.decrypt(_key(case), sealed, context=_context(case, about)).decode()
    except vault.NoSuchKey:
        return ""


def _key(case: Case) -> bytes:
    return vault.key(case.released.ring, case.released.key_slot)


def _context(case: Case, about: str) -> str:
    return f"{case.released.reference}/{about}"

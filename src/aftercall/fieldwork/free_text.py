"""Notes, communication needs and verbatims, encrypted with the case's key: they can be read only while it exists."""

from aftercall.core import vault
from aftercall.fieldwork.models import Answer, Attempt, Case, Interview
from aftercall.handover.answers import AnswersKey

NOTE = "note"
NEEDS = "needs"


def encrypt_text(case: Case, text: str, *, about: str) -> bytes:
    """The text encrypted with the case's key and bound to its question or note. Empty text stays empty.

    Raises vault.NoSuchKey if the case's details have been erased.
    """
    return vault.encrypt(_key(case), text.encode(), context=_context(case, about)) if text else b""


def decrypt_note(attempt: Attempt) -> str:
    """The note of a call; empty if there is none or the case's key has been destroyed."""
    return _decrypt(attempt.case, bytes(attempt.sealed_note), NOTE)


def decrypt_needs(case: Case) -> str:
    """What helps the person to communicate; empty if nothing was recorded or the case's key has been destroyed."""
    return _decrypt(case, bytes(case.sealed_needs), NEEDS)


def decrypt_verbatim(interview: Interview, question: str) -> str:
    """The latest verbatim given to this question; empty if there is none or one of the case's keys has been
    destroyed."""
    released = interview.case.released
    try:
        key = AnswersKey.of(released)
    except vault.NoSuchKey:
        return ""
    answers = Answer.objects.filter(interview=interview).order_by("-id")
    latest = next((row for row in answers if key.open_answer(row.sealed_answer)[0] == question), None)
    return _decrypt(interview.case, bytes(latest.sealed_text) if latest else b"", question)


def _decrypt(case: Case, encrypted: bytes, about: str) -> str:
    if not encrypted:
        return ""
    try:
        return vault.decrypt(_key(case), encrypted, context=_context(case, about)).decode()
    except vault.NoSuchKey:
        return ""


def _key(case: Case) -> bytes:
    return vault.key(case.released.ring, case.released.key_slot)


def _context(case: Case, about: str) -> str:
    return f"{case.released.reference}/{about}"

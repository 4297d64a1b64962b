"""What is encrypted of a text: its words with the key of the contact details, decisions with that of the answers."""

import json
from collections.abc import Iterable, Sequence

from aftercall.core import vault
from aftercall.fieldwork.free_text import decrypt_verbatim, encrypt_text
from aftercall.fieldwork.models import Interview
from aftercall.handover.answers import AnswersKey, Sealed
from aftercall.verbatims.models import Coding, Verbatim

type Span = tuple[int, int]
_SPANS = "redaction"


def answers_key(interview: Interview) -> AnswersKey | None:
    """The key of the case's answers, None once they have been withdrawn."""
    try:
        return AnswersKey.of(interview.case.released)
    except vault.NoSuchKey:
        return None


def question_of(text: Verbatim) -> str:
    """The name of the question that it answers; empty once the answers have been withdrawn."""
    key = answers_key(text.interview)
    return str(key.open_codes(text.sealed_question)) if key else ""


def words_of(text: Verbatim) -> str:
    """What the person said; empty once a key of the case has been destroyed."""
    question = question_of(text)
    return decrypt_verbatim(text.interview, question) if question else ""


def seal_codes(text: Verbatim, codes: Iterable[str]) -> bytes:
    """Encrypt codes of this text. Raises vault.NoSuchKey once the answers have been withdrawn."""
    return AnswersKey.of(text.interview.case.released).seal_codes(sorted(codes))


def codes_of(row: Verbatim | Coding) -> tuple[str, ...]:
    """The settled codes of a text, or those that one person gave it; none once the answers have been withdrawn."""
    text = row if isinstance(row, Verbatim) else row.verbatim
    key = answers_key(text.interview)
    return tuple(key.open_codes(row.sealed_codes)) if key and row.sealed_codes else ()


def seal_spans(text: Verbatim, spans: Sequence[Span]) -> bytes:
    """Encrypt which parts of a text were redacted."""
    return encrypt_text(text.interview.case, json.dumps(list(spans)), about=_context(text))


def open_spans(text: Verbatim, sealed: Sealed) -> list[Span]:
    """Which parts of a text were redacted. Raises vault.NoSuchKey once its key has been destroyed."""
    released = text.interview.case.released
    key = vault.key(released.ring, released.key_slot)
    content = vault.decrypt(key, bytes(sealed), context=f"{released.reference}/{_context(text)}")
    return [(start, end) for start, end in json.loads(content)]


def _context(text: Verbatim) -> str:
    return f"{_SPANS} {text.reference}"

"""What leads from answers to a person: the answers of a case, whose they are and which modules of the questionnaire
they are asked, all encrypted with a key of the case.

A release has two rings with a slot for each case. The first encrypts the contact details and is destroyed when the
person objects; this one, when the person withdraws their answers, and for all cases when retention ends.
"""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from aftercall.core import vault
from aftercall.handover.models import ReleasedCase, ReturnedCase, answers_ring

# PostgreSQL returns a memoryview.
type Sealed = bytes | memoryview[int]
# Plaintexts are padded to a multiple of this, so that their lengths do not tell one answer from another.
_SHORT, _LONG = 128, 2048
_DECODER = json.JSONDecoder()
CONFIRMED, ON_WEB = "confirmed", "web"
PERSON, MODULES, ANSWER, RETURN, CODES = "person", "modules", "answer", "return", "codes"


@dataclass(frozen=True)
class AnswersKey:
    """A case's key of the second ring. Everything encrypted with it is bound to the case's reference."""

    key: bytes
    reference: str

    @classmethod
    def read(cls, ring: str, slot: int, reference: str, keys: vault.KeyReader = vault.key) -> Self:
        """The key of a case; ring: that of its contact details. Raises vault.NoSuchKey if it has been destroyed."""
        return cls(keys(answers_ring(ring), slot), reference)

    @classmethod
    def of(cls, case: ReleasedCase, keys: vault.KeyReader = vault.key) -> Self:
        """The key of this case. Raises vault.NoSuchKey if it has been destroyed."""
        return cls.read(case.ring, case.key_slot, case.reference, keys)

    def seal_person(self, person_id: str) -> bytes:
        """Encrypt whom the case is about."""
        return self._seal(person_id, PERSON, _SHORT)

    def open_person(self, sealed: Sealed) -> str:
        """Whom the case is about."""
        return str(self._open(sealed, PERSON))

    def seal_modules(self, modules: str) -> bytes:
        """Encrypt which modules the person is asked, names separated by spaces."""
        return self._seal(modules, MODULES, _SHORT)

    def open_modules(self, sealed: Sealed) -> str:
        """Which modules the person is asked; none if the programme has none."""
        return str(self._open(sealed, MODULES)) if sealed else ""

    def seal_answer(self, question: str, value: str, *, confirmed: bool = False, on_web: bool = False) -> bytes:
        """Encrypt one answer together with its question, because the route alone gives answers away. confirmed: whether
        it was saved despite a warning; on_web: whether the person gave it on the web."""
        marks = [mark for mark, applies in ((CONFIRMED, confirmed), (ON_WEB, on_web)) if applies]
        return self._seal([question, value, *marks], ANSWER, _SHORT)

    def open_answer(self, sealed: Sealed) -> tuple[str, str]:
        """A question and the answer to it."""
        question, value, *_ = self._open(sealed, ANSWER)
        return question, value

    def was_confirmed(self, sealed: Sealed) -> bool:
        """Whether an answer was saved despite a warning."""
        return CONFIRMED in self._open(sealed, ANSWER)[2:]

    def was_on_web(self, sealed: Sealed) -> bool:
        """Whether the person gave an answer on the web."""
        return ON_WEB in self._open(sealed, ANSWER)[2:]

    def seal_return(self, answers: dict[str, str]) -> bytes:
        """Encrypt all answers of the case; none stay empty."""
        return self._seal(answers, RETURN, _LONG) if answers else b""

    def open_return(self, sealed: Sealed) -> dict[str, str]:
        """All answers of the case."""
        answers: dict[str, str] = self._open(sealed, RETURN) if sealed else {}
        return answers

    def seal_codes(self, value: object) -> bytes:
        """Encrypt which codes were given to what the person said in their own words, or to which question that was."""
        return self._seal(value, CODES, _SHORT)

    def open_codes(self, sealed: Sealed) -> Any:
        """What `seal_codes` has encrypted."""
        return self._open(sealed, CODES)

    def _seal(self, value: object, about: str, block: int) -> bytes:
        text = json.dumps(value, ensure_ascii=False).encode()
        padded = text.ljust(-(-len(text) // block) * block)
        return vault.encrypt(self.key, padded, context=f"{self.reference}/{about}")

    def _open(self, sealed: Sealed, about: str) -> Any:
        text = vault.decrypt_with(self._cipher, bytes(sealed), context=f"{self.reference}/{about}").decode()
        value, _ = _DECODER.raw_decode(text)  # the rest is padding
        return value

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self.key)


def person_of(case: ReleasedCase, keys: vault.KeyReader = vault.key) -> str | None:
    """The id of the person whom the case is about, or None once their answers have been withdrawn or retention has
    ended."""
    try:
        return AnswersKey.of(case, keys).open_person(case.sealed_person) if case.sealed_person else None
    except vault.NoSuchKey:
        return None


def modules_of(case: ReleasedCase) -> str:
    """Which modules of the questionnaire the person is asked, names separated by spaces; none once their answers have
    been withdrawn."""
    try:
        return AnswersKey.of(case).open_modules(case.sealed_modules) if case.sealed_modules else ""
    except vault.NoSuchKey:
        return ""


def answers_of(row: ReturnedCase, keys: vault.KeyReader = vault.key) -> dict[str, str]:
    """The answers that were returned for a case; none once they have been withdrawn."""
    try:
        return AnswersKey.of(row.case, keys).open_return(row.sealed_answers)
    except vault.NoSuchKey:
        return {}


def codes_of(row: ReturnedCase, keys: vault.KeyReader = vault.key) -> dict[str, list[str]]:
    """The codes that were returned for a case, by question; none once its answers have been withdrawn."""
    if not row.sealed_codes:
        return {}
    try:
        codes: dict[str, list[str]] = AnswersKey.of(row.case, keys).open_codes(row.sealed_codes)
    except vault.NoSuchKey:
        return {}
    return codes

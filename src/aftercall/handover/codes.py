"""The codes of what people said in their own words, as the agency returns them: never the words themselves."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit, vault
from aftercall.core.errors import Refused
from aftercall.handover.answers import AnswersKey
from aftercall.handover.models import CodeReturn, ReturnedCase
from aftercall.programmes.models import Wave
from aftercall.programmes.states import WaveState

# A code's measure begins with this, so that it is never taken for one of a questionnaire.
PREFIX = "said_"
# What a person's codes are stored under among their answers: no question can have this name.
_KEY = "{}/codes"
type CodesByCase = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True)
class CodedMeasure:
    """One code of one question, as figures are given for it. meaning: the version of the codebook since which it has
    meant the same. kappa, low, high: the coders' agreement about it, None where it cannot be calculated."""

    code: str
    question: str
    label: str
    sentence: str
    meaning: int
    kappa: float | None
    low: float | None
    high: float | None

    @property
    def name(self) -> str:
        """The name of the measure."""
        return f"{PREFIX}{self.code}"


@dataclass(frozen=True)
class CodeDocument:
    """What a return of codes says about all of them: the version of the codebook, how many texts two people coded
    independently, and their agreement about every code of every text."""

    codebook: int
    texts: int
    kappa: float | None
    low: float | None
    high: float | None
    measures: tuple[CodedMeasure, ...]

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "CodeDocument":
        """From the stored JSON."""
        return cls(**{**document, "measures": tuple(CodedMeasure(**one) for one in document["measures"])})


def answers_with_codes(answers: Mapping[str, str], codes: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A person's answers and, under a key for each question that was coded, its codes separated by spaces."""
    return {**answers, **{codes_key(question): " ".join(given) for question, given in codes.items()}}


def codes_key(question: str) -> str:
    """Where the codes of a question are among a person's answers."""
    return _KEY.format(question)


def is_codes_key(name: str) -> bool:
    """Whether this name among a person's answers is that of codes."""
    return name.endswith(_KEY.format(""))


@transaction.atomic
def accept_codes(*, wave: Wave, codes: CodesByCase, document: CodeDocument, actor: User, at: datetime) -> CodeReturn:
    """Accept the codes of a returned wave, by case reference and question.

    Refused before the answers are returned, a second time, and once retention has ended. Codes of people who have
    withdrawn their answers are left out.
    """
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    if wave.state != WaveState.RETURNED or wave.release.erased_at:
        raise Refused("Return the results of this wave first. Codes are accepted until its retention ends")
    if CodeReturn.objects.filter(wave=wave).exists():
        raise Refused("The codes of this wave have already been returned")
    rows = ReturnedCase.objects.filter(returned__wave=wave, case__reference__in=codes).select_related("case")
    for row in rows:
        row.sealed_codes = _sealed(row, codes[row.case.reference])
    ReturnedCase.objects.bulk_update(rows, ["sealed_codes"], batch_size=500)
    returned = CodeReturn.objects.create(
        wave=wave,
        returned_at=at,
        returned_by=actor,
        document=asdict(document),
        text_count=sum(len(by_question) for by_question in codes.values()),
        digest=_digest(codes),
    )
    details = {"texts": returned.text_count, "codebook": document.codebook, "digest": returned.digest}
    audit.record(actor=actor, action="codes.returned", subject=wave.subject, at=at, details=details)
    return returned


def _sealed(row: ReturnedCase, codes: Mapping[str, Sequence[str]]) -> bytes:
    try:
        return AnswersKey.of(row.case).seal_codes(codes)
    except vault.NoSuchKey:
        return b""


def _digest(codes: CodesByCase) -> str:
    return hashlib.sha256(json.dumps(codes, sort_keys=True).encode()).hexdigest()

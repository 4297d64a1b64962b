"""What is kept of a focus group's people and words, encrypted with the group's ring."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from aftercall.communities.models import Candidate, FocusGroup, Passage, Quotation
from aftercall.core import vault

RINGS = "focus-group-"
GROUP_SLOT = 0


@dataclass(frozen=True)
class CandidateAnswers:
    """values: by quota feature. home: a digest of the telephone number, the same for people who share one. needs: what
    they need to take part. digests: of the person, as their consent had them, because a consent loses them when it
    ends."""

    values: Mapping[str, str]
    home: str
    needs: str = ""
    digests: Sequence[str] = ()


def seal(group: FocusGroup, text: str, context: str) -> bytes:
    """Encrypt with the group's own key. Raises vault.NoSuchKey once it has been destroyed."""
    return vault.encrypt(vault.key(group.ring, GROUP_SLOT), text.encode(), context=f"{group.reference}/{context}")


def unseal(group: FocusGroup, sealed: bytes | memoryview, context: str) -> str:
    """The text; empty if there is none, or once it has been erased."""
    if not sealed or group.erased_at:
        return ""
    try:
        key = vault.key(group.ring, GROUP_SLOT)
    except vault.NoSuchKey:
        return ""
    return vault.decrypt(key, bytes(sealed), context=f"{group.reference}/{context}").decode()


def passage_text(passage: Passage) -> str:
    """What a passage says."""
    return unseal(passage.group, passage.sealed_text, f"passage {passage.number}")


def quotation_text(quotation: Quotation) -> str:
    """The words of a quotation, whether or not they have been approved."""
    group = quotation.passage.group
    return quotation.text or unseal(group, quotation.sealed_text, f"quotation {quotation.passage.number}")


def seal_answers(candidate: Candidate, answers: CandidateAnswers) -> bytes:
    """Encrypt with the candidate's own key."""
    content = json.dumps(asdict(answers), ensure_ascii=False).encode()
    return vault.encrypt(vault.key(candidate.group.ring, candidate.slot), content, context=_context(candidate))


def open_answers(candidate: Candidate, read: vault.KeyReader = vault.key) -> CandidateAnswers | None:
    """What a candidate answered; None once it has been erased. read: how the key is read."""
    if candidate.group.erased_at or not candidate.sealed_answers:
        return None
    try:
        key = read(candidate.group.ring, candidate.slot)
    except vault.NoSuchKey:
        return None
    content = json.loads(vault.decrypt(key, bytes(candidate.sealed_answers), context=_context(candidate)))
    return CandidateAnswers(**content)


def _context(candidate: Candidate) -> str:
    return f"{candidate.group.reference}/candidate {candidate.slot}"


def home_digest(group: FocusGroup, phone: str) -> str:
    """A digest of a telephone number that means nothing outside the group."""
    return hmac.new(vault.key(group.ring, GROUP_SLOT), phone.encode(), hashlib.sha256).hexdigest()[:32]

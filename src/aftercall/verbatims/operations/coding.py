"""Coding texts: one at a time, by two people who do not see each other's codes. Differences are settled by both of them
together, or by a third person."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.suppression.queries import has_objected
from aftercall.verbatims import queries, sealing
from aftercall.verbatims.codebook import Codebook
from aftercall.verbatims.models import Coding, Quotation, TextState, Verbatim
from aftercall.verbatims.policies import require_agency, require_lease
from aftercall.verbatims.quoting import group_of

# How long a text that somebody has taken is not given to anyone else.
LEASE = timedelta(minutes=15)


def take_text(*, coder: User, at: datetime, state: TextState = TextState.TO_CODE) -> Verbatim | None:
    """Take the next text to code, or to settle, or the one that this person has taken already. None if there is none.

    Texts that have been erased, and those of people who have objected, are passed over for good.
    """
    require_agency(coder)
    while True:
        text = queries.texts_for(coder, at, state).first()
        if text is None:
            return None
        if not _lease(text, coder, at):
            continue  # someone else was faster
        if sealing.words_of(text) and not has_objected(text.interview.case.released.reference):
            return text
        _drop(text)


def _lease(text: Verbatim, coder: User, at: datetime) -> bool:
    """In one statement, so that of two people who ask at the same moment only one gets the text."""
    unchanged = Verbatim.objects.filter(
        pk=text.pk, state=text.state, leased_to=text.leased_to_id, leased_until=text.leased_until
    )
    until = at + LEASE
    is_leased = unchanged.update(leased_to=coder, leased_until=until) == 1
    text.leased_to, text.leased_until = coder, until
    return is_leased


def _drop(text: Verbatim) -> None:
    gone = {"state": TextState.GONE, "sealed_codes": b"", "settled_by": None}
    Verbatim.objects.filter(pk=text.pk).update(**gone, leased_to=None, leased_until=None)


@transaction.atomic
def save_coding(*, text: Verbatim, codes: Collection[str], coder: User, at: datetime, quote: bool = False) -> None:
    """Save the codes that one person gave to a text: none, if no code applies. After the second person, codes that are
    alike are settled.

    quote: whether to propose it as a quotation. Refused if the person did not agree to that, or someone else has the
    text now.
    """
    locked = _locked(text, TextState.TO_CODE, coder)
    _require_codes(locked, codes)
    coding = Coding.objects.create(
        verbatim=locked, coder=coder, sealed_codes=sealing.seal_codes(locked, codes), coded_at=at
    )
    earlier = [one for one in locked.codings.select_related("verbatim") if one.pk != coding.pk]
    if len(earlier) + 1 >= queries.CODINGS_NEEDED:
        _compare(locked, [set(codes), *(set(_codes(one, locked)) for one in earlier)])
    _release(locked)
    audit.record(actor=coder, action="text.coded", subject=locked.subject, at=at)
    if quote:
        _propose_quotation(locked, coder, at)


@transaction.atomic
def settle(*, text: Verbatim, codes: Collection[str], actor: User, at: datetime) -> bool:
    """Decide which codes a text has that two people coded differently. What a third person chooses is settled. What one
    of the two chooses is proposed to the other, and settled once the other chooses the same. Returns whether it is
    settled."""
    locked = _locked(text, TextState.TO_SETTLE, actor)
    _require_codes(locked, codes)
    other = queries.other_coder(locked, actor)
    is_agreed = other is not None and locked.settled_by == other and set(sealing.codes_of(locked)) == set(codes)
    is_settled = other is None or is_agreed
    locked.state = TextState.SETTLED if is_settled else TextState.TO_SETTLE
    locked.sealed_codes = sealing.seal_codes(locked, codes)
    locked.settled_by, locked.settled_with = actor, other if is_agreed else None
    _release(locked)
    details = {"with": other.audit_name} if other and is_agreed else {}
    action = "text.settled" if is_settled else "text.settlement_proposed"
    audit.record(actor=actor, action=action, subject=locked.subject, at=at, details=details)
    return is_settled


def _locked(text: Verbatim, state: TextState, person: User) -> Verbatim:
    require_agency(person)
    locked = queries.texts_with_case().select_for_update(of=("self",)).get(pk=text.pk)
    if locked.state != state or not sealing.question_of(locked):
        raise Refused("This text cannot be coded any more, so nothing was saved. Take the next one")
    require_lease(locked, person)
    return locked


def _require_codes(text: Verbatim, codes: Collection[str]) -> None:
    frame = Codebook.read(text.coding.codebook.document).frame(sealing.question_of(text))
    if not {code.name for code in frame}.issuperset(codes):
        raise Refused("Choose codes of this question only")


def _codes(coding: Coding, text: Verbatim) -> tuple[str, ...]:
    coding.verbatim = text
    return sealing.codes_of(coding)


def _compare(text: Verbatim, codes: list[set[str]]) -> None:
    alike = all(one == codes[0] for one in codes)
    text.state = TextState.SETTLED if alike else TextState.TO_SETTLE
    text.sealed_codes = sealing.seal_codes(text, codes[0]) if alike else b""


def _release(text: Verbatim) -> None:
    text.leased_to = text.leased_until = None
    decided = ["state", "sealed_codes", "settled_by", "settled_with"]
    text.save(update_fields=[*decided, "leased_to", "leased_until"])


def _propose_quotation(text: Verbatim, coder: User, at: datetime) -> None:
    if not queries.may_be_quoted(text):
        raise Refused("This person did not agree to be quoted")
    quotation, is_new = Quotation.objects.get_or_create(
        verbatim=text,
        defaults={
            "programme": text.coding.wave.programme,
            "group": group_of(text.interview.case.released.category),
            "question": queries.question_words(text, sealing.question_of(text)),
        },
    )
    if is_new:
        audit.record(actor=coder, action="quotation.proposed", subject=quotation.subject, at=at)

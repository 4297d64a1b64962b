"""Quotations: redacted by two people, released by one at the agency and one at the force, then published."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.verbatims import queries, sealing
from aftercall.verbatims.models import Quotation, QuotationState
from aftercall.verbatims.policies import deciders, require_agency, require_other_person, text_of
from aftercall.verbatims.redacting import redacted_words, words_as_spans

_UNPUBLISHED = frozenset(QuotationState) - {
    QuotationState.PUBLISHED,
    QuotationState.REFUSED,
    QuotationState.WITHDRAWN,
}


@transaction.atomic
def redact(*, quotation: Quotation, words: Collection[int], actor: User, at: datetime) -> None:
    """Propose which words of a text to redact, by their places. Another person must confirm it. Someone who finds more
    proposes it again, and so becomes the one whose proposal is confirmed."""
    require_agency(actor)
    locked = _locked(quotation, QuotationState.TO_REDACT, QuotationState.TO_CONFIRM)
    text = text_of(locked)
    spans = words_as_spans(sealing.words_of(text), words)
    locked.sealed_spans = sealing.seal_spans(text, spans)
    locked.redacted_by, locked.state = actor, QuotationState.TO_CONFIRM
    _save(locked, "quotation.redacted", actor, at)


@transaction.atomic
def confirm_redaction(*, quotation: Quotation, seen: Sequence[sealing.Span], actor: User, at: datetime) -> None:
    """Confirm that nobody can be recognised in what is left. seen: what was redacted on the page that is confirmed."""
    require_agency(actor)
    locked = _locked(quotation, QuotationState.TO_CONFIRM)
    require_other_person(actor, locked.redacted_by_id)
    text = text_of(locked)
    if sealing.open_spans(text, locked.sealed_spans) != list(seen):
        raise Refused("Someone has changed the redaction. Look at it again")
    locked.confirmed_by, locked.state = actor, QuotationState.AT_AGENCY
    _save(locked, "quotation.confirmed", actor, at)


@transaction.atomic
def release_quotation(*, quotation: Quotation, actor: User, at: datetime) -> None:
    """Release a quotation: first at the agency, by its field manager, then at the force, by a researcher."""
    if actor.role == Role.FIELD_MANAGER:
        locked = _locked(quotation, QuotationState.AT_AGENCY)
        require_other_person(actor, *deciders(locked))
        locked.agency_by, locked.state = actor, QuotationState.AT_FORCE
    elif actor.role == Role.RESEARCHER:
        locked = _locked(quotation, QuotationState.AT_FORCE)
        # Somebody may have moved from the agency to the force since.
        require_other_person(actor, locked.agency_by_id, *deciders(locked))
        locked.force_by, locked.state = actor, QuotationState.RELEASED
    else:
        raise Refused("Only a field manager and a researcher release quotations")
    _save(locked, "quotation.released", actor, at)


@transaction.atomic
def refuse_quotation(*, quotation: Quotation, actor: User, at: datetime) -> None:
    """Decide that a quotation is not used: the agency at any time before its release, the force after it."""
    own = {
        Role.FIELD_MANAGER: (QuotationState.TO_REDACT, QuotationState.TO_CONFIRM, QuotationState.AT_AGENCY),
        Role.RESEARCHER: (QuotationState.AT_FORCE, QuotationState.RELEASED),
    }
    locked = _locked(quotation, *own.get(Role(actor.role), ()))
    locked.state, locked.sealed_spans = QuotationState.REFUSED, b""
    _save(locked, "quotation.refused", actor, at)


@transaction.atomic
def publish_quotation(*, quotation: Quotation, actor: audit.Actor, at: datetime) -> str:
    """The words of a released quotation, which are public from now on: nothing leads from them to the person any more.
    Refused if the person has changed their mind."""
    locked = _locked(quotation, QuotationState.RELEASED)
    text = text_of(locked)
    spans = sealing.open_spans(text, locked.sealed_spans)
    locked.words = redacted_words(sealing.words_of(text), spans)
    locked.state, locked.published_on = QuotationState.PUBLISHED, timezone.localdate(at)
    locked.sealed_spans, locked.verbatim = b"", None
    _save(locked, "quotation.published", actor, at)
    return locked.words


def withdraw_quotations(*, at: datetime) -> int:
    """Withdraw the unpublished quotations of people who have objected or withdrawn their answers since, or whose text
    has been erased. Returns how many."""
    unpublished = [one for one in queries.quotations(*_UNPUBLISHED) if queries.has_ended(one)]
    return sum(_withdraw(one, at) for one in unpublished)


@transaction.atomic
def _withdraw(quotation: Quotation, at: datetime) -> bool:
    """Returns whether it was still unpublished: somebody may have published it in the meantime."""
    locked = Quotation.objects.select_for_update().filter(pk=quotation.pk, state__in=_UNPUBLISHED).first()
    if locked is None:
        return False
    locked.state, locked.sealed_spans = QuotationState.WITHDRAWN, b""
    _save(locked, "quotation.withdrawn", audit.SystemActor("verbatims"), at)
    return True


def _locked(quotation: Quotation, *states: QuotationState) -> Quotation:
    Quotation.objects.select_for_update().get(pk=quotation.pk)
    locked = queries.quotations(*states).filter(pk=quotation.pk).first()
    if locked is None:
        raise Refused("This quotation is at another step now. Look at the list again")
    if not queries.is_still_allowed(locked):
        raise Refused("This person no longer agrees to be quoted, so the quotation cannot be used")
    return locked


def _save(quotation: Quotation, action: str, actor: audit.Actor, at: datetime) -> None:
    quotation.save()
    details = {"state": quotation.state}
    audit.record(actor=actor, action=action, subject=quotation.subject, at=at, details=details)

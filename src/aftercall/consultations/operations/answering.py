"""Answering: each screen is stored in one transaction before the next one is shown, so that nothing that we have
acknowledged is lost. What is entered counts once it is submitted.

There are no audit entries of what people enter, submit or delete: the log is about what staff do, is never erased, and
would show for ever when somebody answered. Closing a consultation records how many answers it has.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from aftercall.consultations import demographics
from aftercall.consultations.answering.draft import Draft
from aftercall.consultations.answering.screens import CHECK
from aftercall.consultations.keys import (
    link_digest,
    new_token,
    open_about,
    open_answers,
    open_draft,
    seal_about,
    seal_answers,
    seal_draft,
)
from aftercall.consultations.models import Channel, Consultation, Response, ResponseState
from aftercall.consultations.operations.slots import Slot, with_slots
from aftercall.core import tombstones, vault
from aftercall.core.errors import Refused
from aftercall.core.statements import update_where

_CLOSED = "This consultation has closed, so nothing can be changed any more"
_DELETED = "These answers have been deleted"
# The page that says that what somebody said about themselves is gone, as a draft names it.
ABOUT_DELETED = "_about_deleted"


def start(
    *,
    consultation: Consultation,
    draft: Draft,
    at: datetime,
    channel: Channel = Channel.OPEN,
    within: Callable[[], None] | None = None,
) -> str:
    """Begin somebody's answers. Returns the token of their private link. within: called in the same transaction.
    Refused unless the consultation is open."""
    _require_open(consultation, at)
    token = new_token()

    def store(slots: list[Slot]) -> str:
        (ring, slot), (about_ring, about_slot) = slots
        if within:
            within()
        response = Response(
            consultation=consultation,
            link_digest=link_digest(token),
            ring=ring,
            slot=slot,
            about_ring=about_ring,
            about_slot=about_slot,
            channel=channel,
            started_at=at,
        )
        response.sealed_draft = seal_draft(response, token, draft.as_content())
        response.save()
        return token

    return with_slots(consultation, 2, store)


def find(token: str) -> Response | None:
    """The answers of a private link, or None."""
    found = Response.objects.select_related("consultation__instrument").filter(link_digest=link_digest(token))
    # Reading the document takes longer than all the rest, and each process parses it once.
    return found.defer("consultation__instrument__document").first()


def current_draft(response: Response, token: str) -> Draft:
    """What somebody has entered so far; once it is submitted, what they submitted. Refused once it is deleted."""
    try:
        content = open_draft(response, token)
        if content:
            return Draft.read(content)
        return Draft(counted=open_answers(response), about=open_about(response), at=CHECK, checking=True)
    except vault.NoSuchKey:
        raise Refused(_DELETED) from None


@transaction.atomic
def save(*, response: Response, token: str, draft: Draft, at: datetime) -> None:
    """Store what was entered on a screen, and which one is next. Refused once it is closed or deleted."""
    _require_open(response.consultation, at)
    try:
        sealed = seal_draft(response, token, draft.as_content())
    except vault.NoSuchKey:
        raise Refused(_DELETED) from None
    states = (ResponseState.STARTED.value, ResponseState.SUBMITTED.value)
    if not update_where(Response, {"sealed_draft": sealed}, pk=response.pk, state=states):
        raise Refused(_DELETED)


def submit(*, response: Response, draft: Draft, at: datetime) -> Response:
    """Make what was entered count, in place of what was submitted before. The link can still change or delete it."""
    if vault.key_exists(response.about_ring, response.about_slot):
        return _submit(response, draft, at)
    # What they said about themselves was deleted, which a database restored from a backup has forgotten.
    return with_slots(response.consultation, 1, lambda slots: _submit(response, draft, at, slots[0]))


@transaction.atomic
def _submit(response: Response, draft: Draft, at: datetime, about_key: Slot | None = None) -> Response:
    response = _lock(response, at)
    if about_key:
        response.about_ring, response.about_slot = about_key
    about = demographics.kept(draft.about, response.consultation.listed_areas)
    again = response.state == ResponseState.SUBMITTED
    response.sealed_answers = seal_answers(response, draft.counted)
    response.sealed_about = seal_about(response, about)
    response.sealed_draft = b""
    response.state = ResponseState.SUBMITTED
    response.submitted_at = response.submitted_at if again else at
    response.save()
    return response


@transaction.atomic
def delete(*, response: Response, at: datetime) -> None:
    """Delete somebody's answers and what they said about themselves, as they ask. Their keys are destroyed."""
    response = _lock(response, at)
    tombstones.destroy_key_on_commit(response.ring, response.slot, at=at)
    tombstones.destroy_key_on_commit(response.about_ring, response.about_slot, at=at)
    response.sealed_draft = response.sealed_answers = response.sealed_about = b""
    response.state = ResponseState.DELETED
    response.save()


def delete_about(*, response: Response, token: str, at: datetime) -> None:
    """Delete only what somebody said about themselves, as they ask. Its key is destroyed; they can enter it again under
    another one."""
    draft = current_draft(response, token)

    def forget(slots: list[Slot]) -> None:
        found = _lock(response, at)
        tombstones.destroy_key_on_commit(found.about_ring, found.about_slot, at=at)
        found.about_ring, found.about_slot = slots[0]
        found.sealed_about = b""
        if found.sealed_draft:
            rest = replace(draft, about={}, at=ABOUT_DELETED)
            found.sealed_draft = seal_draft(found, token, rest.as_content())
        found.save()

    with_slots(response.consultation, 1, forget)


def _lock(response: Response, at: datetime) -> Response:
    found = Response.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=response.pk)
    _require_open(found.consultation, at)
    if found.state == ResponseState.DELETED:
        raise Refused(_DELETED)
    return found


def _require_open(consultation: Consultation, at: datetime) -> None:
    if not consultation.accepts_answers(timezone.localdate(at)):
        raise Refused(_CLOSED)

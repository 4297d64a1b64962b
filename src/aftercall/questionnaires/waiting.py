"""Questionnaires that are waiting for approval, and unfinished drafts."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from aftercall.accounts.models import User
from aftercall.core.home import HomeItem
from aftercall.core.words import day
from aftercall.questionnaires import queries
from aftercall.questionnaires.states import DraftState


def questionnaires_to_approve(_: datetime, user: User) -> Iterator[HomeItem]:
    """Questionnaires of others that are waiting for approval."""
    for draft in queries.open_drafts().filter(state=DraftState.SUBMITTED).exclude(uploaded_by=user):
        yield HomeItem(
            f"A questionnaire is waiting for approval: {draft.title}, version {draft.version}",
            reverse("questionnaires:questionnaire", args=[draft.key]),
            f"Uploaded by a colleague on {day(draft.uploaded_at)}.",
        )


def drafts_to_continue(_: datetime, user: User) -> Iterator[HomeItem]:
    """The user's own drafts for which approval has not been asked, and whether one was sent back."""
    for draft in queries.open_drafts().filter(state=DraftState.DRAFT, uploaded_by=user):
        yield HomeItem(
            f"Continue the questionnaire {draft.title}, version {draft.version}",
            reverse("questionnaires:questionnaire", args=[draft.key]),
            "It was sent back to you." if draft.sent_back else f"Uploaded on {day(draft.uploaded_at)}.",
        )


def waiting_for_others(_: datetime, user: User) -> Iterator[HomeItem]:
    """The user's own questionnaires that are waiting for another person's approval."""
    for draft in queries.open_drafts().filter(state=DraftState.SUBMITTED, uploaded_by=user):
        yield HomeItem(
            f"{draft.title}, version {draft.version}, is waiting for another person’s approval",
            reverse("questionnaires:questionnaire", args=[draft.key]),
        )

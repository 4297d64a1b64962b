"""Consultations to approve, to close and to continue, and those that are open."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.consultations import policies, queries
from aftercall.consultations.models import Consultation, Event, Phase, Release
from aftercall.consultations.states import ConsultationState
from aftercall.core.home import HomeItem
from aftercall.core.words import counted, day
from aftercall.publication.states import PublicationState


def consultations_to_work_on(at: datetime, user: User) -> Iterator[HomeItem]:
    """Drafts that wait for the user, consultations to close, and those closed whose results have not been begun."""
    today = timezone.localdate(at)
    for one in Consultation.objects.filter(checked_at=None):
        if words := _to_do(one, user, is_over=one.closes_on < today):
            yield HomeItem(f"{words}: {one.title}", reverse("consultations:overview", args=[one.slug]))


def results_to_prepare(*_: object) -> Iterator[HomeItem]:
    """Closed consultations of whose results nothing has been prepared, as long as there are answers."""
    closed = Consultation.objects.filter(state=ConsultationState.CLOSED, erased_on=None, releases=None)
    for one in closed.exclude(checked_at=None):
        yield HomeItem(
            f"Moderate texts and prepare the results: {one.title}", reverse("consultations:overview", args=[one.slug])
        )


def events_to_approve(at: datetime, user: User) -> Iterator[HomeItem]:
    """Events that somebody else added to a consultation that is public."""
    public = {"consultation__state": ConsultationState.APPROVED, "consultation__closes_on__gte": timezone.localdate(at)}
    for event in Event.objects.filter(approved_by=None, **public).select_related("consultation"):
        if policies.may_approve(event, user):
            one = event.consultation
            yield HomeItem(f"Approve an event: {one.title}", reverse("consultations:overview", args=[one.slug]))


def _to_do(one: Consultation, user: User, *, is_over: bool) -> str:
    match one.state:
        case ConsultationState.DRAFT if one.changed_by_id == user.pk:
            return "Amend the draft" if one.sent_back else "Finish the draft"
        case ConsultationState.SUBMITTED if policies.is_another_person(one, user):
            return "Approve or send back"
        case ConsultationState.APPROVED if is_over:
            return "Close"
        case ConsultationState.CLOSED if not one.erased_on:
            return "Look for floods of copies"
    return ""


def parts_to_approve(_: datetime, user: User) -> Iterator[HomeItem]:
    """Parts of results that wait for the user's approval, by consultation."""
    waiting: dict[Consultation, int] = {}
    for release in Release.objects.filter(state=PublicationState.CHECKED).select_related("consultation"):
        if policies.may_decide(release, user):
            waiting[release.consultation] = waiting.get(release.consultation, 0) + 1
    for one, parts in waiting.items():
        yield HomeItem(
            f"Approve or refuse {counted(parts, 'part')} of the results: {one.title}",
            reverse("consultations:parts", args=[one.slug]),
        )


def open_consultations(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Consultations that are open or will be, with how many answers count."""
    today = timezone.localdate(at)
    coming = Consultation.objects.filter(state=ConsultationState.APPROVED, closes_on__gte=today)
    for one, answers in queries.with_answers(coming):
        details = f"{counted(answers, 'answer')} so far. Closes on {day(one.closes_on)}."
        if one.phase(today) is Phase.COMING:
            details = f"Opens on {day(one.opens_on)}."
        yield HomeItem(one.title, reverse("consultations:overview", args=[one.slug]), details)

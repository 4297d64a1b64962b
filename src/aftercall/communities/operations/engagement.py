"""The engagement log: meetings with partner organisations, and what was promised there."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.communities.models import Meeting, Organisation, Promise, Target
from aftercall.communities.operations.coverage import add_reached
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.improvements.models import Action


@transaction.atomic
def log_meeting(
    *,
    organisation: str,
    community: str,
    met_on: date,
    place: str,
    people: int,
    said: str,
    actor: User,
    at: datetime,
    target: Target | None = None,
) -> Meeting:
    """Log a meeting with an organisation, which is added if it is new. target: the line of the coverage plan for which
    its people count as heard. Refused for a day that has not come."""
    if met_on > timezone.localdate(at):
        raise Refused("Enter the day of a meeting that has taken place", field="met_on")
    partner, _ = Organisation.objects.get_or_create(name=organisation, defaults={"community": community})
    meeting = Meeting.objects.create(
        organisation=partner,
        target=target,
        met_on=met_on,
        place=place,
        people=people,
        said=said,
        logged_by=actor,
        logged_at=at,
    )
    if target:
        add_reached(target=target, people=people, actor=actor, at=at)
    audit.record(actor=actor, action="meeting.logged", subject=meeting.subject, at=at, details={"people": people})
    return meeting


@transaction.atomic
def correct_meeting(
    *, meeting: Meeting, met_on: date, place: str, people: int, said: str, actor: User, at: datetime
) -> None:
    """Correct what was logged of a meeting. The line of the plan for which it counts is corrected too. Refused for a
    day that has not come."""
    if met_on > timezone.localdate(at):
        raise Refused("Enter the day of a meeting that has taken place", field="met_on")
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("target").get(pk=meeting.pk)
    before, meeting.people = meeting.people, people
    meeting.met_on, meeting.place, meeting.said = met_on, place, said
    meeting.save(update_fields=["met_on", "place", "people", "said"])
    if meeting.target and people != before:
        add_reached(target=meeting.target, people=people - before, actor=actor, at=at)
    details = {"people": people, "before": before}
    audit.record(actor=actor, action="meeting.corrected", subject=meeting.subject, at=at, details=details)


@transaction.atomic
def promise(*, meeting: Meeting, text: str, report_by: date, action: str, actor: User, at: datetime) -> Promise:
    """Record what was promised, and when we report back. action: the reference of the action that it became, if any."""
    if report_by < meeting.met_on:
        raise Refused("Enter a day after the meeting", field="report_by")
    if action and not Action.objects.filter(reference=action).exists():
        raise Refused("There is no action of this reference. Find it on the page Actions", field="action")
    made = Promise.objects.create(meeting=meeting, text=text, report_by=report_by, action=action)
    audit.record(actor=actor, action="meeting.promised", subject=meeting.subject, at=at)
    return made


@transaction.atomic
def report_back(*, made: Promise, did: str, actor: User, at: datetime) -> None:
    """Record what was done and that the organisation has been told. The public can read it. Refused a second time."""
    made = Promise.objects.select_for_update().get(pk=made.pk)
    if made.reported_on is not None:
        raise Refused("This has been reported back already")
    made.did, made.reported_on = did, timezone.localdate(at)
    made.save(update_fields=["did", "reported_on"])
    audit.record(actor=actor, action="meeting.reported_back", subject=made.meeting.subject, at=at)

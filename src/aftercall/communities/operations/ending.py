"""The end of a focus group: cancelled, closed, or at the end of its retention. What is sealed goes at once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.communities import queries
from aftercall.communities.models import FocusGroup, Passage, Quotation, Report, Theme
from aftercall.communities.operations.attending import record_attendance
from aftercall.communities.operations.forgetting import forget_withdrawn
from aftercall.communities.states import BEFORE_MEETING, CandidateState, GroupState, ReportState
from aftercall.core import audit, tombstones
from aftercall.core.errors import Refused

JOB = audit.SystemActor("jobs")


@transaction.atomic
def cancel_group(*, group: FocusGroup, reason: str, actor: User, at: datetime) -> None:
    """Record that a group does not take place, or that nobody came. Invitations end, and what people answered is
    erased.

    reason: for staff, without names. Their consents stay, so that they can be asked for another group; but if its day
    has come, those who accepted were asked once, as they agreed. Refused once it has met.
    """
    group = FocusGroup.objects.select_for_update().get(pk=group.pk)
    if group.state not in {GroupState.RECRUITING, GroupState.DRAWN} or group.erased_at:
        raise Refused("This group has met, or has been cancelled already")
    people = group.candidates.filter(state__in=BEFORE_MEETING).count()
    if group.state == GroupState.DRAWN and group.has_begun(timezone.localdate(at)):
        record_attendance(group=group, attended=(), actor=actor, at=at)
    group.candidates.filter(state__in=BEFORE_MEETING).update(state=CandidateState.CALLED_OFF)
    group.state, group.cancelled_because = GroupState.CANCELLED, reason
    group.save(update_fields=["state", "cancelled_because"])
    audit.record(actor=actor, action="focus_group.cancelled", subject=group.subject, at=at, details={"people": people})
    erase_group(group=group, at=at, actor=actor)


@transaction.atomic
def close_group(*, group: FocusGroup, actor: User, at: datetime) -> None:
    """Erase what was said and who was there before the retention ends. Refused until the group has met, and while a
    report waits for approval."""
    group = FocusGroup.objects.select_for_update().get(pk=group.pk)
    if group.state != GroupState.HELD or group.erased_at:
        raise Refused("This group has not met, or has been closed already")
    if Report.objects.filter(group=group, state=ReportState.CHECKED).exists():
        raise Refused("The report is waiting for approval. Approve it or send it back first")
    erase_group(group=group, at=at, actor=actor)


@transaction.atomic
def erase_group(*, group: FocusGroup, at: datetime, actor: audit.Actor = JOB) -> None:
    """Erase what was said and who was there: the key is destroyed on commit. A public report and its quotations stay;
    drafts go."""
    group.erased_at, group.sealed_seed, group.sealed_pool = at, b"", b""
    group.save(update_fields=["erased_at", "sealed_seed", "sealed_pool"])
    group.candidates.update(sealed_answers=b"")
    Passage.objects.filter(group=group).update(sealed_text=b"")
    Quotation.objects.filter(passage__group=group).update(sealed_text=b"")
    _erase_drafts(group)
    tombstones.destroy_ring_on_commit(group.ring, at=at)
    audit.record(actor=actor, action="focus_group.erased", subject=group.subject, at=at)


def _erase_drafts(group: FocusGroup) -> None:
    reports = Report.objects.select_for_update().filter(group=group)
    if any(report.state == ReportState.PUBLISHED for report in reports):
        return
    reports.delete()
    Theme.objects.filter(group=group).update(summary="")
    Quotation.objects.filter(passage__group=group).update(text="")


def erase_old_groups(*, at: datetime) -> int:
    """Erase the groups whose retention has ended, and what people answered whose consent has. Returns how many."""
    forgotten = forget_withdrawn(at=at)
    due = list(queries.to_erase(at.date()))
    for group in due:
        erase_group(group=group, at=at)
    return forgotten + len(due)

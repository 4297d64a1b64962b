"""The report on a focus group: written by one person, signed off by another."""

import hashlib
import json
from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.communities import queries
from aftercall.communities.models import FocusGroup, Report
from aftercall.communities.states import GroupState, ReportState
from aftercall.core import audit
from aftercall.core.errors import Refused

ERASED = "What the group said has been erased, so no report can be written about it any more"
_CODERS = 2


@transaction.atomic
def write_report(*, group: FocusGroup, text: str, actor: User, at: datetime) -> Report:
    """Write the report, or write it again, and send it for approval. Refused until two have coded every passage."""
    group = FocusGroup.objects.select_for_update().get(pk=group.pk)
    if group.state != GroupState.HELD:
        raise Refused("Write the report once the group has met")
    if group.erased_at:
        raise Refused(ERASED)
    _require_coded(group)
    report = Report.objects.select_for_update().filter(group=group).first() or Report(group=group)
    if report.state == ReportState.PUBLISHED:
        raise Refused("This report is public, so it cannot be changed")
    report.text, report.author, report.state = text, actor, ReportState.CHECKED
    report.save()
    audit.record(actor=actor, action="focus_group.report_checked", subject=group.subject, at=at)
    return report


def _require_coded(group: FocusGroup) -> None:
    both, coded = queries.coders(group), 0
    for passage in queries.passages(group):
        coded += {coding.coder_id for coding in passage.codings.all()} >= set(both)
    if len(both) < _CODERS or not coded or coded < group.passages.count():
        raise Refused("Two people must have coded every passage before you write the report")


def what_is_approved(report: Report) -> str:
    """A digest of what a report says, so that nobody approves words other than those that they have read."""
    themes = [[theme.name, theme.summary] for theme in report.group.themes.all()]
    return hashlib.sha256(json.dumps([report.text, themes]).encode()).hexdigest()


@transaction.atomic
def approve_report(*, report: Report, actor: User, at: datetime, seen: str | None = None) -> None:
    """Approve what another person wrote, which makes it public. Refused while a quotation waits for approval.

    seen: what was read (`what_is_approved`). Refused if it has been changed since; None for what it says now.
    """
    report = Report.objects.select_for_update(of=("self",)).select_related("group").get(pk=report.pk)
    if report.state != ReportState.CHECKED:
        raise Refused("This report is not waiting for approval")
    if report.author_id == actor.pk:
        raise Refused("You wrote this report, so another person must approve it")
    if seen is not None and seen != what_is_approved(report):
        raise Refused("The report has been changed since you read it. Read it again")
    if report.group.passages.filter(quotations__approved_by=None, quotations__isnull=False).exists():
        raise Refused("A quotation is waiting for approval. Approve or discard it first")
    report.state, report.approved_by, report.published_at = ReportState.PUBLISHED, actor, at
    report.save(update_fields=["state", "approved_by", "published_at"])
    audit.record(actor=actor, action="focus_group.report_published", subject=report.group.subject, at=at)


@transaction.atomic
def refuse_report(*, report: Report, actor: User, at: datetime) -> None:
    """Send a report back to its author."""
    report = Report.objects.select_for_update(of=("self",)).select_related("group").get(pk=report.pk)
    if report.state != ReportState.CHECKED:
        raise Refused("This report is not waiting for approval")
    report.state = ReportState.DRAFT
    report.save(update_fields=["state"])
    audit.record(actor=actor, action="focus_group.report_refused", subject=report.group.subject, at=at)

"""What the public site stores: feedback, how often pages are read, and how it presents the force."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from aftercall.core import audit
from aftercall.public.models import Feedback, PageCount, SiteSettings

FEEDBACK_KEPT = timedelta(days=182)
COUNTS_KEPT = timedelta(days=2 * 366)


def receive_feedback(*, text: str, page: str, at: datetime) -> Feedback:
    """Store what someone wrote about the site."""
    return Feedback.objects.create(text=text, page=page, received_at=at)


@transaction.atomic
def delete_feedback(*, feedback: Feedback, actor: audit.Actor, at: datetime) -> None:
    """Delete feedback that somebody has dealt with. Deleting it again changes nothing."""
    number = feedback.pk
    if Feedback.objects.filter(pk=number).delete()[0]:
        audit.record(actor=actor, action="feedback.deleted", subject=f"feedback {number}", at=at)


def delete_old(*, at: datetime) -> int:
    """Delete feedback after 6 months and counts of pages after 2 years. Returns how many rows."""
    feedback = Feedback.objects.filter(received_at__lt=at - FEEDBACK_KEPT).delete()[0]
    return feedback + PageCount.objects.filter(day__lt=(at - COUNTS_KEPT).date()).delete()[0]


def count_page(*, view: str, language: str, day: date) -> None:
    """Count that a page was read."""
    row = {"view": view, "language": language, "day": day}
    if not PageCount.objects.filter(**row).update(count=F("count") + 1):
        PageCount.objects.bulk_create([PageCount(**row)], ignore_conflicts=True)
        PageCount.objects.filter(**row).update(count=F("count") + 1)


@transaction.atomic
def save_site_settings(*, name: str, colour: str, links: str, actor: audit.Actor, at: datetime) -> SiteSettings:
    """Present the force in this way from now on."""
    saved = SiteSettings.objects.create(name=name, colour=colour, links=links, saved_at=at)
    details = {"name": name, "colour": colour, "links": len(links.splitlines())}
    audit.record(actor=actor, action="site.settings_changed", subject="public site", at=at, details=details)
    return saved

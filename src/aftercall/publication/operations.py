"""Prepares a draft publication of an analysis, with the disclosure check, and publishes it when it is signed off."""

from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.programmes.models import Programme
from aftercall.publication.comparing import draft_changes
from aftercall.publication.drafting import draft_lines
from aftercall.publication.models import Publication, PublishedChange, PublishedFigure
from aftercall.publication.states import PublicationState
from aftercall.publication.wording import slug, title
from aftercall.results.models import AnalysisRun


@transaction.atomic
def prepare(*, run: AnalysisRun, actor: User, at: datetime) -> Publication:
    """Prepare a draft: check every figure for disclosure and write the sentences of each headline. Figures that were
    published before stay as they were."""
    if Publication.objects.filter(run=run).exists():
        raise Refused("A publication has already been prepared for this analysis")
    publication = Publication.objects.create(
        run=run,
        title=title(run, several_programmes=Programme.objects.count() > 1),
        slug=slug(run),
        prepared_at=at,
        prepared_by=actor,
    )
    _write_lines(publication, actor, at)
    return publication


def _write_lines(publication: Publication, actor: User, at: datetime) -> None:
    lines = draft_lines(publication)
    PublishedFigure.objects.bulk_create(lines)
    PublishedChange.objects.bulk_create(draft_changes(publication, lines))
    details = {
        "analysis": publication.run_id,
        "figures": len(lines),
        "suppressed": sum(line.suppressed for line in lines),
        "correction": publication.correction,
    }
    audit.record(actor=actor, action="publication.prepared", subject=publication.subject, at=at, details=details)


@transaction.atomic
def sign_off(*, publication: Publication, actor: User, at: datetime) -> Publication:
    """Sign off a draft, which publishes it. Refused if it is already public, if every headline is suppressed, or if
    other figures for one of its periods have been published since it was prepared."""
    publication = Publication.objects.select_for_update().get(pk=publication.pk)
    if publication.published_at:
        raise Refused("These results have already been published")
    if not publication.figures.filter(breakdown="", percent__isnull=False).exists():
        raise Refused("Too few people answered to publish any headline figure. Analyse a longer period")
    publication.published_at, publication.state = at, PublicationState.PUBLISHED
    publication.save(update_fields=["published_at", "state"])
    audit.record(actor=actor, action="publication.signed_off", subject=publication.subject, at=at)
    return publication

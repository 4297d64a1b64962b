"""From an analysis to a publication: disclosure check first, then sign-off."""

from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.publication.disclosure import hidden_figures
from aftercall.publication.models import Publication, PublishedFigure
from aftercall.publication.wording import change_statement, precision, slug, statement, title
from aftercall.results.models import AnalysisRun, Change, Figure


@transaction.atomic
def prepare(*, run: AnalysisRun, actor: User, at: datetime) -> Publication:
    """Make the draft of a publication: every figure checked for disclosure, every headline put into words."""
    if Publication.objects.filter(run=run).exists():
        raise Refused("A publication has already been prepared for this analysis")
    publication = Publication.objects.create(
        run=run, title=title(run), slug=slug(run), prepared_at=at, prepared_by=actor
    )
    figures = list(run.figures.select_related("run"))
    hidden = hidden_figures(figures)
    changes = {change.item: change for change in run.changes.all()}
    PublishedFigure.objects.bulk_create(
        _published(publication, figure, changes.get(figure.item), suppressed=figure.pk in hidden) for figure in figures
    )
    details = {"analysis": run.pk, "figures": len(figures), "suppressed": len(hidden)}
    audit.record(actor=actor, action="publication.prepared", subject=publication.subject, at=at, details=details)
    return publication


def _published(publication: Publication, figure: Figure, change: Change | None, *, suppressed: bool) -> PublishedFigure:
    line = PublishedFigure(
        publication=publication,
        item=figure.item,
        breakdown=figure.breakdown,
        group=figure.group,
        suppressed=suppressed,
    )
    if not suppressed:
        line.base, line.percent = figure.base, 100 * figure.estimate
        line.reliability = figure.reliability.value
        line.low = None if figure.low is None else 100 * figure.low
        line.high = None if figure.high is None else 100 * figure.high
        if not figure.breakdown:
            _put_into_words(line, figure, change)
    return line


def _put_into_words(line: PublishedFigure, figure: Figure, change: Change | None) -> None:
    line.statement, line.precision = statement(figure), precision(figure)
    if change:
        line.change, line.verdict = change_statement(change), change.verdict


@transaction.atomic
def sign_off(*, publication: Publication, actor: User, at: datetime) -> Publication:
    """Publish. From now on the page is public."""
    publication = Publication.objects.select_for_update().get(pk=publication.pk)
    if publication.published_at:
        raise Refused("This has already been published")
    if not publication.figures.filter(breakdown="", suppressed=False).exists():
        raise Refused("Too few people answered to publish any headline figure. Analyse a longer period")
    publication.published_at, publication.signed_off_by = at, actor
    publication.save(update_fields=["published_at", "signed_off_by"])
    audit.record(actor=actor, action="publication.signed_off", subject=publication.subject, at=at)
    return publication

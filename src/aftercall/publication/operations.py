"""Prepares a draft publication of an analysis, with the disclosure check, and publishes it when it is signed off."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.core.words import percent
from aftercall.programmes.models import Programme
from aftercall.publication.disclosure import suppressions
from aftercall.publication.models import Publication, PublishedFigure, Suppression
from aftercall.publication.wording import change_statement, precision, slug, title
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import AnalysisRun, Figure


@transaction.atomic
def prepare(*, run: AnalysisRun, actor: User, at: datetime) -> Publication:
    """Prepare a draft: check every figure for disclosure and write the sentences of each headline."""
    if Publication.objects.filter(run=run).exists():
        raise Refused("A publication has already been prepared for this analysis")
    publication = Publication.objects.create(
        run=run,
        title=title(run, several_programmes=Programme.objects.count() > 1),
        slug=slug(run),
        prepared_at=at,
        prepared_by=actor,
    )
    figures = list(run.figures.select_related("run"))
    hidden = suppressions(figures)
    lines = [_published_figure(publication, figure, hidden.get(figure.pk)) for figure in figures]
    _add_statements(run, zip(figures, lines, strict=True))
    PublishedFigure.objects.bulk_create(lines)
    details = {"analysis": run.pk, "figures": len(figures), "suppressed": len(hidden)}
    audit.record(actor=actor, action="publication.prepared", subject=publication.subject, at=at, details=details)
    return publication


def _published_figure(publication: Publication, figure: Figure, reason: Suppression | None) -> PublishedFigure:
    line = PublishedFigure(
        publication=publication,
        measure=figure.measure,
        breakdown=figure.breakdown,
        group=figure.group,
        suppressed=reason is not None,
        suppression=reason or "",
    )
    if reason is None:
        line.base, line.percent = figure.base, 100 * figure.estimate
        line.reliability = figure.reliability.value
        line.low = None if figure.low is None else 100 * figure.low
        line.high = None if figure.high is None else 100 * figure.high
    return line


def _add_statements(run: AnalysisRun, figures_and_lines: Iterable[tuple[Figure, PublishedFigure]]) -> None:
    """Write the sentences of each headline that is not suppressed."""
    measures = instruments_of_run(run).measures
    changes = {change.measure: change for change in run.changes.all()}
    for figure, line in figures_and_lines:
        if line.suppressed or line.breakdown:
            continue
        line.statement = measures[figure.measure].statement(percent(figure.estimate))
        line.precision = precision(figure)
        if change := changes.get(figure.measure):
            line.change, line.direction = change_statement(change), change.direction


@transaction.atomic
def sign_off(*, publication: Publication, actor: User, at: datetime) -> Publication:
    """Sign off a draft, which publishes it. Refused if it is already public, or every headline is suppressed."""
    publication = Publication.objects.select_for_update().get(pk=publication.pk)
    if publication.published_at:
        raise Refused("These results have already been published")
    if not publication.figures.filter(breakdown="", suppressed=False).exists():
        raise Refused("Too few people answered to publish any headline figure. Analyse a longer period")
    publication.published_at, publication.signed_off_by = at, actor
    publication.save(update_fields=["published_at", "signed_off_by"])
    audit.record(actor=actor, action="publication.signed_off", subject=publication.subject, at=at)
    return publication

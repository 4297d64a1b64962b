"""Drafts: preparing them from an analysis, editing, writing their figures again, and discarding them."""

from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.publication import policies
from aftercall.publication.comparing import draft_changes
from aftercall.publication.drafting import draft_lines
from aftercall.publication.models import Publication, PublishedChange, PublishedFigure
from aftercall.publication.operations.steps import add_event, lock, lock_programme, record, take_step
from aftercall.publication.queries import last_event_of
from aftercall.publication.states import PublicationAction, next_state
from aftercall.publication.wording import slug, title
from aftercall.results.models import AnalysisRun


@transaction.atomic
def prepare(*, run: AnalysisRun, actor: User, at: datetime, correction: str = "") -> Publication:
    """Prepare a draft: check every figure for disclosure, compare, and write the sentences.

    correction: why these results correct those that were published for the same months; required if there are any.
    Refused if the analysis has a publication, or its months have a draft.
    """
    lock_programme(run.programme_id)
    policies.require_no_draft(run)
    earlier = policies.corrected_by(run, correction)
    publication = Publication.objects.create(
        run=run,
        title=title(run, corrections=_corrections(earlier)),
        slug=slug(run),
        prepared_at=at,
        prepared_by=actor,
        supersedes=earlier,
        correction=correction,
    )
    counts = _write_lines(publication)
    details = {**counts, "correction": correction}
    add_event(publication, PublicationAction.PREPARE, actor=actor, at=at, details=details)
    return publication


def _corrections(earlier: Publication | None) -> int:
    """How many corrections there are of the same results, with one that corrects `earlier`."""
    count = 0
    while earlier:
        count, earlier = count + 1, earlier.supersedes
    return count


@transaction.atomic
def edit(*, publication: Publication, commentary: str, correction: str = "", actor: User, at: datetime) -> Publication:
    """Change what the researcher writes: the commentary, and the reason of a correction. If it was waiting for
    approval, it must be sent again. Nothing happens if nothing is changed."""
    publication = lock(publication)
    next_state(publication.state, PublicationAction.EDIT)
    if publication.supersedes and not correction:
        raise Refused("Enter why the published results are corrected", field="correction")
    correction = correction if publication.supersedes else ""
    if (publication.commentary, publication.correction) == (commentary, correction):
        return publication
    return take_step(
        publication, PublicationAction.EDIT, actor=actor, at=at, commentary=commentary, correction=correction
    )


@transaction.atomic
def write_again(*, publication: Publication, actor: User, at: datetime) -> Publication:
    """Write the figures of a draft again, because others have been approved or published since."""
    return _write_again(lock(publication), actor, at)


@transaction.atomic
def use_analysis(*, publication: Publication, run: AnalysisRun, actor: User, at: datetime) -> Publication:
    """Write the figures of a draft again, from another analysis of the same months. Its address stays."""
    publication = lock(publication)
    policies.require_unpublished(run)
    if policies.period_of(run) != policies.period_of(publication.run):
        raise Refused("This analysis is of other months. Prepare a draft of its own for it")
    publication.run = run
    return _write_again(publication, actor, at)


def _write_again(publication: Publication, actor: User, at: datetime) -> Publication:
    next_state(publication.state, PublicationAction.WRITE)
    publication.save(update_fields=["run"])
    publication.figures.all().delete()
    publication.changes.all().delete()
    counts = _write_lines(publication)
    return take_step(publication, PublicationAction.WRITE, actor=actor, at=at, details=counts)


def _write_lines(publication: Publication) -> dict[str, object]:
    """Write the figures and changes. Returns what the audit log says about them."""
    publication.written_after = last_event_of(publication.run.programme)
    publication.save(update_fields=["written_after"])
    lines = draft_lines(publication)
    PublishedFigure.objects.bulk_create(lines)
    PublishedChange.objects.bulk_create(draft_changes(publication, lines))
    return {
        "analysis": publication.run_id,
        "figures": len(lines),
        "suppressed": sum(line.suppressed for line in lines),
    }


@transaction.atomic
def discard(*, publication: Publication, actor: User, at: datetime) -> None:
    """Remove a draft. The audit log keeps what was done with it."""
    publication = lock(publication)
    next_state(publication.state, PublicationAction.DISCARD)
    record(publication, PublicationAction.DISCARD, actor=actor, at=at, details={"analysis": publication.run_id})
    publication.delete()

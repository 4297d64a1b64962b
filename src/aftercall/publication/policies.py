"""Who may approve a publication, and what must hold before it moves on."""

from datetime import date

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.publication.models import ImportedSeries, Publication, PublicationEvent
from aftercall.publication.queries import newest_public, of_period
from aftercall.publication.states import OPEN, PublicationAction
from aftercall.results.models import AnalysisRun

# The actions that write the figures of a draft.
WRITES = (PublicationAction.PREPARE, PublicationAction.WRITE)
CHANGES = (*WRITES, PublicationAction.EDIT)
# Decisions about one publication on which the figures that others may show or compare depend.
_DECISIONS = (
    PublicationAction.APPROVE,
    PublicationAction.PUBLISH,
    PublicationAction.CORRECT,
    PublicationAction.WITHDRAW,
)


def last_changed_by(publication: Publication) -> int | None:
    """The primary key of whoever last changed what it says."""
    return _last_by(publication, CHANGES)


def sent_by(publication: Publication) -> int | None:
    """The primary key of whoever last sent it for approval; None if nobody has."""
    return _last_by(publication, (PublicationAction.CHECK,))


def _last_by(publication: Publication, actions: tuple[PublicationAction, ...]) -> int | None:
    """Filtered in Python, so that a page that has read the events of many publications needs no further query."""
    found = [event.by_id for event in publication.events.all() if event.action in actions]
    return found[-1] if found else None


def is_another_person(publication: Publication, user: User) -> bool:
    """Whether they neither last changed it nor sent it for approval, so that approving it takes two people."""
    return user.pk not in {last_changed_by(publication), sent_by(publication)}


def require_another_person(publication: Publication, user: User) -> None:
    """Refuse whoever last changed it or sent it for approval."""
    if user.pk == last_changed_by(publication):
        raise Refused("You made the last change to these results, so another person must decide about them")
    if user.pk == sent_by(publication):
        raise Refused("You sent these results for approval, so another person must decide about them")


def seen(publication: Publication) -> str:
    """A code for what somebody is shown of it: every step changes the code."""
    return str(max((event.pk for event in publication.events.all()), default=0))


def require_seen(publication: Publication, code: str) -> None:
    """Refuse to approve anything but what was shown."""
    if code != seen(publication):
        raise Refused("These results have changed since you looked at them. Read them again", field="seen")


def is_outdated(publication: Publication) -> bool:
    """Whether other results of the programme have been decided, or earlier figures imported, since its figures were
    written."""
    others = PublicationEvent.objects.filter(
        publication__run__programme=publication.run.programme_id, id__gt=publication.written_after
    )
    if others.exclude(publication=publication).filter(action__in=_DECISIONS).exists():
        return True
    written = publication.events.filter(action__in=WRITES).order_by("id").last()
    imported = ImportedSeries.objects.filter(programme=publication.run.programme_id)
    return written is not None and imported.filter(imported_at__gt=written.at).exists()


def require_current(publication: Publication) -> None:
    """Refuse figures that do not allow for what has been decided since."""
    if is_outdated(publication):
        raise Refused(
            "Other results have been approved, published, withdrawn or imported since these figures were written. "
            "Write the figures again and read them, then send them for approval"
        )


def has_headline(publication: Publication) -> bool:
    """Whether a figure for everybody is shown."""
    return publication.figures.filter(breakdown="", percent__isnull=False).exists()


def require_headline(publication: Publication) -> None:
    """Refuse results without a figure for everybody."""
    if not has_headline(publication):
        raise Refused("Too few people answered to publish any headline figure. Analyse a longer period")


def period_of(run: AnalysisRun) -> tuple[int, date, date]:
    """What only one publication at a time may be about: the programme and the months."""
    return run.programme_id, run.first_month, run.last_month


def require_unpublished(run: AnalysisRun) -> None:
    """Refuse an analysis that has a publication."""
    if Publication.objects.filter(run=run).exists():
        raise Refused("A publication has already been prepared for this analysis")


def require_no_draft(run: AnalysisRun) -> None:
    """Refuse an analysis that has a publication, or whose months have a draft or approved results."""
    require_unpublished(run)
    if found := of_period(run).filter(state__in=OPEN).first():
        raise Refused(f"There is already a draft for these months: {found.title}. Use this analysis in it instead")


def corrected_by(run: AnalysisRun, correction: str) -> Publication | None:
    """The publication that results of this analysis correct; None if nothing has been published for its months.
    Refused without a reason if there is one, and with a reason if there is none."""
    earlier = newest_public(run)
    if earlier and not correction:
        raise Refused(
            "Results for these months have been published. Enter why these results correct them", field="correction"
        )
    if correction and not earlier:
        raise Refused("Nothing has been published for these months, so there is nothing to correct")
    return earlier


def require_successor(publication: Publication) -> None:
    """Refuse results of months that are public already, unless they correct what was published last."""
    newest = newest_public(publication.run)
    if newest and newest.pk != publication.supersedes_id:
        raise Refused(
            "Results for these months have been published since this draft was prepared. Discard the draft, and "
            "prepare a correction from the analysis"
        )

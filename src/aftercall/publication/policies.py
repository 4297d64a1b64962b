"""Who may approve a publication, and what must hold before it moves on."""

from datetime import date

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.publication.models import Publication, PublicationEvent
from aftercall.publication.queries import newest_public, of_period
from aftercall.publication.states import OPEN, PublicationAction
from aftercall.results.models import AnalysisRun

CHANGES = (PublicationAction.PREPARE, PublicationAction.EDIT, PublicationAction.WRITE)
# What others decide, and what decides in turn which figures may be shown or compared.
_DECISIONS = (
    PublicationAction.APPROVE,
    PublicationAction.PUBLISH,
    PublicationAction.CORRECT,
    PublicationAction.WITHDRAW,
)


def seen(publication: Publication) -> str:
    """What tells whether it is still what a person was shown: its last event."""
    return str(max((event.pk for event in publication.events.all()), default=0))


def require_seen(publication: Publication, shown: str) -> None:
    """Refuse a person who was shown something else. shown: as `seen` gave it then."""
    if shown != seen(publication):
        raise Refused("These results have changed since you opened this page. Read them as they are now")


def last_changed_by(publication: Publication) -> int | None:
    """The primary key of whoever last changed what it says."""
    return _last_by(publication, CHANGES)


def sent_by(publication: Publication) -> int | None:
    """The primary key of whoever last sent it for approval; None if nobody has."""
    return _last_by(publication, (PublicationAction.CHECK,))


def _last_by(publication: Publication, actions: tuple[PublicationAction, ...]) -> int | None:
    """In Python, so that a page that has read the events of many needs no further query."""
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


def is_outdated(publication: Publication) -> bool:
    """Whether other results of the programme have been decided since its figures were written."""
    others = PublicationEvent.objects.filter(
        publication__run__programme=publication.run.programme_id, id__gt=publication.written_after
    )
    return others.exclude(publication=publication).filter(action__in=_DECISIONS).exists()


def require_current(publication: Publication) -> None:
    """Refuse figures that do not allow for what has been decided since."""
    if is_outdated(publication):
        raise Refused(
            "Other results have been approved, published or withdrawn since these figures were written. "
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

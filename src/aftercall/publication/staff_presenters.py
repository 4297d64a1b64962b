"""A publication as its researchers see it: its trail, what becomes public, and what has changed since a refusal."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from aftercall.accounts.models import User
from aftercall.core.words import date_and_time, number
from aftercall.instrument.series import InstrumentSeries
from aftercall.publication.models import Mark, Publication, PublicationEvent, PublishedFigure
from aftercall.publication.policies import is_another_person, last_changed_by
from aftercall.publication.snapshots import About, Differences, Numbers
from aftercall.publication.states import PublicationAction, PublicationState
from aftercall.results.models import Population

# The state is also written out, so that nobody has to tell the colours apart.
STATE_COLOURS = {
    PublicationState.DRAFT: "yellow",
    PublicationState.CHECKED: "blue",
    PublicationState.APPROVED: "turquoise",
    PublicationState.PUBLISHED: "green",
    PublicationState.CORRECTED: "orange",
    PublicationState.WITHDRAWN: "red",
}
_DONE = {
    PublicationAction.PREPARE: "Prepared the draft",
    PublicationAction.EDIT: "Changed the text",
    PublicationAction.WRITE: "Wrote the figures again",
    PublicationAction.CHECK: "Sent it for approval",
    PublicationAction.REFUSE: "Refused it",
    PublicationAction.APPROVE: "Approved it",
    PublicationAction.TAKE_BACK: "Took it back",
    PublicationAction.PUBLISH: "Published it",
    PublicationAction.CORRECT: "Marked it as corrected",
    PublicationAction.WITHDRAW: "Withdrew it",
}
THE_SERVICE = "The service"


def trail_rows(publication: Publication) -> list[list[str]]:
    """Who did what, when and why, the first step first."""
    return [
        [
            date_and_time(event.at),
            event.by.name if event.by else THE_SERVICE,
            _DONE[PublicationAction(event.action)],
            event.reason or "–",
        ]
        for event in publication.events.all()
    ]


def refusal(publication: Publication) -> PublicationEvent | None:
    """The refusal that led to this draft, if it has not been sent for approval again since."""
    sent = [
        event
        for event in publication.events.all()
        if event.action in {PublicationAction.CHECK, PublicationAction.REFUSE}
    ]
    return sent[-1] if sent and sent[-1].action == PublicationAction.REFUSE else None


def why_not(publication: Publication, user: User) -> str:
    """Why this user cannot decide about results that wait for approval; empty if they can."""
    if is_another_person(publication, user):
        return ""
    done = "made the last change to them" if last_changed_by(publication) == user.pk else "sent them for approval"
    return f"You {done}, so another researcher must decide about them."


def contents(publication: Publication) -> list[tuple[str, str]]:
    """What becomes public, as names and values."""
    figures = list(publication.figures.all())
    shown = [figure for figure in figures if not figure.suppressed]
    rows = [
        ("Address", reverse("publication:result", args=[publication.slug])),
        ("Period", publication.run.period),
        ("Figures for everybody", number(sum(not figure.breakdown for figure in shown))),
        ("Figures by group", number(sum(bool(figure.breakdown) for figure in shown))),
        *_left_out(figures),
    ]
    earlier = publication.supersedes
    return [*rows, *([("Corrects", earlier.title), ("Why", publication.correction)] if earlier else [])]


def _left_out(figures: Iterable[PublishedFigure]) -> Iterator[tuple[str, str]]:
    """How many figures are not shown, by reason."""
    counts = Counter(figure.reason for figure in figures if figure.suppressed)
    for words, count in sorted(counts.items()):
        yield words, number(count)


@dataclass(frozen=True)
class SinceRefusal:
    """What has changed since a refusal, in words: the reason, paragraphs removed and added, and a row for each figure
    with what it was and what it is."""

    reason: str
    removed: list[str]
    added: list[str]
    rows: list[list[str]]


def since_refusal(found: Differences | None, instruments: InstrumentSeries) -> SinceRefusal | None:
    """The differences in words; None if the draft was never refused."""
    if found is None:
        return None
    rows = [
        [_line_words(about, instruments), _numbers_words(then), _numbers_words(now)]
        for about, (then, now) in found.lines.items()
    ]
    return SinceRefusal(found.refusal.reason, found.removed, found.added, rows)


def _line_words(about: About, instruments: InstrumentSeries) -> str:
    population, measure, breakdown, group, *_ = about
    label = instruments.label(measure) if measure in instruments.measures else measure
    parts = [label, str(Population(population).label) if population != Population.ALL else ""]
    return ", ".join(
        filter(None, [*parts, f"{instruments.breakdowns.get(breakdown, breakdown)}: {group}" if group else ""])
    )


def _numbers_words(numbers: Numbers | None) -> str:
    if numbers is None:
        return "no figure"
    base, share, low, high, mark = numbers
    if not isinstance(share, float):
        return str(Mark(str(mark)).label) or "not shown"
    interval = f", {low:.1f} to {high:.1f}" if isinstance(low, float) and isinstance(high, float) else ""
    return f"{share:.1f}%{interval} ({base} people)"

"""Which files were given out with a person's answers, for the copy that they can ask for, and to tell those who have
them (Articles 15(1)(c) and 19 of the UK GDPR)."""

from collections.abc import Collection, Iterator

from aftercall.core.words import day
from aftercall.evidence import queries
from aftercall.evidence.models import ControlledFile, FileKind
from aftercall.evidence.presenters import shown_state
from aftercall.frames.person_lookup import least_shared
from aftercall.rights.desk.held_readers import HeldRecord
from aftercall.suppression.queries import shared_digests


def files_given_out(digests: Collection[str]) -> Iterator[HeldRecord]:
    """The files with the person's answers that were released. Once retention has ended, nobody can tell."""
    least = least_shared(digests)
    cases = [reference for reference, shared in shared_digests(digests).items() if shared >= least]
    for file in queries.given_out_with(cases):
        yield HeldRecord("file_given_out", "Your answers, without your name, were given out", list(_facts(file)))


def _facts(file: ControlledFile) -> Iterator[tuple[str, str]]:
    yield "Who got them", file.recipient
    yield "What for", file.purpose
    yield "What it is", f"{FileKind(file.kind).label}: {file.publication.title}"
    yield "Released on", day(file.decided_at) if file.decided_at else ""
    yield "State of the file", shown_state(file)[0]
    yield "Can be downloaded until", day(file.ends_on)

"""The archive: everything that was ever published, and what each publication replaced."""

from collections.abc import Iterable
from dataclasses import dataclass

from aftercall.publication.models import Publication
from aftercall.publication.notices import correction_of
from aftercall.publication.states import PublicationState


@dataclass(frozen=True)
class Entry:
    """One publication in the archive, with the public ones that it corrects and that correct it."""

    publication: Publication
    corrects: Publication | None
    corrected_by: Publication | None

    @property
    def is_in_force(self) -> bool:
        """Whether its figures have been neither corrected nor withdrawn."""
        return self.publication.state == PublicationState.PUBLISHED


def entries(publications: Iterable[Publication]) -> list[Entry]:
    """An entry for each publication, in the same order."""
    return [Entry(one, one.supersedes, correction_of(one)) for one in publications]

"""How the figures of a draft differ from those published for earlier periods, judged against chance."""

from collections.abc import Sequence

from aftercall.publication.models import Publication, PublishedChange, PublishedFigure


def draft_changes(publication: Publication, lines: Sequence[PublishedFigure]) -> list[PublishedChange]:
    """A change for each figure for everybody whose measure was published for the period before or a year before."""
    return []

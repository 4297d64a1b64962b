"""Which figures of an analysis must be hidden, given everything that was published before."""

from collections.abc import Iterable, Mapping

from aftercall.publication.models import Publication, Suppression
from aftercall.results.models import Figure


def suppressions(publication: Publication, figures: Iterable[Figure]) -> Mapping[int, Suppression]:
    """Why each hidden figure is hidden, by its id. Refused if earlier publications reveal what must be hidden."""
    return {figure.pk: Suppression.FEW_PEOPLE for figure in figures if figure.base < 30}

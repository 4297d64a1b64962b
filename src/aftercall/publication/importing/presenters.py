"""Figures of earlier years as shown to the researcher."""

from collections.abc import Iterable, Mapping

from aftercall.core.words import number
from aftercall.publication.importing.reading import EarlierFigure
from aftercall.publication.models import ImportedFigure
from aftercall.results.models import Population
from aftercall.results.periods import period_words

HEADS = ("Measure", "Period", "Population", "Base", "Percentage", "95% interval")


def rows(figures: Iterable[EarlierFigure | ImportedFigure], measures: Mapping[str, str]) -> list[list[str]]:
    """A row of cells for each figure, as HEADS names them. measures: labels by name."""
    return [
        [
            measures.get(figure.measure, figure.measure),
            period_words(figure.first_month, figure.last_month),
            str(Population(figure.population).label),
            number(figure.base),
            f"{figure.percent:g}%",
            "not known" if figure.low is None else f"{figure.low:g}% to {figure.high:g}%",
        ]
        for figure in figures
    ]

"""The percentages in the text that a researcher writes, each with the figures that it may be, so that whoever reads it
notices one that is wrong, or that must not be shown."""

import re
from collections.abc import Iterable, Iterator

from aftercall.core.words import rounded_points
from aftercall.instrument.series import InstrumentSeries
from aftercall.publication.models import Publication
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import Population
from aftercall.results.periods import in_period

_PERCENTAGE = re.compile(r"([0-9]+)(?:\.([0-9]+))?(?: ?%| ?per ?cent\b)")
_NONE = "None: compare it with the figures by group"


def text_percentages(publication: Publication) -> list[list[str]]:
    """A row for each percentage in the text of a publication, in order: the percentage, and the figures for everybody
    that round to it. Figures by group are left out: there are so many that most percentages are among them."""
    text = f"{publication.correction}\n{publication.commentary}"
    written = list(dict.fromkeys(_PERCENTAGE.findall(text)))
    figures = list(_for_everybody(publication)) if written else []
    return [[f"{whole}{decimals and '.'}{decimals}%", _may_be(figures, whole, decimals)] for whole, decimals in written]


def _may_be(figures: Iterable[tuple[float, str]], whole: str, decimals: str) -> str:
    percentage = float(f"{whole}.{decimals or 0}")
    found = [name for value, name in figures if rounded_points(value, len(decimals)) == percentage]
    return "; ".join(found) or _NONE


def _for_everybody(publication: Publication) -> Iterator[tuple[float, str]]:
    """Percentages with what they are: the figures, those that they are compared with, and the response rate."""
    instruments = instruments_of_run(publication.run)
    for figure in publication.figures.filter(breakdown="", percent__isnull=False):
        yield figure.percent or 0.0, _name(figure.measure, figure.population, instruments)
    for change in publication.changes.filter(earlier_percent__isnull=False):
        then = in_period(change.earlier_first_month, change.earlier_last_month)
        yield change.earlier_percent or 0.0, f"{_name(change.measure, change.population, instruments)} {then}"
    if (rate := publication.run.outcome_rates["rr2"]) is not None:
        yield 100 * rate, "Response rate"


def _name(measure: str, population: str, instruments: InstrumentSeries) -> str:
    return f"{instruments.label(measure)} ({Population(population).label})"

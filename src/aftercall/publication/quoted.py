"""Percentages in what a researcher writes: whether the figures beside it show them.

The web page that inspired the product gives two percentages for one thing. Sentences about figures are written by the
service and cannot disagree; a commentary can.
"""

import re
from collections.abc import Iterator

from aftercall.core.words import percent
from aftercall.publication.models import Publication

_QUOTED = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d+)?)\s?(?:%|per ?cent)")
# That of every interval.
_CONFIDENCE = 95.0


def percentages_not_shown(publication: Publication) -> list[str]:
    """The percentages in the texts of a publication that neither its own figures show, as a whole number or with
    decimals, nor those that it corrects. They may be right: the reader decides."""
    quoted = dict.fromkeys(_QUOTED.findall(f"{publication.commentary}\n{publication.correction}"))
    known = set(_known(publication)) if quoted else set()
    return [f"{one}%" for one in quoted if not _is_among(one, known)]


def _is_among(quoted: str, known: set[float]) -> bool:
    decimals = len(quoted.partition(".")[2])
    return f"{quoted}%" in {percent(value / 100, decimals) for value in known}


def _known(publication: Publication) -> Iterator[float]:
    """Every percentage that readers can see beside the text, from 0 to 100."""
    yield _CONFIDENCE
    for rate in publication.run.outcome_rates.values():
        yield 100 * rate
    for one in filter(None, (publication, publication.supersedes)):
        shown = (*one.figures.values_list("percent", "low", "high"), *one.changes.values_list("earlier_percent"))
        yield from (value for numbers in shown for value in numbers if value is not None)

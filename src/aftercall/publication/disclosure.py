"""Which figures of an analysis must be hidden: the force's rule, applied to each measure's table by each breakdown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from aftercall.methods.disclosure import Shown, primary, suppress, with_totals
from aftercall.publication.models import Suppression
from aftercall.results.models import Figure
from aftercall.results.periods import QUARTER, months_of_quarter

# A percentage is not published if it is based on fewer people than this.
MINIMUM_BASE = 30
# It is not published either if it would reveal that only one or two people were, or were not, satisfied.
MINIMUM_COUNT = 3


def suppressions(figures: Iterable[Figure], hidden: Mapping[int, Suppression] | None = None) -> dict[int, Suppression]:
    """Why each hidden figure is hidden, by its id: its base or count is too small, or it would reveal a figure for
    which it is. hidden: figures that are hidden anyway."""
    overall: dict[str, Figure] = {}
    tables: dict[str, dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        if figure.breakdown:
            tables[figure.measure][figure.breakdown].append(figure)
        else:
            overall[figure.measure] = figure
    found: dict[int, Suppression] = {}
    for measure, total in overall.items():
        found |= _of_measure(total, list(tables[measure].values()), hidden or {})
    return found


def _of_measure(total: Figure, tables: list[list[Figure]], hidden: Mapping[int, Suppression]) -> dict[int, Suppression]:
    """All tables share the total, so a table that hides it does so in the others too."""
    found: dict[int, Suppression] = {}
    for figure in (total, *(figure for groups in tables for figure in groups)):
        if reason := _too_small(figure) or hidden.get(figure.pk):
            found[figure.pk] = reason
    known = -1
    # Quarters before a break in the series are no part of the total, so they can't be found by subtraction.
    parts = [[figure for figure in groups if not _is_before_break(figure, total)] for groups in tables]
    while len(found) != known:
        known = len(found)
        for groups in filter(None, parts):
            found = _of_table(groups, total, found) | found
    return found


def _is_before_break(figure: Figure, total: Figure) -> bool:
    if total.since is None or figure.breakdown != QUARTER:
        return False
    _, last_month = months_of_quarter(figure.group, total.run.first_month, total.run.last_month)
    return last_month < total.since


def _too_small(figure: Figure) -> Suppression | None:
    if figure.base < MINIMUM_BASE:
        return Suppression.FEW_PEOPLE
    bases, counts = np.array([figure.base]), np.array([figure.satisfied])
    few = primary(bases, counts, minimum_base=MINIMUM_BASE, minimum_count=MINIMUM_COUNT)[0]
    return Suppression.FEW_ANSWERS if few else None


def _of_table(groups: list[Figure], total: Figure, found: Mapping[int, Suppression]) -> dict[int, Suppression]:
    cells = [*groups, total]
    bases = with_totals(np.array([figure.base for figure in groups]))
    counts = with_totals(np.array([figure.satisfied for figure in groups]))
    shown = suppress(
        bases,
        np.array([figure.pk in found for figure in cells]),
        minimum_base=MINIMUM_BASE,
        counts=counts,
        minimum_count=MINIMUM_COUNT,
    )
    hidden = [figure.pk for figure, state in zip(cells, shown, strict=True) if state != Shown.YES]
    return dict.fromkeys(hidden, Suppression.PROTECTS_ANOTHER)

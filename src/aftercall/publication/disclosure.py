"""Which figures of an analysis must be hidden: the force's rule, applied to each measure's table by each breakdown."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from aftercall.methods.disclosure import Shown, primary, suppress, with_totals
from aftercall.results.models import Figure

# A percentage is not published if it is based on fewer people than this.
MINIMUM_BASE = 30
# It is not published either if it would reveal that only one or two people were, or were not, satisfied.
MINIMUM_COUNT = 3


def hidden_figure_ids(figures: Iterable[Figure]) -> set[int]:
    """Ids of the figures to hide: their base or count is too small, or they would reveal a figure for which it is."""
    overall, tables = {}, defaultdict(list)
    for figure in figures:
        if figure.breakdown:
            tables[figure.measure, figure.breakdown].append(figure)
        else:
            overall[figure.measure] = figure
    hidden: set[int] = {figure.pk for figure in overall.values() if _too_small(figure)}
    for (measure, _), groups in tables.items():
        hidden |= _hidden_in_table(groups, overall[measure], total_is_hidden=overall[measure].pk in hidden)
    return hidden


def _too_small(figure: Figure) -> bool:
    bases, counts = np.array([figure.base]), np.array([figure.satisfied])
    return bool(primary(bases, counts, minimum_base=MINIMUM_BASE, minimum_count=MINIMUM_COUNT)[0])


def _hidden_in_table(groups: list[Figure], total: Figure, *, total_is_hidden: bool) -> set[int]:
    bases = np.array([figure.base for figure in groups])
    counts = np.array([figure.satisfied for figure in groups])
    too_small = primary(bases, counts, minimum_base=MINIMUM_BASE, minimum_count=MINIMUM_COUNT)
    shown = suppress(with_totals(bases), np.append(too_small, total_is_hidden), minimum_base=MINIMUM_BASE)
    return {figure.pk for figure, state in zip([*groups, total], shown, strict=True) if state != Shown.YES}

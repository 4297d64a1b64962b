"""Which cells of all linked tables must be hidden: one breakdown at a time where that is enough, otherwise jointly.

Tables of different breakdowns are linked only because they have the same people in each span of months. Where these
numbers are known for every span, one breakdown says nothing about another, and small problems are solved quickly.
"""

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray
from aftercall.methods.disclosure import THE_RULE, DisclosureRule
from aftercall.methods.joint_suppression import CannotProtectError, CellState, hide_jointly
from aftercall.methods.linked_cells import EVERYBODY, LinkedCells


def hide_cells(
    cells: LinkedCells, states: IntArray, costs: FloatArray, *, rule: DisclosureRule = THE_RULE
) -> BoolArray:
    """(cells,), the hidden ones. Raises CannotProtectError if earlier publications reveal a number that must be hidden
    now.

    states, costs, rule: as for `hide_jointly`.
    """
    if _everybody_is_known(cells, states, rule):
        try:
            return _by_breakdown(cells, states, costs, rule)
        except CannotProtectError:
            pass  # perhaps a number for everybody must be hidden
    return hide_jointly(cells.tables, states, costs, differences=cells.differences, rule=rule)


def _everybody_is_known(cells: LinkedCells, states: IntArray, rule: DisclosureRule) -> bool:
    """Whether all numbers for everybody can be shown, and together reveal those of each span."""
    is_everybody = _everybody(cells)
    must_be_hidden = np.isin(states, (CellState.HIDDEN, CellState.HIDDEN_BEFORE))
    hidden = must_be_hidden | ((states == CellState.OPEN) & cells.tables.too_small(rule))
    if (hidden & is_everybody).any():
        return False
    spans = cells.spans_of_periods[is_everybody]
    return int(np.linalg.matrix_rank(spans)) == spans.shape[1] if spans.size else False


def _everybody(cells: LinkedCells) -> BoolArray:
    return np.array([key.breakdown == EVERYBODY for key in cells.keys])


def _by_breakdown(cells: LinkedCells, states: IntArray, costs: FloatArray, rule: DisclosureRule) -> BoolArray:
    """Solve each breakdown together with the numbers for everybody, which are shown."""
    is_everybody = _everybody(cells)
    known = np.where(is_everybody, CellState.SHOWN, states)
    hidden = np.zeros(len(states), dtype=np.bool_)
    for name in dict.fromkeys(key.breakdown for key in cells.keys if key.breakdown != EVERYBODY):
        places = np.flatnonzero(is_everybody | np.array([key.breakdown == name for key in cells.keys]))
        own = {smallest: pair for smallest, pair in cells.counts.items() if smallest.breakdown == name}
        part = LinkedCells([cells.keys[place] for place in places.tolist()], own)
        hidden[places] |= hide_jointly(
            part.tables,
            known[places],
            costs[places],
            differences=part.differences,
            rule=rule,
            hideable=states[places] != CellState.SHOWN,
        )
    return hidden

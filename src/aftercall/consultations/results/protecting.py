"""Which counts must not be shown: those of few people, and as few others as possible, so that nobody can work them out.

It is the method of the survey's results (methods.joint_suppression), with counts of people in place of counts of those
who gave an answer and who did not.
"""

import numpy as np
from scipy import sparse

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray
from aftercall.methods.disclosure import DisclosureRule
from aftercall.methods.joint_suppression import CannotProtectError, CellState, LinkedTables, hide_jointly

# Nobody took part at random in an open consultation, so a small group is more easily recognised by its answers.
FEWEST, FEWEST_IN_GROUP = 5, 10
_RULE = DisclosureRule(minimum_base=FEWEST, minimum_count=1, least_range=FEWEST)
_MARGIN_COST, _INNER_COST = 20.0, 1.0


def hidden_in_row(counts: IntArray, fewest: int = FEWEST) -> BoolArray:
    """(n,), the counts of a list with a known total that must not be shown: fewer than `fewest`, and others by which
    they could be worked out. A count of nobody is shown."""
    cells = sparse.csr_array(np.vstack([np.eye(len(counts)), np.ones(len(counts))]))
    few = np.where(counts < fewest, CellState.HIDDEN, CellState.OPEN)
    states = np.append(np.where(counts == 0, CellState.SHOWN, few), CellState.SHOWN)
    costs = np.append(np.asarray(counts, dtype=np.float64) + 1.0, _MARGIN_COST)
    hidden = _hidden(cells, counts, states, costs)
    return np.ones(len(counts), dtype=np.bool_) if hidden is None else hidden[:-1]


def hidden_in_table(counts: IntArray, hidden_rows: BoolArray, hidden_groups: BoolArray) -> BoolArray | None:
    """(answers, groups), the counts that must not be shown, given which totals of the answers and of the groups are
    hidden; None if the whole table must be. The base of each group is shown with its counts, or all of its counts are
    hidden.

    counts: (answers, groups), people who chose one answer each. hidden_rows: (answers,). hidden_groups: (groups,), so
    that the groups hidden in one table are hidden in every other one of the same people.
    """
    answers, groups = counts.shape
    by_answer = np.kron(np.eye(answers), np.ones(groups))
    by_group = np.kron(np.ones(answers), np.eye(groups))
    inner = np.eye(answers * groups)
    bases = counts.sum(axis=0)
    states = np.concatenate(
        [
            np.where(hidden_rows, CellState.HIDDEN, CellState.SHOWN),
            np.where(hidden_groups | (bases < FEWEST_IN_GROUP), CellState.HIDDEN, CellState.OPEN),
            np.where((counts == 0) & (bases >= FEWEST_IN_GROUP), CellState.SHOWN, CellState.OPEN).ravel(),
        ]
    )
    states[answers : answers + groups][bases == 0] = CellState.SHOWN
    small = np.tile(bases < FEWEST_IN_GROUP, answers) & (np.tile(bases, answers) > 0)
    states[answers + groups :][small] = CellState.HIDDEN
    states[answers + groups :][np.tile(bases == 0, answers)] = CellState.SHOWN
    costs = np.concatenate([np.full(answers + groups, _MARGIN_COST), np.full(answers * groups, _INNER_COST)])
    cells = sparse.csr_array(np.vstack([by_answer, by_group, inner]))
    hidden = _hidden(cells, counts.ravel(), states, costs)
    if hidden is None:
        return None
    found = hidden[answers + groups :].reshape(answers, groups)
    return np.asarray(found | hidden[answers : answers + groups] | hidden_rows[:, np.newaxis])


def _hidden(cells: sparse.csr_array, counts: IntArray, states: IntArray, costs: FloatArray) -> BoolArray | None:
    """The hidden cells; None if they cannot be protected."""
    nobody = np.zeros(len(counts), dtype=np.int64)
    links = sparse.csr_array((0, len(counts)))
    tables = LinkedTables(cells, links, counts.astype(np.int64), nobody)
    try:
        return hide_jointly(tables, states, costs, differences=lambda _: links, rule=_RULE)
    except CannotProtectError:
        return None

"""The terms of a regression: numbers as they are, classifications as one column per level after the first."""

import numpy as np

from aftercall.estimates.data import Data
from aftercall.estimates.population import INTERCEPT
from aftercall.methods.arrays import FloatArray
from aftercall.methods.regression import Terms


def terms_of(data: Data, names: tuple[str, ...], where: str) -> Terms:
    """The intercept and the named columns. The term of a level is named after column and level, as in R."""
    columns: list[FloatArray] = [np.ones(data.size)]
    labels = [INTERCEPT]
    for name in names:
        column = data.column(name, where)
        if column.is_number:
            columns.append(column.numbers())
            labels.append(name)
            continue
        levels = column.levels()
        for label in levels.labels[1:]:
            columns.append(levels.indicator(label, where))
            labels.append(f"{name}{label}")
    return Terms(np.column_stack(columns), tuple(labels))

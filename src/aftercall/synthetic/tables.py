"""The public tables that are stored compressed, and picking items in proportion to a weight."""

import csv
import lzma
from collections.abc import Sequence
from importlib.resources import files
from io import StringIO

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from aftercall.synthetic.draws import Floats, Ints

DATA = files("aftercall.synthetic") / "data"


def compressed_table(name: str) -> pa.Table:
    """One of the compressed public tables, every column as text."""
    content = lzma.decompress((DATA / f"{name}.csv.xz").read_bytes())
    columns = content.split(b"\n", 1)[0].decode().split(",")
    options = arrow_csv.ConvertOptions(column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False)
    return arrow_csv.read_csv(pa.BufferReader(content), convert_options=options)


def small_table(name: str) -> list[dict[str, str]]:
    """One of the small tables that were written for this project, as rows."""
    return list(csv.DictReader(StringIO((DATA / f"{name}.csv").read_text(encoding="utf-8"))))


class Weighted:
    """Items in groups, each item with a weight within its group; `pick` takes one by a number in [0, 1)."""

    def __init__(self, groups: Sequence[int] | Ints, weights: Sequence[float] | Floats) -> None:
        """Shapes (items,), (items,). Groups are numbered from 0 without gaps; items are in the order of groups."""
        group, weight = np.asarray(groups, dtype=np.int64), np.asarray(weights, dtype=np.float64)
        if np.any(np.diff(group) < 0):
            raise ValueError("items must be in the order of their groups")
        every = np.arange(group[-1] + 1)
        self._first, self._last = np.searchsorted(group, every), np.searchsorted(group, every, side="right") - 1
        total = np.bincount(group, weight)
        before = np.concatenate([[0.0], np.cumsum(total)[:-1]])
        self._edges = group + (np.cumsum(weight) - before[group]) / total[group]

    def pick(self, groups: int | Ints, uniform: Floats) -> Ints:
        """The positions of the picked items. `groups`: one group, or one for each number."""
        found = np.searchsorted(self._edges, groups + uniform, side="right")
        # Rounding must not carry a number near 0 or 1 into another group.
        return np.clip(found, self._first[groups], self._last[groups])

"""What an offence implies for its victim: the kind, and the probability of some flags. See data/offences.csv."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa

from aftercall.synthetic.draws import Bools, Draws, Floats, Ints
from aftercall.synthetic.tables import Weighted, small_table

PERSON, BUSINESS, STATE = range(3)
KINDS = ("person", "business", "state")


@dataclass(frozen=True)
class Offences:
    """Arrays have the shape (offences,), in the order of the record's categories."""

    codes: pa.Array
    by_category: Weighted
    kind_edges: Floats  # (offences, 2): a person below the first, a business below the second, else the state
    domestic_abuse: Floats
    sexual: Bools
    younger: Floats

    def offence(self, draws: Draws, rows: Ints, category: Ints) -> Ints:
        """An offence for each row, within its category."""
        return self.by_category.pick(category, draws.uniform("offence", rows))

    def kind(self, draws: Draws, rows: Ints, offence: Ints) -> Ints:
        """PERSON, BUSINESS or STATE for each row."""
        return (draws.uniform("victim kind", rows)[:, None] >= self.kind_edges[offence]).sum(axis=1)


@cache
def load_offences(categories: tuple[str, ...]) -> Offences:
    """The offences of these categories, in the order of the categories."""
    rows = sorted(small_table("offences"), key=lambda row: categories.index(row["category"]))

    def column(name: str) -> Floats:
        return np.array([row[name] for row in rows], dtype=np.float64)

    return Offences(
        codes=pa.array([row["code"] for row in rows]),
        by_category=_by_category(rows, categories),
        kind_edges=np.stack([column("person"), column("person") + column("business")], axis=1).round(9),
        domestic_abuse=column("domestic_abuse"),
        sexual=column("sexual_offence") > 0,
        younger=column("younger"),
    )


def _by_category(rows: Sequence[dict[str, str]], categories: tuple[str, ...]) -> Weighted:
    return Weighted([categories.index(row["category"]) for row in rows], [float(row["share"]) for row in rows])

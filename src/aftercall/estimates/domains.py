"""The domains of a request: every combination of its columns that occurs among the rows that `where` keeps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from aftercall.errors import BadInput
from aftercall.estimates.columns import crossed_levels
from aftercall.estimates.data import Data
from aftercall.estimates.expressions import rows_where
from aftercall.estimates.requests import Request
from aftercall.methods.arrays import BoolArray, IntArray


@dataclass(frozen=True, eq=False)
class Domain:
    """A domain: the levels of its columns, and its (n,) rows."""

    levels: Mapping[str, str]
    rows: BoolArray


@dataclass(frozen=True, eq=False)
class Domains:
    """levels: of each domain by column. codes: (n,) the domain of each row, -1 for none."""

    levels: tuple[Mapping[str, str], ...]
    codes: IntArray

    def __iter__(self) -> Iterator[Domain]:
        for code, levels in enumerate(self.levels):
            yield Domain(levels, self.codes == code)


def domains_of(request: Request, data: Data) -> Domains:
    """The domains of a request. Raises BadInput if no rows are left."""
    kept = np.ones(data.size, dtype=np.bool_)
    if request.domain is not None:
        kept = rows_where(data, request.domain, f"{request.where}, where")
        if not kept.any():
            raise BadInput(f"{request.where}, where: is true for no row")
    if not request.by:
        return Domains(({},), np.where(kept, 0, -1))
    columns = [data.column(name, f"{request.where}, by") for name in request.by]
    crossed = crossed_levels(columns).codes
    present, first, codes = np.unique(np.where(kept, crossed, -1), return_index=True, return_inverse=True)
    shift = int(present[0] == -1)
    parts = [column.levels() for column in columns]  # a level may itself hold the sign that joins crossed levels
    levels = tuple(
        {name: part.labels[part.codes[row]] for name, part in zip(request.by, parts, strict=True)}
        for row in first[shift:]
    )
    return Domains(levels, codes.reshape(-1).astype(np.int64) - shift)

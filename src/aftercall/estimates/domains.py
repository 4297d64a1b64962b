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
    found = crossed_levels([data.column(name, f"{request.where}, by") for name in request.by])
    present, codes = np.unique(np.where(kept, found.codes, -1), return_inverse=True)
    shift = int(present[0] == -1)
    labels = (found.labels[code] for code in present[shift:])
    names = (label.split("|") if len(request.by) > 1 else [label] for label in labels)
    levels = tuple(dict(zip(request.by, parts, strict=True)) for parts in names)
    return Domains(levels, codes.reshape(-1).astype(np.int64) - shift)

"""Array types, and texts by code."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

type Ints = npt.NDArray[np.int64]
type Floats = npt.NDArray[np.float64]
type Mask = npt.NDArray[np.bool_]


def take(texts: Sequence[str], codes: Ints) -> pa.Array:
    """The texts of these codes; null for -1."""
    return pa.array(texts, pa.string()).take(pa.array(codes, mask=codes < 0))


def iso(days: Ints) -> pa.Array:
    """Days since 1970 as year-month-day."""
    return pc.cast(pa.array(days.astype(np.int32), pa.date32()), pa.string())

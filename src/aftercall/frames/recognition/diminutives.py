"""Forenames that stand for each other: Bill for William, Peggy for Margaret."""

from functools import cache
from importlib import resources
from itertools import permutations

import pyarrow as pa

from aftercall.frames.engine import Expression, Workspace

_FILE = "data/diminutives.txt"


def diminutives(workspace: Workspace) -> Expression:
    """Pairs of forenames, both ways round: one, other. Two forms of one name (Bill, Will) are a pair as well."""
    one, other = zip(*sorted(_pairs()), strict=True)
    return workspace.hand_in("diminutive", pa.table({"one": one, "other": other}))


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    text = resources.files("aftercall.frames").joinpath(_FILE).read_text(encoding="utf-8")
    lines = (line.replace(":", "").split() for line in text.splitlines() if line and not line.startswith("#"))
    return frozenset(pair for forms in lines for pair in permutations(set(forms), 2))

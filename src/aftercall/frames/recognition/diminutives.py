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


def families(workspace: Workspace) -> Expression:
    """name, family: what forenames that stand for each other share though they begin with different letters.

    Names that others in between join (Molly, Mary, Polly) are of one family: too coarse for anything but a block.
    """
    name, family = zip(*sorted(_families().items()), strict=True)
    return workspace.hand_in("family", pa.table({"name": name, "family": family}))


@cache
def _families() -> dict[str, str]:
    apart = [(one, other) for one, other in sorted(_pairs()) if one[0] != other[0]]
    family = {name: name for pair in apart for name in pair}
    for one, other in apart:
        kept, gone = family[one], family[other]
        if kept != gone:
            family = {name: kept if of == gone else of for name, of in family.items()}
    return family


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    text = resources.files("aftercall.frames").joinpath(_FILE).read_text(encoding="utf-8")
    lines = (line.replace(":", "").split() for line in text.splitlines() if line and not line.startswith("#"))
    return frozenset(pair for forms in lines for pair in permutations(set(forms), 2))

"""Forenames, and which of them stand for each other: Bill for William, Peggy for Margaret."""

from functools import cache
from importlib import resources
from itertools import permutations

import ibis.expr.types as ir
import pyarrow as pa

from aftercall.frames.engine import Workspace

_FILE = "data/diminutives.txt"
_OTHER_NAMES = "data/forenames.txt"


def diminutives(workspace: Workspace) -> ir.Table:
    """Pairs of forenames, in both orders: one, other. Two forms of one name (Bill, Will) are a pair too."""
    one, other = zip(*sorted(_pairs()), strict=True)
    return workspace.register_arrow("diminutive", pa.table({"one": one, "other": other}))


def families(workspace: Workspace) -> ir.Table:
    """name, family: the same family for forenames that stand for each other but begin with different letters.

    Names connected through others (Molly, Mary, Polly) share a family, which is precise enough only for blocking.
    """
    name, family = zip(*sorted(_families().items()), strict=True)
    return workspace.register_arrow("family", pa.table({"name": name, "family": family}))


def known_forenames(workspace: Workspace) -> ir.Table:
    """name: forenames that people have. Any other is rare or a typing error."""
    return workspace.register_arrow("known_forename", pa.table({"name": sorted(_known_forenames())}))


@cache
def _known_forenames() -> frozenset[str]:
    return frozenset(name for line in [*_lines(_FILE), *_lines(_OTHER_NAMES)] for name in line)


@cache
def _families() -> dict[str, str]:
    different_initials = [(one, other) for one, other in sorted(_pairs()) if one[0] != other[0]]
    family = {name: name for pair in different_initials for name in pair}
    for one, other in different_initials:
        kept, dropped = family[one], family[other]
        if kept != dropped:
            family = {name: kept if of == dropped else of for name, of in family.items()}
    return family


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    return frozenset(pair for forms in _lines(_FILE) for pair in permutations(set(forms), 2))


def _lines(file: str) -> list[list[str]]:
    text = resources.files("aftercall.frames").joinpath(file).read_text(encoding="utf-8")
    return [line.replace(":", "").split() for line in text.splitlines() if line and not line.startswith("#")]

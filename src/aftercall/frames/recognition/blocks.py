"""Blocking: which pairs of profiles are compared at all.

Two profiles are compared if they share one of these combinations of values. Each combination is rare enough that few
strangers share it, and there are enough of them for nearly any two records of one person to share one.
"""

import ibis
import ibis.expr.types as ir

from aftercall.frames.duplicate_keys import FrequencyFilter
from aftercall.frames.engine import Workspace
from aftercall.frames.expression_cache import cached_expressions
from aftercall.frames.hashing import known_hash
from aftercall.frames.joining import looked_up
from aftercall.frames.recognition.diminutives import families

MAX_BLOCK_SIZE = 60  # a combination that more profiles share is uninformative: a hostel, a solicitor, an invented date
_MAX_SINGLE_VALUE_SIZE = 12  # the same for blocks of a single value
_SINGLE_VALUES = ("number", "email")
_START = 3  # letters of a name


def candidate_pairs(workspace: Workspace, profiles: ir.Table, size: int) -> ir.Table:
    """Pairs of profiles that share a block: a < b. `size`: how many profiles there are."""
    parts = workspace.create_view("block_parts", _with_block_parts(workspace, profiles))
    blocks = _blocks(parts)
    columns = {f"{kind}_{at}": known_hash(*values) for kind, ways in blocks.items() for at, values in enumerate(ways)}
    frequencies = {
        kind: FrequencyFilter(tuple(f"{kind}_{at}" for at in range(len(ways))), 2, _max_size(kind))
        for kind, ways in blocks.items()
    }
    members = workspace.duplicate_keys(parts.select("record", **columns), frequencies, size)
    pairs = _pairs_within(workspace.materialize("block_member", ibis.union(*members.values())))
    workspace.drop(*blocks)
    stored = workspace.materialize("candidate_pair", pairs)
    workspace.drop("block_member")
    return stored


def _max_size(kind: str) -> int:
    return _MAX_SINGLE_VALUE_SIZE if kind in _SINGLE_VALUES else MAX_BLOCK_SIZE


def _with_block_parts(workspace: Workspace, profiles: ir.Table) -> ir.Table:
    """The profiles with the parts that blocks combine. A separate step, so that each is computed once."""
    table = looked_up(profiles, "forename", families(workspace), "name", family="family")
    names = table.forename, table.surname
    starts = [name.substr(0, _START) for name in names]
    return table.mutate(
        forename_initial=table.forename.substr(0, 1),
        surname_initial=table.surname.substr(0, 1),
        lower_start=ibis.least(*starts),
        upper_start=ibis.greatest(*starts),
        lower_name=ibis.least(*names),
        upper_name=ibis.greatest(*names),
    )


@cached_expressions
def _blocks(table: ir.Table) -> dict[str, tuple[tuple[ir.StringValue, ...], ...]]:
    """The values of each kind of block, in several ways where a value may be in one of several columns."""
    forename, surname, born, home = table.forename, table.surname, table.born, table.postcode
    numbers = table.phone, table.phone_alt
    return {
        "surname_initial_birth": ((surname, table.forename_initial, born),),
        "family_initial_birth": ((table.family, table.surname_initial, born),),
        "forename_birth": ((forename, born),),
        "starts_birth": ((table.lower_start, table.upper_start, born),),
        "number": tuple((number,) for number in numbers),
        "number_surname": tuple((number, surname) for number in numbers),
        "email": ((table.email,),),
        "home_birth": ((home, born),),
        "home_surname_initial": ((home, surname, table.forename_initial),),
        "home_surname_family": ((home, surname, table.family),),
        "home_forename_initial": ((home, forename, table.surname_initial),),
        "names_district": ((table.lower_name, table.upper_name, table.district),),
    }


def _pairs_within(member: ir.Table) -> ir.Table:
    other = member.view()
    both = member.inner_join(other, [member.key == other.key, member.record < other.record])
    return both.select(a=member.record, b=other.record).distinct()

"""Blocks: which pairs of profiles are worth a look. Nothing is decided here.

Two profiles that share one of these combinations are looked at. Each combination is rare enough that few strangers
share it, and together they are so many that hardly two records of a person share none.
"""

import ibis

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.hashing import known_hash
from aftercall.frames.joining import looked_up
from aftercall.frames.recognition.diminutives import families
from aftercall.frames.repeated import Often

MOST = 60  # a combination that more profiles share says nothing: a hostel, a solicitor's number, a made-up date
_MOST_ALONE = 12  # the same of a single value
_ALONE = ("number", "email")
_START = 3  # letters of a name


def pairs(workspace: Workspace, profiles: Expression, size: int) -> Expression:
    """Pairs of profiles that share a block: a < b. `size`: how many profiles there are."""
    parted = workspace.name("parted", _parted(workspace, profiles))
    kinds = _kinds(parted)
    columns = {f"{kind}_{at}": known_hash(*parts) for kind, ways in kinds.items() for at, parts in enumerate(ways)}
    often = {
        kind: Often(tuple(f"{kind}_{at}" for at in range(len(ways))), 2, _MOST_ALONE if kind in _ALONE else MOST)
        for kind, ways in kinds.items()
    }
    members = workspace.repeated(parted.select("record", **columns), often, size)
    found = _within(workspace.keep("member", ibis.union(*members.values())))
    workspace.forget(*kinds)
    pair = workspace.keep("pair", found)
    workspace.forget("member")
    return pair


def _parted(workspace: Workspace, profiles: Expression) -> Expression:
    """The profiles with what blocks are made of; a step of its own, so that each is worked out once."""
    table = looked_up(profiles, "forename", families(workspace), "name", family="family")
    names = table.forename, table.surname
    starts = [name.substr(0, _START) for name in names]
    return table.mutate(
        forename_initial=table.forename.substr(0, 1),
        surname_initial=table.surname.substr(0, 1),
        surname_letters=table.surname.substr(0, 1) + table.surname.right(1),
        lower_start=ibis.least(*starts),
        upper_start=ibis.greatest(*starts),
        lower_name=ibis.least(*names),
        upper_name=ibis.greatest(*names),
    )


def _kinds(table: Expression) -> dict[str, tuple[tuple[Expression, ...], ...]]:
    """Each kind's combinations; several where a value may stand in one of several columns."""
    forename, surname, born, home = table.forename, table.surname, table.born, table.postcode
    numbers = table.phone, table.phone_alt
    return {
        "surname_initial_birth": ((surname, table.forename_initial, born),),
        "surname_family_birth": ((surname, table.family, born),),
        "forename_letters_birth": ((forename, table.surname_letters, born),),
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


def _within(member: Expression) -> Expression:
    other = member.view()
    both = member.inner_join(other, [member.key == other.key, member.record < other.record])
    return both.select(a=member.record, b=other.record).distinct()

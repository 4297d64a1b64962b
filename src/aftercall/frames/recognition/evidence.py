"""The evidence on a pair of profiles: what their values say on two questions, in points.

A point doubles the odds. `household` weighs one person against two of one household, who share surname, number and home
but not forename and birth; `stranger` weighs one person against two people who never met, for whom what counts is how
rare the values are that they share. A pair is taken for one person when both are high enough (Fellegi and Sunter 1969,
with two alternatives in place of one).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.joining import looked_up
from aftercall.frames.recognition.agreement import levels, shared_number
from aftercall.frames.recognition.diminutives import diminutives
from aftercall.frames.recognition.profiles import with_names, without_crowds

ENOUGH_HOUSEHOLD = 4
ENOUGH_STRANGER = 9  # beyond the points that choosing one among all profiles takes
_SMALLEST = 4096  # profiles: a smaller file says little of how rare a value is

# Level of agreement → points. A level that is not named, and values that are not known, say nothing: 0.
HOUSEHOLD: Mapping[str, Mapping[str, int]] = {
    "forename": {"same": 6, "diminutive": 5, "alike": 3, "second": 2, "initial": 3, "different": -5},
    "surname": {"alike": 2, "part": 1, "different": -1},
    "birth": {"same": 7, "swapped": 7, "digit": 3, "year_only": 4, "slip": -1, "near": -4, "different": -8},
    "sex": {"same": 1, "different": -6},
    "number": {"same": 1, "different": -1},
    "email": {"same": 3, "alike": 2, "different": -3},
    "home": {"alike": 1, "district": 2, "different": 3},
}
STRANGER: Mapping[str, Mapping[str, int]] = {
    "forename": {"diminutive": 5, "alike": 4, "second": 3, "initial": 2, "different": -5},
    "surname": {"part": 7, "alike": 7, "different": -5},
    "birth": {"swapped": 9, "digit": 6, "year_only": 5, "slip": 2, "near": -6, "different": -6},
    "sex": {"same": 1, "different": -6},
    "number": {"different": -1},
    "email": {"alike": 12, "different": -1},
    "home": {"different": -2},
}


@dataclass(frozen=True)
class Shared:
    """A kind of value whose rarity counts where both profiles have the same.

    `levels` at which it counts, the column it stands in for a pair, the profile's `columns`, its points at most, and
    one in how many holds a value for granted in a small file.
    """

    levels: tuple[str, ...]
    of_pair: str
    columns: tuple[str, ...]
    most: int
    one_in: int


SHARED: Mapping[str, Shared] = {
    "forename": Shared(("same",), "forename_a", ("forename",), 11, 256),
    "surname": Shared(("same",), "surname_a", ("surname",), 14, 1024),
    "birth": Shared(("same",), "born_a", ("born",), 14, 4096),
    "number": Shared(("same",), "shared_number", ("phone", "phone_alt"), 20, 4096),
    "email": Shared(("same",), "email_a", ("email",), 20, 4096),
    "home": Shared(("same",), "postcode_a", ("postcode",), 16, 4096),
    "district": Shared(("alike", "district"), "district_a", ("district",), 5, 256),
}
_OF_A_HOME = ("number", "home")
_RARE = tuple(f"rare_{kind}" for kind in SHARED)
_COMPARED = (
    "forenames",
    "surnames",
    "forename",
    "surname",
    "born",
    "sex",
    "phone",
    "phone_alt",
    "email",
    "postcode",
    "district",
)


def evidence(
    workspace: Workspace,
    records: Expression,
    people: Expression,
    crowds: Mapping[str, Expression],
    pairs: Expression,
    size: int,
) -> Expression:
    """The pairs with `household` and `stranger`, in points, the level of each kind of value, and its rarity, `rare_…`.

    `people`: all profiles, as `everybody` gives them; `size`: how many there are. `stranger` has what choosing one
    person among all of them takes off: 0 is an even bet.
    """
    ends = ibis.union(pairs.select(record="a"), pairs.select(record="b"))
    paired = with_names(records.semi_join(ends, "record"))
    paired = workspace.keep("paired", without_crowds(paired, crowds))
    rated = workspace.keep("compared", _compared(workspace, paired, pairs))
    for kind, shared in SHARED.items():
        rated = _with_rarity(workspace, rated, people, kind, shared, size)
    household, stranger = both_questions(points(rated))
    rated = rated.mutate(household=household, stranger=stranger - choosing(size))
    weighed = workspace.keep("evidence", rated.select("a", "b", *HOUSEHOLD, *_RARE, "household", "stranger"))
    workspace.forget("compared", "paired", *(f"rarity_{kind}" for kind in SHARED))
    return weighed


def choosing(profiles: int) -> int:
    """The points that choosing one among all profiles costs."""
    return (profiles + _SMALLEST).bit_length() - 1


def points(rated: Expression) -> dict[str, Expression]:
    """What each kind of value says on each question; null where it is not known of both."""
    said = {f"household_{kind}": _points(rated[kind], levels) for kind, levels in HOUSEHOLD.items()}
    said |= {f"stranger_{kind}": _points(rated[kind], levels) for kind, levels in STRANGER.items()}
    for kind in SHARED:
        if kind in STRANGER and kind not in _OF_A_HOME:
            said[f"stranger_{kind}"] += rated[f"rare_{kind}"]
        else:
            said[f"rare_{kind}"] = rated[f"rare_{kind}"]
    return said


def both_questions(said: Mapping[str, Expression]) -> tuple[Expression, Expression]:
    """`household` and `stranger`, summed up, before the cost of choosing one among all."""
    known = {name: value.fill_null(0) for name, value in said.items()}
    household = sum(known[f"household_{kind}"] for kind in HOUSEHOLD)
    stranger = sum(known[f"stranger_{kind}"] for kind in STRANGER)
    # Those who share a home share its number: the two say one thing.
    of_a_home = ibis.greatest(*(known[f"rare_{kind}"] for kind in _OF_A_HOME))
    return household, stranger + of_a_home + known["rare_district"]


def _compared(workspace: Workspace, profiles: Expression, pairs: Expression) -> Expression:
    """a, b, the levels, and the shared value of each kind, null where none counts."""
    sides = [
        profiles.select(**{side: profiles.record}, **{f"{name}_{side}": profiles[name] for name in _COMPARED})
        for side in "ab"
    ]
    pair = pairs.inner_join(sides[0], "a").inner_join(sides[1], "b")
    known = diminutives(workspace)
    pair = pair.left_join(known, [pair.forename_a == known.one, pair.forename_b == known.other])
    pair = pair.mutate(diminutive=pair.one.notnull(), shared_number=shared_number(pair)).drop("one", "other")
    pair = workspace.name("side_by_side", pair)
    values = {f"value_{kind}": pair[shared.of_pair] for kind, shared in SHARED.items()}
    told = workspace.name("agreement", pair.select("a", "b", **levels(pair), **values))
    counted = {
        kind: told["home" if kind == "district" else kind].isin(shared.levels) for kind, shared in SHARED.items()
    }
    taken = {f"value_{kind}": ibis.ifelse(counts, told[f"value_{kind}"], None) for kind, counts in counted.items()}
    return told.select("a", "b", *HOUSEHOLD, **taken)


def _with_rarity(
    workspace: Workspace, pairs: Expression, profiles: Expression, kind: str, shared: Shared, size: int
) -> Expression:
    """The pairs with `rare_…`: the points of the shared value's rarity, 0 where none is shared."""
    values = pairs.select(value=pairs[f"value_{kind}"]).distinct()
    held = ibis.union(*(profiles.select(value=profiles[column]) for column in shared.columns))
    counts = (
        held.semi_join(values.filter(values.value.notnull()), "value").group_by("value").agg(holders=ibis._.count())
    )
    holders = counts.holders + _SMALLEST // shared.one_in
    # One point for each doubling; in whole numbers, so that every engine agrees.
    points = sum(ibis.ifelse(holders * 2**power <= size + _SMALLEST, 1, 0) for power in range(1, shared.most + 1))
    rare = workspace.keep(f"rarity_{kind}", counts.select("value", points=points))
    found = looked_up(pairs, f"value_{kind}", rare, "value", points="points")
    rated = found.mutate(**{f"rare_{kind}": found.points.fill_null(0)}).drop("points", f"value_{kind}")
    return workspace.name(f"rated_{kind}", rated)


def _points(level: Expression, table: Mapping[str, int]) -> Expression:
    return ibis.ifelse(level.isnull(), ibis.null("int64"), level.cases(*table.items(), else_=0))

"""The evidence on a pair of profiles: match weights for one person against each of two alternatives.

A weight of 1 doubles the odds. `household` weighs one person against two people of one household, who share surname,
number and home but not forename and birth. `stranger` weighs one person against two people who never met, for whom the
rarity of the shared values counts. A pair is linked when both weights reach their threshold (Fellegi and Sunter 1969,
with two alternatives instead of one).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from aftercall.frames.engine import Workspace
from aftercall.frames.expression_cache import cached_expressions
from aftercall.frames.joining import Lookup, looked_up_in_turn
from aftercall.frames.recognition.agreement import agreement_levels, shared_number
from aftercall.frames.recognition.diminutives import diminutives
from aftercall.frames.recognition.profiles import with_name_parts, without_overshared

HOUSEHOLD_THRESHOLD = 4
STRANGER_THRESHOLD = 9  # above the cost of choosing one among all profiles
_SMALLEST = 4096  # profiles: a smaller file says little about the rarity of a value

# Level of agreement → match weight. Other levels, and values that are not known, have a weight of 0.
HOUSEHOLD_WEIGHTS: Mapping[str, Mapping[str, int]] = {
    "forename": {
        "same": 6,
        "diminutive": 5,
        "alike": 3,
        "second": 2,
        "initial": 3,
        "twin": -11,
        "generation": -11,
        "different": -5,
    },
    "surname": {"alike": 2, "part": 1, "particle": 1, "different": -1},
    "birth": {"same": 7, "swapped": 7, "digit": 3, "year_only": 4, "slip": -1, "near": -4, "different": -8},
    "sex": {"same": 1, "different": -6},
    "number": {"same": 1, "different": -1},
    "email": {"same": 3, "alike": 2, "different": -3},
    "home": {"alike": 1, "district": 2, "different": 3},
}
STRANGER_WEIGHTS: Mapping[str, Mapping[str, int]] = {
    "forename": {"diminutive": 5, "alike": 4, "second": 3, "initial": 2, "twin": -5, "generation": -5, "different": -5},
    "surname": {"particle": 9, "part": 7, "alike": 7, "different": -5},
    "birth": {"swapped": 9, "digit": 6, "year_only": 5, "slip": 2, "near": -6, "different": -6},
    "sex": {"same": 1, "different": -6},
    "number": {"different": -1},
    "email": {"alike": 12, "different": -1},
    "home": {"different": -2},
}


@dataclass(frozen=True)
class RarityRule:
    """How the rarity of a shared value counts.

    levels: at which it counts. pair_column: the shared value of a pair. columns: where profiles have such values.
    max_weight: the highest weight. one_in: in a small file, one profile in this many is assumed to have the value too.
    """

    levels: tuple[str, ...]
    pair_column: str
    columns: tuple[str, ...]
    max_weight: int
    one_in: int


RARITY_RULES: Mapping[str, RarityRule] = {
    "forename": RarityRule(("same",), "forename_a", ("forename",), 11, 256),
    "surname": RarityRule(("same",), "surname_a", ("surname",), 14, 1024),
    "birth": RarityRule(("same",), "born_a", ("born",), 14, 4096),
    "number": RarityRule(("same",), "shared_number", ("phone", "phone_alt"), 20, 4096),
    "email": RarityRule(("same",), "email_a", ("email",), 20, 4096),
    "home": RarityRule(("same",), "postcode_a", ("postcode",), 16, 4096),
    "district": RarityRule(("alike", "district"), "district_a", ("district",), 5, 256),
}
_OF_A_HOME = ("number", "home")
_RARITY_COLUMNS = tuple(f"rare_{kind}" for kind in RARITY_RULES)
_COMPARED = (
    "forenames",
    "surnames",
    "generation",
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
_binary = ibis.udf.scalar.builtin(bin, name="bin", signature=(("int64",), "string"))


def weigh_pairs(
    workspace: Workspace,
    records: ir.Table,
    profiles: ir.Table,
    overshared: Mapping[str, ir.Table],
    pairs: ir.Table,
    size: int,
) -> ir.Table:
    """The pairs with the match weights `household` and `stranger`, the level of each kind of value, and its `rare_…`.

    `profiles`: as `distinct_profiles` returns them; `size`: how many there are. The cost of choosing one among all of
    them is subtracted from `stranger`, so that 0 means even odds.
    """
    ends = ibis.union(pairs.select(record="a"), pairs.select(record="b"))
    paired = with_name_parts(records.semi_join(ends, "record"))
    paired = workspace.materialize("paired", without_overshared(paired, overshared))
    compared = workspace.materialize("compared", _compared(workspace, paired, pairs))
    compared = workspace.create_view("rated", _with_rarity(workspace, compared, profiles, size))
    household, stranger = total_weights(component_weights(compared))
    weighed = compared.mutate(household=household, stranger=stranger - prior_cost(size))
    columns = ("a", "b", *HOUSEHOLD_WEIGHTS, *_RARITY_COLUMNS, "household", "stranger")
    evidence = workspace.materialize("evidence", weighed.select(*columns))
    workspace.drop("compared", "paired", *(f"rarity_{kind}" for kind in RARITY_RULES))
    return evidence


def prior_cost(profiles: int) -> int:
    """What choosing one among all profiles costs: log₂ of their number, rounded down."""
    return (profiles + _SMALLEST).bit_length() - 1


@cached_expressions
def component_weights(compared: ir.Table) -> dict[str, ir.IntegerValue]:
    """The match weight of each kind of value for each alternative; null where either value is not known."""
    weights = {f"household_{kind}": _weight(compared[kind], levels) for kind, levels in HOUSEHOLD_WEIGHTS.items()}
    weights |= {f"stranger_{kind}": _weight(compared[kind], levels) for kind, levels in STRANGER_WEIGHTS.items()}
    for kind in RARITY_RULES:
        if kind in STRANGER_WEIGHTS and kind not in _OF_A_HOME:
            weights[f"stranger_{kind}"] += compared[f"rare_{kind}"]
        else:
            weights[f"rare_{kind}"] = compared[f"rare_{kind}"]
    return weights


def total_weights(components: Mapping[str, ir.IntegerValue]) -> tuple[ir.IntegerValue, ir.IntegerValue]:
    """The sums `household` and `stranger`, before the cost of choosing one among all profiles."""
    known = {name: value.fill_null(0) for name, value in components.items()}
    household = sum(known[f"household_{kind}"] for kind in HOUSEHOLD_WEIGHTS)
    stranger = sum(known[f"stranger_{kind}"] for kind in STRANGER_WEIGHTS)
    # People who share a home share its number too, so only the rarer of the two counts.
    of_a_home = ibis.greatest(*(known[f"rare_{kind}"] for kind in _OF_A_HOME))
    return household, stranger + of_a_home + known["rare_district"]


def _compared(workspace: Workspace, profiles: ir.Table, pairs: ir.Table) -> ir.Table:
    """a, b, the levels of agreement, and the shared value of each kind, null where none counts."""
    pair = workspace.create_view("side_by_side", _side_by_side(workspace, profiles, pairs))
    values = {f"value_{kind}": pair[rule.pair_column] for kind, rule in RARITY_RULES.items()}
    levels = workspace.create_view("agreement", pair.select("a", "b", **agreement_levels(pair), **values))
    rated = {
        kind: levels["home" if kind == "district" else kind].isin(rule.levels) for kind, rule in RARITY_RULES.items()
    }
    shared = {f"value_{kind}": ibis.ifelse(is_rated, levels[f"value_{kind}"], None) for kind, is_rated in rated.items()}
    return levels.select("a", "b", *HOUSEHOLD_WEIGHTS, **shared)


def _side_by_side(workspace: Workspace, profiles: ir.Table, pairs: ir.Table) -> ir.Table:
    sides = [
        profiles.select(**{side: profiles.record}, **{f"{name}_{side}": profiles[name] for name in _COMPARED})
        for side in "ab"
    ]
    pair = pairs.inner_join(sides[0], "a").inner_join(sides[1], "b")
    known = diminutives(workspace)
    pair = pair.left_join(known, [pair.forename_a == known.one, pair.forename_b == known.other])
    return pair.mutate(diminutive=pair.one.notnull(), shared_number=shared_number(pair)).drop("one", "other")


def _with_rarity(workspace: Workspace, pairs: ir.Table, profiles: ir.Table, size: int) -> ir.Table:
    """The pairs with `rare_…` of each kind: the weight of the shared value's rarity, 0 where none is shared."""
    lookups = []
    for kind, rule in RARITY_RULES.items():
        values = pairs.select(value=pairs[f"value_{kind}"]).distinct()
        weights = workspace.materialize(f"rarity_{kind}", _rarity_weights(values, profiles, rule, size))
        lookups.append(Lookup(f"value_{kind}", weights, "value", {f"weight_{kind}": "weight"}))
    found = looked_up_in_turn(pairs, lookups)
    rare = {f"rare_{kind}": found[f"weight_{kind}"].fill_null(0) for kind in RARITY_RULES}
    return found.select("a", "b", *HOUSEHOLD_WEIGHTS, **rare)


@cached_expressions
def _rarity_weights(values: ir.Table, profiles: ir.Table, rule: RarityRule, size: int) -> ir.Table:
    """value, weight: how rare each of the values is among the profiles."""
    held = ibis.union(*(profiles.select(value=profiles[column]) for column in rule.columns))
    counts = (
        held.semi_join(values.filter(values.value.notnull()), "value").group_by("value").agg(holders=ibis._.count())
    )
    holders = counts.holders + _SMALLEST // rule.one_in
    # A weight of 1 for each halving of the share; in integers, so that every engine agrees.
    halvings = _binary((size + _SMALLEST) // holders).length() - 1
    return counts.select("value", weight=ibis.least(halvings, rule.max_weight))


def _weight(level: ir.StringValue, table: Mapping[str, int]) -> ir.IntegerValue:
    return ibis.ifelse(level.isnull(), ibis.null("int64"), level.cases(*table.items(), else_=0))

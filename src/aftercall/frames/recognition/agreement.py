"""How the values of two profiles agree: a level for each kind of value, null where either value is not known.

The values of a pair are side by side, in columns that end in _a and _b.
"""

import ibis
import ibis.expr.types as ir

from aftercall.frames.expression_cache import cached_expressions

_NOTHING = ibis.null("string")
_FALSE = ibis.literal(value=False)
_UNINFORMATIVE = "says nothing"
_MOBILE = "+447"
_SAME_GENERATION = 10  # years: the births of a parent and a child are further apart
# Given before the name that a person is known by, and often left out.
_LEADING_NAMES = "m[ou]hamm?[ae]d|muhammed|mohd|md|syed|abdul|begum|bibi"
# Written where the name itself is not known. Some people are called that, so the same word still counts.
_PLACEHOLDERS = "unknown|anonymous|anon|victim|occupier|occupant"
_OF_NEWBORNS = "baby|child|infant|male|female"
_SAYS_NOTHING = f"^({_LEADING_NAMES}|{_PLACEHOLDERS}|{_OF_NEWBORNS})$"
# Before a surname, and often left out or replaced by another: de la Cruz and Cruz, van den Berg and van der Berg.
_PARTICLES = (
    "de|del|della|di|da|das|do|dos|du|d|la|las|le|les|lo|los|van|von|vom|zu|zum|zur|der|den|ter|ten|ver|het|t|"
    "al|el|ul|ibn|bin|bint|ben|abu|o|mac|mc|ap|y|e|af|av|ui|ni|nic"
)


@cached_expressions
def agreement_levels(pair: ir.Table) -> dict[str, ir.StringValue]:
    """By kind of value: forename, surname, birth, sex, number, email, home.

    `pair.diminutive`: whether one forename is a short form of the other.
    """
    return {
        "forename": _forename(pair),
        "surname": _surname(pair),
        "birth": _birth(pair.born_a, pair.born_b),
        "sex": _sex(pair.sex_a, pair.sex_b),
        "number": _number(pair),
        "email": _email(pair.email_a, pair.email_b),
        "home": _home(pair.postcode_a, pair.postcode_b),
    }


def shared_number(pair: ir.Table) -> ir.StringValue:
    """A telephone number that both have, or null."""
    first, second = pair.phone_a, pair.phone_alt_a
    matches = [
        _equal(first, pair.phone_b) | _equal(first, pair.phone_alt_b),
        _equal(second, pair.phone_b) | _equal(second, pair.phone_alt_b),
    ]
    return ibis.cases((matches[0], first), (matches[1], second), else_=_NOTHING)


def _forename(pair: ir.Table) -> ir.StringValue:
    one, other = pair.forename_a, pair.forename_b
    second = _contains_name(pair.forenames_a, other) | _contains_name(pair.forenames_b, one)
    initial = ((one.length() == 1) | (other.length() == 1)) & (one.substr(0, 1) == other.substr(0, 1))
    return _first_level(
        one,
        other,
        (pair.generation_a != pair.generation_b, "generation"),
        ((one == other) | _swapped(pair), "same"),
        (pair.diminutive, "diminutive"),
        (similar_names(one, other) | _partly_swapped(pair), "alike"),
        (second, "second"),
        (initial, "initial"),
        (one.re_search(_SAYS_NOTHING) | other.re_search(_SAYS_NOTHING), _UNINFORMATIVE),
        (_like_twins(pair), "twin"),
    )


def _like_twins(pair: ir.Table) -> ir.BooleanValue:
    """Born on one day, and nothing that only one person uses is the same."""
    own = shared_number(pair).startswith(_MOBILE).fill_null(_FALSE) | _equal(pair.email_a, pair.email_b)
    return _equal(pair.born_a, pair.born_b) & ~own


def _surname(pair: ir.Table) -> ir.StringValue:
    one, other = pair.surname_a, pair.surname_b
    part = _contains_name(pair.surnames_a, pair.surnames_b) | _contains_name(pair.surnames_b, pair.surnames_a)
    return _first_level(
        one,
        other,
        ((one == other) | _swapped(pair), "same"),
        (_same_without_particles(pair), "particle"),
        (part, "part"),
        (similar_names(one, other) | _partly_swapped(pair), "alike"),
        (one.re_search(f"^({_PLACEHOLDERS})$") | other.re_search(f"^({_PLACEHOLDERS})$"), _UNINFORMATIVE),
    )


def _same_without_particles(pair: ir.Table) -> ir.BooleanValue:
    """Only the particles before the surname differ, or one is written Saint and the other St."""
    several = pair.surnames_a.contains(" ") | pair.surnames_b.contains(" ")
    one, other = (_without_particles(names) for names in (pair.surnames_a, pair.surnames_b))
    return ibis.ifelse(several, one == other, _FALSE)


def _without_particles(names: ir.StringValue) -> ir.StringValue:
    stripped = names.re_replace(f"^(({_PARTICLES}) )+", "").re_replace("^(st|ste|sainte) ", "saint ")
    return stripped.replace(" ", "")


def _contains_name(names: ir.StringValue, some: ir.StringValue) -> ir.BooleanValue:
    """Whether `some` is among the names, as whole words."""
    return ibis.ifelse(names.contains(some), (" " + names + " ").contains(" " + some + " "), _FALSE)


def _names_agree(one: ir.StringValue, other: ir.StringValue) -> ir.BooleanValue:
    initials = _equal(one.substr(0, 1), other) | _equal(other.substr(0, 1), one)
    return _equal(one, other) | similar_names(one, other) | initials


def _swapped(pair: ir.Table) -> ir.BooleanValue:
    """First and last name are in each other's column."""
    return _equal(pair.forename_a, pair.surname_b) & _equal(pair.surname_a, pair.forename_b)


def _partly_swapped(pair: ir.Table) -> ir.BooleanValue:
    return ibis.cases(
        (pair.forename_a == pair.surname_b, _names_agree(pair.surname_a, pair.forename_b)),
        (pair.surname_a == pair.forename_b, _names_agree(pair.forename_a, pair.surname_b)),
        else_=_FALSE,
    )


def similar_names(one: ir.StringValue, other: ir.StringValue) -> ir.BooleanValue:
    """Mistyped, or cut short."""
    shorter, longer = ibis.least(one.length(), other.length()), ibis.greatest(one.length(), other.length())
    cut = one.startswith(other) | other.startswith(one)
    same_end = (one.substr(0, 1) == other.substr(0, 1)) | (one.right(1) == other.right(1))
    near = (longer - shorter <= 2) & (same_end | (shorter >= 6))
    # Levenshtein distances are slow, and most names are further apart than this.
    mistyped = ibis.ifelse(near, _mistyped(one, other, shorter), _FALSE)
    return ibis.ifelse(shorter >= 3, cut | mistyped, _FALSE).fill_null(_FALSE)


def _mistyped(one: ir.StringValue, other: ir.StringValue, shorter: ir.IntegerValue) -> ir.BooleanValue:
    """For plain letters only, because engines count other letters differently."""
    plain = one.re_search("^[a-z]+$") & other.re_search("^[a-z]+$")
    distance = one.levenshtein(other)
    close = ibis.cases(
        (distance <= 1, ibis.literal(value=True)),
        (distance == 2, (shorter >= 6) | _transposed(one, other)),
        else_=_FALSE,
    )
    return ibis.ifelse(plain, close, _FALSE)


def _transposed(one: ir.StringValue, other: ir.StringValue) -> ir.BooleanValue:
    """Two neighbouring letters are swapped. Names of six letters or more need no such test at distance 2."""
    swapped = (
        one.substr(0, at) + one.substr(at + 1, 1) + one.substr(at, 1) + one.substr(at + 2) == other for at in range(5)
    )
    return ibis.or_(*swapped)


def _birth(one: ir.StringValue, other: ir.StringValue) -> ir.StringValue:
    parts = [(text.substr(0, 4), text.substr(5, 2), text.substr(8, 2)) for text in (one, other)]
    (year, month, day), (other_year, other_month, other_day) = parts
    same = year == other_year, month == other_month, day == other_day
    first_of_january = (month + day == "0101") | (other_month + other_day == "0101")
    years_apart = (year.cast("int64") - other_year.cast("int64")).abs()
    two_parts = (same[0] & same[1]) | (same[0] & same[2]) | (same[1] & same[2])
    return _first_level(
        one,
        other,
        (one == other, "same"),
        (same[0] & (month == other_day) & (day == other_month), "swapped"),
        (one.levenshtein(other) == 1, "digit"),
        (same[0] & first_of_january, "year_only"),
        (two_parts, "slip"),
        (years_apart <= _SAME_GENERATION, "near"),
    )


def _sex(one: ir.StringValue, other: ir.StringValue) -> ir.StringValue:
    known = one.isin(("female", "male")) & other.isin(("female", "male"))
    return ibis.ifelse(known, ibis.ifelse(one == other, "same", "different"), _NOTHING)


def _number(pair: ir.Table) -> ir.StringValue:
    has = [ibis.coalesce(pair[f"phone_{side}"], pair[f"phone_alt_{side}"]) for side in "ab"]
    return _first_level(*has, (shared_number(pair).notnull(), "same"))


def _email(one: ir.StringValue, other: ir.StringValue) -> ir.StringValue:
    plain = one.re_search("^[ -~]+$") & other.re_search("^[ -~]+$")  # engines count other letters differently
    # At distance 1 the beginning or the end is unchanged; most addresses are further apart than that.
    near = (one.length() - other.length()).abs() <= 1
    near &= (one.substr(0, 2) == other.substr(0, 2)) | (one.right(2) == other.right(2))
    mistyped = ibis.ifelse(near, ibis.ifelse(plain, one.levenshtein(other) == 1, _FALSE), _FALSE)
    return _first_level(one, other, (one == other, "same"), (mistyped, "alike"))


def _home(one: ir.StringValue, other: ir.StringValue) -> ir.StringValue:
    districts = [text.substr(0, text.length() - 3) for text in (one, other)]
    return _first_level(
        one,
        other,
        (one == other, "same"),
        (one.levenshtein(other) == 1, "alike"),
        (districts[0] == districts[1], "district"),
    )


def _first_level(one: ir.StringValue, other: ir.StringValue, *levels: tuple[ir.BooleanValue, str]) -> ir.StringValue:
    """The first level that applies, else 'different'; null where either value is not known."""
    return ibis.ifelse(one.notnull() & other.notnull(), ibis.cases(*levels, else_="different"), _NOTHING)


def _equal(one: ir.StringValue, other: ir.StringValue) -> ir.BooleanValue:
    return (one == other).fill_null(_FALSE)

"""How the values of two profiles agree: a level for each kind of value, null where one of them is not known.

The values of a pair stand side by side in columns that end in _a and _b.
"""

import ibis

from aftercall.frames.engine import Expression

_NOTHING = ibis.null("string")
_FALSE = ibis.literal(value=False)
_SAYS_NOTHING = "says nothing"
_SAME_GENERATION = 10  # years: a parent's and a child's births are further from each other
# Given before the name that somebody goes by, and often left out.
_FOREMOST = "^(m[ou]hamm?[ae]d|muhammed|mohd|md|syed|abdul|begum|bibi)$"


def levels(pair: Expression) -> dict[str, Expression]:
    """forename, surname, birth, sex, number, email, home. `pair.diminutive`: one forename stands for the other."""
    return {
        "forename": _forename(pair),
        "surname": _surname(pair),
        "birth": _birth(pair.born_a, pair.born_b),
        "sex": _sex(pair.sex_a, pair.sex_b),
        "number": _number(pair),
        "email": _email(pair.email_a, pair.email_b),
        "home": _home(pair.postcode_a, pair.postcode_b),
    }


def shared_number(pair: Expression) -> Expression:
    """A telephone number that both have, or null."""
    first, second = pair.phone_a, pair.phone_alt_a
    matches = [
        _is(first, pair.phone_b) | _is(first, pair.phone_alt_b),
        _is(second, pair.phone_b) | _is(second, pair.phone_alt_b),
    ]
    return ibis.cases((matches[0], first), (matches[1], second), else_=_NOTHING)


def _forename(pair: Expression) -> Expression:
    one, other = pair.forename_a, pair.forename_b
    second = _holds(pair.forenames_a, other) | _holds(pair.forenames_b, one)
    initial = ((one.length() == 1) | (other.length() == 1)) & (one.substr(0, 1) == other.substr(0, 1))
    return _known(
        one,
        other,
        ((one == other) | _exchanged(pair), "same"),
        (pair.diminutive, "diminutive"),
        (_alike(one, other) | _partly_exchanged(pair), "alike"),
        (second, "second"),
        (initial, "initial"),
        (one.re_search(_FOREMOST) | other.re_search(_FOREMOST), _SAYS_NOTHING),
    )


def _surname(pair: Expression) -> Expression:
    one, other = pair.surname_a, pair.surname_b
    part = _holds(pair.surnames_a, pair.surnames_b) | _holds(pair.surnames_b, pair.surnames_a)
    return _known(
        one,
        other,
        ((one == other) | _exchanged(pair), "same"),
        (part, "part"),
        (_alike(one, other) | _partly_exchanged(pair), "alike"),
    )


def _holds(names: Expression, some: Expression) -> Expression:
    """Whether some of the names are those, each as a whole."""
    return ibis.ifelse(names.contains(some), (" " + names + " ").contains(" " + some + " "), _FALSE)


def _names_agree(one: Expression, other: Expression) -> Expression:
    return _is(one, other) | _alike(one, other) | _is(one.substr(0, 1), other) | _is(other.substr(0, 1), one)


def _exchanged(pair: Expression) -> Expression:
    """First and last name stand in each other's column."""
    return _is(pair.forename_a, pair.surname_b) & _is(pair.surname_a, pair.forename_b)


def _partly_exchanged(pair: Expression) -> Expression:
    return ibis.cases(
        (pair.forename_a == pair.surname_b, _names_agree(pair.surname_a, pair.forename_b)),
        (pair.surname_a == pair.forename_b, _names_agree(pair.forename_a, pair.surname_b)),
        else_=_FALSE,
    )


def _alike(one: Expression, other: Expression) -> Expression:
    """A slip of the pen, or cut short."""
    shorter, longer = ibis.least(one.length(), other.length()), ibis.greatest(one.length(), other.length())
    cut = one.startswith(other) | other.startswith(one)
    ends = (one.substr(0, 1) == other.substr(0, 1)) | (one.right(1) == other.right(1))
    near = (longer - shorter <= 2) & (ends | (shorter >= 6))
    # To count the steps between two names is slow, and most are further from each other than that.
    slip = ibis.ifelse(near, _slip(one, other, shorter), _FALSE)
    return ibis.ifelse(shorter >= 3, cut | slip, _FALSE).fill_null(_FALSE)


def _slip(one: Expression, other: Expression, shorter: Expression) -> Expression:
    """Only plain letters are compared so: engines count others differently."""
    plain = one.re_search("^[a-z]+$") & other.re_search("^[a-z]+$")
    steps = one.levenshtein(other)
    close = ibis.cases(
        (steps <= 1, ibis.literal(value=True)),
        (steps == 2, (shorter >= 6) | _two_letters_exchanged(one, other)),
        else_=_FALSE,
    )
    return ibis.ifelse(plain, close, _FALSE)


def _two_letters_exchanged(one: Expression, other: Expression) -> Expression:
    """Two neighbours changed places; beyond the first six letters two steps are enough."""
    turned = (
        one.substr(0, at) + one.substr(at + 1, 1) + one.substr(at, 1) + one.substr(at + 2) == other for at in range(5)
    )
    return ibis.or_(*turned)


def _birth(one: Expression, other: Expression) -> Expression:
    parts = [(text.substr(0, 4), text.substr(5, 2), text.substr(8, 2)) for text in (one, other)]
    (year, month, day), (other_year, other_month, other_day) = parts
    same = year == other_year, month == other_month, day == other_day
    first = (month + day == "0101") | (other_month + other_day == "0101")
    apart = (year.cast("int64") - other_year.cast("int64")).abs()
    two = (same[0] & same[1]) | (same[0] & same[2]) | (same[1] & same[2])
    return _known(
        one,
        other,
        (one == other, "same"),
        (same[0] & (month == other_day) & (day == other_month), "swapped"),
        (one.levenshtein(other) == 1, "digit"),
        (same[0] & first, "year_only"),
        (two, "slip"),
        (apart <= _SAME_GENERATION, "near"),
    )


def _sex(one: Expression, other: Expression) -> Expression:
    named = one.isin(("female", "male")) & other.isin(("female", "male"))
    return ibis.ifelse(named, ibis.ifelse(one == other, "same", "different"), _NOTHING)


def _number(pair: Expression) -> Expression:
    has = [ibis.coalesce(pair[f"phone_{side}"], pair[f"phone_alt_{side}"]) for side in "ab"]
    return _known(*has, (shared_number(pair).notnull(), "same"))


def _email(one: Expression, other: Expression) -> Expression:
    plain = one.re_search("^[ -~]+$") & other.re_search("^[ -~]+$")  # engines count other letters differently
    # One step leaves the beginning or the end as it was; most addresses are further from each other than that.
    near = (one.length() - other.length()).abs() <= 1
    near &= (one.substr(0, 2) == other.substr(0, 2)) | (one.right(2) == other.right(2))
    slip = ibis.ifelse(near, ibis.ifelse(plain, one.levenshtein(other) == 1, _FALSE), _FALSE)
    return _known(one, other, (one == other, "same"), (slip, "alike"))


def _home(one: Expression, other: Expression) -> Expression:
    districts = [text.substr(0, text.length() - 3) for text in (one, other)]
    return _known(
        one,
        other,
        (one == other, "same"),
        (one.levenshtein(other) == 1, "alike"),
        (districts[0] == districts[1], "district"),
    )


def _known(one: Expression, other: Expression, *levels: tuple[Expression, str]) -> Expression:
    """The first level that holds, else 'different'; null where one of the two is not known."""
    return ibis.ifelse(one.notnull() & other.notnull(), ibis.cases(*levels, else_="different"), _NOTHING)


def _is(one: Expression, other: Expression) -> Expression:
    return (one == other).fill_null(_FALSE)

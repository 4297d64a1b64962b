"""Which column of an extract probably is which of ours, and which values probably mean what.

A suggestion is only ever preselected on a page: the researcher decides.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aftercall.frames.profiling.profile import ColumnProfile, ExtractProfile
from aftercall.frames.profiling.shapes import Shape

_DATE, _CONTACT = frozenset({Shape.DATE}), frozenset({Shape.PHONE, Shape.NUMBER})
_EXACT, _CONTAINED, _FITTING = 100, 60, 20
# What forces abbreviate in names of columns.
_ABBREVIATIONS = {
    "rptd": "reported",
    "repd": "reported",
    "rcrd": "recorded",
    "recd": "recorded",
    "dt": "date",
    "vic": "victim",
    "vict": "victim",
    "ttl": "title",
    "mob": "mobile",
    "pcode": "postcode",
    "eth": "ethnicity",
    "lang": "language",
    "cat": "category",
    "grp": "group",
    "grouping": "group",
    "num": "number",
    "offense": "offence",
}
# In a column about somebody else, such as the officer in the case, the other words say nothing about the victim.
_OTHER_PEOPLE = frozenset({"oic", "officer", "collar", "offender", "suspect", "witness", "informant", "staff"})
# With these words a name means the opposite, as in “contact consent”, or something else, as in “sexual orientation”.
_MISLEADING = frozenset(
    {"no", "not", "non", "without", "consent", "consents", "consented", "safe", "ok", "can", "may", "orientation"}
)


@dataclass(frozen=True)
class _Synonyms:
    """Names that forces give a field, the usual ones first. shapes: what its values look like, if that is known."""

    names: tuple[str, ...]
    shapes: frozenset[Shape] | None = None


_FIELDS: Mapping[str, _Synonyms] = {
    "crime_ref": _Synonyms(
        (
            "crime ref",
            "crime reference",
            "crime number",
            "crime no",
            "crime report no",
            "occurrence no",
            "occurrence number",
            "occurrence ref",
            "investigation urn",
            "incident number",
            "incident no",
            "crime id",
            "urn",
        ),
    ),
    "victim_ref": _Synonyms(
        (
            "victim ref",
            "victim reference",
            "victim number",
            "victim no",
            "victim id",
            "person urn",
            "person number",
            "person id",
            "nominal id",
            "nominal ref",
            "nominal number",
            "party id",
        ),
    ),
    "reported_on": _Synonyms(
        (
            "reported on",
            "reported date",
            "date reported",
            "reported date time",
            "date recorded",
            "recorded date",
            "crime reported",
            "report date",
            "created date",
            "date created",
        ),
        _DATE,
    ),
    "category": _Synonyms(
        (
            "category",
            "ho category",
            "crime type",
            "crime category",
            "offence group",
            "offence type",
            "classification group",
            "offence category",
            "crime group",
        ),
    ),
    "offence_code": _Synonyms(
        ("offence code", "ho code", "hocr code", "home office code", "classification", "offence"),
    ),
    "area": _Synonyms(
        (
            "area",
            "beat area",
            "lpa name",
            "lpa",
            "crime area",
            "district",
            "beat",
            "neighbourhood",
            "sector",
            "bcu",
            "division",
            "local policing area",
        ),
    ),
    "lsoa": _Synonyms(("lsoa", "lsoa code", "lsoa21cd", "lsoa11cd", "lsoa 2021", "lsoa 2011")),
    "victim_kind": _Synonyms(
        (
            "victim kind",
            "victim type",
            "viw type",
            "nominal class",
            "victim person or firm",
            "person or firm",
            "party type",
            "nominal type",
            "victim category",
        ),
    ),
    "title": _Synonyms(("title", "nominal title", "victim title", "salutation")),
    "first_name": _Synonyms(
        (
            "first name",
            "forename",
            "forename 1",
            "first forename",
            "given name",
            "given names",
            "forenames",
            "victim first name",
            "victim forename",
        ),
    ),
    "last_name": _Synonyms(
        ("last name", "surname", "family name", "surname company", "victim last name", "victim surname"),
    ),
    "date_of_birth": _Synonyms(("date of birth", "dob", "birth date", "victim born", "born", "victim dob"), _DATE),
    "sex": _Synonyms(("sex", "gender", "sex code", "victim sex", "victim gender")),
    "ethnicity": _Synonyms(
        ("ethnicity", "self defined ethnicity", "ethnicity 16 1", "ethnicity 18 1", "sde", "ethnic appearance"),
    ),
    "language": _Synonyms(("language", "preferred language", "language spoken", "first language")),
    "phone": _Synonyms(
        (
            "phone",
            "mobile",
            "tel mobile",
            "contact mobile",
            "mobile number",
            "mobile phone",
            "contact phone",
            "contact tel",
            "contact number",
            "contact tel 1",
            "tel 1",
            "tel",
            "tel no",
            "phone 1",
            "telephone 1",
            "telephone",
            "phone number",
            "telephone number",
        ),
        _CONTACT,
    ),
    "phone_alt": _Synonyms(
        (
            "phone alt",
            "home phone",
            "tel other",
            "contact landline",
            "contact other phone",
            "other phone",
            "home telephone",
            "landline",
            "work phone",
            "alternative phone",
            "alternative number",
            "tel home",
            "contact tel 2",
            "tel 2",
            "phone 2",
            "telephone 2",
        ),
        _CONTACT,
    ),
    "email": _Synonyms(
        ("email", "e mail", "email address", "contact email", "e mail address"), frozenset({Shape.EMAIL})
    ),
    "postcode": _Synonyms(
        ("postcode", "post code", "home postcode", "contact post code", "victim postcode"),
        frozenset({Shape.POSTCODE}),
    ),
    "address": _Synonyms(
        ("address", "home address", "full address", "victim address", "contact address", "postal address"),
    ),
    "flags": _Synonyms(("flags",)),
}
# Only names that say yes to a reason not to call: `contact consent` or `safe to call` mean the opposite.
_FLAGS: Mapping[str, tuple[str, ...]] = {
    "deceased": ("deceased", "died", "dead", "date of death"),
    "do_not_contact": (
        "no further contact",
        "do not contact",
        "do not call",
        "no contact",
        "no calls",
        "dnc",
        "opt out",
        "opted out",
    ),
    "domestic_abuse": ("da flag", "da", "crime da", "dv", "dv flag", "domestic", "domestic abuse", "domestic violence"),
    "sexual_offence": ("sexual offence", "sexual", "rasso"),
    "police_employee": ("police victim", "police employee", "police officer", "police staff"),
    "open_complaint": ("psd open", "open complaint", "complaint", "psd"),
    "safeguarding": (
        "vulnerable adult",
        "marac",
        "safeguarding",
        "vulnerable",
        "vulnerability",
        "va flag",
        "at risk",
        "high risk",
    ),
    "no_safe_number": ("no safe number", "unsafe number", "number not safe"),
    "officer_advised": ("do not survey", "officer advised", "not to be surveyed"),
}
# Words of categories and offences that alone are a reason not to call.
_NAMED: Mapping[str, tuple[str, ...]] = {
    "sexual_offence": ("sexual", "rape", "rapes"),
    "domestic_abuse": ("domestic abuse", "domestic violence"),
}
# What can be told from the values alone, in the order in which fields get a column.
_BY_SHAPE = (
    ("email", Shape.EMAIL),
    ("postcode", Shape.POSTCODE),
    ("phone", Shape.PHONE),
    ("phone_alt", Shape.PHONE),
    ("reported_on", Shape.DATE),
)
_FLAG_SHAPES = {Shape.YES_NO, Shape.CODES, Shape.TEXT, Shape.EMPTY, Shape.DATE, Shape.UNIQUE}
_MEANINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "victim_kind": {
        "person": ("person", "individual", "p", "victim", "adult", "child", "human", "member of the public", "i"),
        "business": (
            "business",
            "organisation",
            "organization",
            "company",
            "firm",
            "o",
            "b",
            "c",
            "corporate",
            "victim company",
            "commercial",
        ),
        "state": ("state", "crown", "society", "s", "victim state", "regina", "public order", "the state"),
    },
    "sex": {
        "female": ("female", "f", "woman", "w"),
        "male": ("male", "m", "man"),
        "other": ("other", "indeterminate", "x", "i", "non binary"),
        "": ("not known", "unknown", "unk", "not stated", "not recorded", "not specified", "u", "n k"),
    },
}


def suggest_columns(profile: ExtractProfile) -> dict[str, str]:
    """Our field → folded name of the column that probably is it. A column is suggested for one field only."""
    scores = [
        (score, -place, field, column.name)
        for field, synonyms in _FIELDS.items()
        for column in profile.columns
        for score, place in [_score(column, synonyms)]
        if score
    ]
    found: dict[str, str] = {}
    for _, _, field, column in sorted(scores, reverse=True):
        if field not in found and column not in found.values():
            found[field] = column
    return _with_only_candidates(profile, found)


def _with_only_candidates(profile: ExtractProfile, found: dict[str, str]) -> dict[str, str]:
    """With the columns whose values alone say what they are: an email address, or the only date that is left."""
    left = [one for one in profile.columns if one.name not in found.values() and not _is_about_others(one)]
    for field, shape in _BY_SHAPE:
        fitting = [column.name for column in left if column.shape is shape and column.name not in found.values()]
        if field not in found and (len(fitting) == 1 or (fitting and shape is not Shape.DATE)):
            found[field] = fitting[0]
    return found


def _is_about_others(column: ColumnProfile) -> bool:
    return bool(_OTHER_PEOPLE & set(_normalised(column.written).split()))


def suggest_flags(profile: ExtractProfile, used: Iterable[str]) -> dict[str, list[str]]:
    """Flag → folded names of the columns that probably say it. `used`: columns that are matched to a field."""
    taken = set(used)
    free = [column for column in profile.columns if column.name not in taken and column.shape in _FLAG_SHAPES]
    found = {
        flag: [column.name for column in free if _says(column, names, profile.rows)] for flag, names in _FLAGS.items()
    }
    return {flag: columns for flag, columns in found.items() if columns}


def unused_yes_no(profile: ExtractProfile, used: Iterable[str]) -> list[ColumnProfile]:
    """The columns of yes and no among those that nothing uses: each may be a reason not to call."""
    taken = set(used)
    return [column for column in profile.columns if column.name not in taken and column.shape is Shape.YES_NO]


def _says(column: ColumnProfile, names: Sequence[str], rows: int) -> bool:
    """Whether a column's name is one of these, or contains one and its values are not a text that most rows have."""
    name = _normalised(column.written)
    if name in names:
        return True
    is_remark = column.shape in {Shape.TEXT, Shape.UNIQUE} and column.filled * 2 > rows
    return not is_remark and any(_contains(name, known) for known in names)


def _contains(name: str, known: str) -> bool:
    """Whether the name has these words in this order, and no other that turns them round."""
    before, found, after = f" {name} ".partition(f" {known} ")
    others = set(f"{before} {after}".split())
    return bool(found) and not others & (_MISLEADING | _OTHER_PEOPLE)


def names_flag(flag: str, value: str) -> bool:
    """Whether the name of a category says that the flag applies to some people who have it."""
    return any(f" {words} " in f" {_normalised(value)} " for words in _NAMED.get(flag, ()))


def suggest_meaning(field: str, value: str) -> str | None:
    """What a value of victim_kind or sex probably means, empty for not known; None where that can't be guessed."""
    normalised = _normalised(value)
    meanings = _MEANINGS.get(field, {})
    return next((meaning for meaning, words in meanings.items() if normalised in words), None)


def _score(column: ColumnProfile, synonyms: _Synonyms) -> tuple[int, int]:
    """How well a column's name and values fit a field, 0 for not at all; and the place of the name that fits best."""
    if synonyms.shapes and column.filled and column.shape not in synonyms.shapes:
        return 0, 0
    name = _normalised(column.written)
    words = set(name.split())
    fitting = _FITTING if synonyms.shapes and column.filled else 0
    if name in synonyms.names:
        return _EXACT + fitting, synonyms.names.index(name)
    if _OTHER_PEOPLE & words:
        return 0, 0
    places = [place for place, known in enumerate(synonyms.names) if len(known) > 3 and set(known.split()) <= words]
    return (_CONTAINED + fitting, places[0]) if places else (0, 0)


def _normalised(name: str) -> str:
    """Lower-case words of letters and digits, without accents, in full: 'D.O.B.' is dob, 'VicRef' is victim ref."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    plain = re.sub(r"(?<=[a-z]{2})(?=[A-Z])", " ", plain)
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", plain.casefold()).split())
    words = re.sub(r"\b[a-z](?: [a-z]\b)+", lambda letters: letters[0].replace(" ", ""), words)
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words.split())

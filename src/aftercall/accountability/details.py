"""Which details of a person are read, kept and released: from the layout of extracts and the data schedule."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from aftercall.contracts.schedule import DATA_SCHEDULE, LABELS, released_fields
from aftercall.core.words import joined, listed
from aftercall.frames.frame_file import FRAME_COLUMNS
from aftercall.frames.layout import NAMES

# By which people are recognised: only keyed digests of them are kept.
MATCHED = frozenset({"first_name", "last_name", "date_of_birth", "phone", "phone_alt", "email", "postcode", "address"})
# What is derived from a column, by the frame's own column.
_DERIVED = {"date_of_birth": "age_band"}
# Columns that are about the record and not about the person.
_NOT_PERSONAL = frozenset({"crime_ref", "victim_ref", "victim_kind", "flags"})


def detail_rows() -> list[list[str]]:
    """A row for each column of an extract: what it is, and whether it is kept for sampling, used to recognise people,
    and released."""
    return [[LABELS[name], _kept(name), _yes(name in MATCHED), _yes(name in DATA_SCHEDULE)] for name in NAMES]


def shared_details(*, modules: bool) -> str:
    """The details that the agency gets, as part of a sentence. modules: whether the questionnaire has modules."""
    return joined([_in_sentence(name) for name in released_fields(modules=modules)])


def details_not_shared() -> str:
    """The personal details of an extract that the agency does not get, as part of a sentence that says no."""
    kept_back = [name for name in NAMES if name not in DATA_SCHEDULE and name not in _NOT_PERSONAL]
    return listed([_in_sentence(name) for name in kept_back], pgettext("in a list of what we do not do", "or"))


# What people say, as part of a sentence on the public site.
_IN_SENTENCES = {
    "title": _("title"),
    "first_name": _("first name"),
    "last_name": _("last name"),
    "phone": _("phone number"),
    "phone_alt": _("other phone number"),
    "language": _("language (if we know it)"),
    "category": _("the kind of crime"),
    "area": _("the area"),
    "reported_on": _("the day it was reported"),
    "offence_code": _("the exact offence"),
    "modules": _("which parts of the questionnaire to ask"),
    "lsoa": _("the neighbourhood"),
    "date_of_birth": _("date of birth"),
    "sex": _("sex"),
    "ethnicity": _("ethnicity"),
    "email": _("email address"),
    "postcode": _("postcode"),
    "address": _("address"),
}


def _in_sentence(name: str) -> str:
    return str(_IN_SENTENCES[name])


def _kept(name: str) -> str:
    if name in FRAME_COLUMNS:
        return "Yes"
    return "As an age band" if name in _DERIVED else "No"


def _yes(true: bool) -> str:  # noqa: FBT001 - one word for one fact
    return "Yes" if true else "No"

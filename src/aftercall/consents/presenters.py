"""Consents in words."""

from collections.abc import Iterable, Mapping

from aftercall.consents.models import Consent
from aftercall.core.words import day
from aftercall.frames.phones import as_dialled

FIELDS = {
    "name": "Name",
    "phone": "Phone number",
    "phone_alt": "Second phone number",
    "language": "Language",
    "category": "What was reported",
    "area": "Area",
}
_NUMBERS = ("phone", "phone_alt")


def waiting_rows(consents: Iterable[Consent]) -> list[tuple[str, str, str, str]]:
    """Reference, survey, when it was given and when it ends."""
    return [(one.reference, one.programme.name, day(one.given_on), day(one.ends_on)) for one in consents]


def detail_rows(details: Mapping[str, str]) -> list[tuple[str, str]]:
    """The details as names and values, numbers as they are dialled."""
    return [
        (label, as_dialled(value) if name in _NUMBERS else value)
        for name, label in FIELDS.items()
        if (value := details.get(name))
    ]

"""The details by which we recognise a person, as they or the officer enter them."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercall.core.dates import months_later
from aftercall.core.fields import AddressField, DayField, Text, TextField
from aftercall.frames.phones import classify

# Each of these recognises a person together with their name.
DETAILS = ("phone", "email", "date_of_birth", "postcode")
_LONGEST_LIFE_YEARS = 120
# A full postcode. People write it with or without the space, and the letter O for a nought.
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9O][A-Z0-9]?[0-9O][A-Z]{2}")


class PersonForm(forms.Form):
    """The details by which we recognise a person. Those that cannot be right are refused, because nobody would be
    recognised by them."""

    born_messages: ClassVar[Mapping[str, Text]] = {
        "year": _("Enter the year of your birth with 4 numbers, like 1980"),
        "future": _("Your date of birth must be in the past"),
        "past": _("Your date of birth must be in the last 120 years"),
    }

    first_name = TextField(label=_("First name"), max_length=60, required_message=_("Enter your first name"))
    last_name = TextField(label=_("Last name"), max_length=60, required_message=_("Enter your last name"))
    phone = TextField(label=_("Phone number"), max_length=30, help_text=_("The number that the police have for you"))
    email = AddressField(required=False)
    date_of_birth = DayField(label=_("Date of birth"), required=False, help_text=_("For example, 31 3 1980"))
    postcode = TextField(label=_("Postcode"), max_length=10, help_text=_("The full postcode, for example ZZ1 1ZZ"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_phone(self) -> str:
        """The number, if it is one that a person can be called on."""
        phone: str = self.cleaned_data["phone"]
        if phone and classify(phone)[0] is None:
            raise forms.ValidationError(
                gettext("Enter a phone number with its area code, like 020 7946 0123 or 07700 900123")
            )
        return phone

    def clean_date_of_birth(self) -> date | None:
        """The date, if someone living today can have been born on it."""
        born: date | None = self.cleaned_data["date_of_birth"]
        if born is None:
            return None
        if born.year < 1000:
            raise forms.ValidationError(self.born_messages["year"])
        if born > self._today:
            raise forms.ValidationError(self.born_messages["future"])
        if born < months_later(self._today, -12 * _LONGEST_LIFE_YEARS):
            raise forms.ValidationError(self.born_messages["past"])
        return born

    def clean_postcode(self) -> str:
        """The postcode, if it has the form of one."""
        postcode: str = self.cleaned_data["postcode"]
        if postcode and not _POSTCODE.fullmatch(re.sub("[^A-Z0-9]", "", postcode.upper())):
            raise forms.ValidationError(gettext("Enter a full UK postcode, like ZZ1 1ZZ, or leave it empty"))
        return postcode

    def person(self) -> dict[str, str]:
        """The details that were entered, by the extract's column names. Empty fields are left out."""
        return {name: text for name in ("first_name", "last_name", *DETAILS) if (text := self._text_of(name))}

    def _text_of(self, name: str) -> str:
        value = self.cleaned_data.get(name)
        return value.isoformat() if isinstance(value, date) else value or ""

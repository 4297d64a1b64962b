"""The forms of the public site."""

from typing import Any

from django import forms

from aftercall.core.fields import AddressField, TextField
from aftercall.rights.forms import DETAILS, PersonForm


class OptOutForm(PersonForm):
    """The details by which we recognise a person. At least one beside the name is needed, because a request that nobody
    is recognised by would protect nobody."""

    def clean(self) -> dict[str, Any]:
        """At least one detail beside the name."""
        data = super().clean() or {}
        if not any(data.get(name) for name in DETAILS) and not any(name in self.errors for name in DETAILS):
            self.add_error("phone", "Enter your phone number, email address, date of birth or postcode")
        return data


class ComplaintForm(forms.Form):
    """A data protection complaint: what it is about, and how to answer it."""

    text = TextField(
        label="What went wrong?",
        max_length=5_000,
        required_message="Enter what went wrong",
        help_text="Say what happened, when, and what you would like us to do",
        widget=forms.Textarea,
    )
    first_name = TextField(label="First name", max_length=60, required_message="Enter your first name")
    last_name = TextField(label="Last name", max_length=60, required_message="Enter your last name")
    email = AddressField(required=False)
    address = TextField(label="Postal address", max_length=300, widget=forms.Textarea)

    def clean(self) -> dict[str, Any]:
        """A way to answer."""
        data = super().clean() or {}
        ways = ("email", "address")
        if not any(data.get(way) or way in self.errors for way in ways):
            self.add_error("email", "Enter your email address or your postal address, so that we can answer you")
        return data

    def details(self) -> dict[str, str]:
        """What was entered. Empty fields are left out."""
        return {name: text for name, text in self.cleaned_data.items() if text}

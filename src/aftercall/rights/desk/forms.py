"""The forms of the officer's desk."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from aftercall.core.fields import AddressField, DayField, Text, TextField
from aftercall.frames.phones import classify
from aftercall.rights.desk.models import Channel, Outcome, PauseReason, RequestKind
from aftercall.rights.desk.queries import FoundCase
from aftercall.rights.desk.states import RequestState
from aftercall.rights.forms import PersonForm

_LONGEST_TEXT = 5_000
_TEXTS = ("address", "text", "communication", "reference")


class DetailsForm(PersonForm):
    """Who makes a request, as the officer enters it. What we do not know may be left empty."""

    born_messages: ClassVar[Mapping[str, Text]] = {
        "year": "Enter the year of their birth with 4 numbers, like 1980",
        "future": "Their date of birth must be in the past",
        "past": "Their date of birth must be in the last 120 years",
    }

    first_name = TextField(label="First name", max_length=60, required_message="Enter their first name")
    last_name = TextField(label="Last name", max_length=60, required_message="Enter their last name")
    phone = TextField(label="Phone number", max_length=30)
    email = AddressField(required=False)
    date_of_birth = DayField(label="Date of birth", required=False, help_text="For example, 31 3 1980")
    postcode = TextField(label="Postcode", max_length=10, help_text="The full postcode, for example ZZ1 1ZZ")
    address = TextField(
        label="Postal address", max_length=300, help_text="For letters. Leave out the postcode", widget=forms.Textarea
    )
    reference = TextField(
        label="Reference that they quote",
        max_length=20,
        help_text="Only one of ours, such as in a letter of invitation. We take the phone number that we hold under it",
    )
    text = TextField(
        label="What they said or wrote",
        max_length=_LONGEST_TEXT,
        help_text="It is encrypted, and erased 6 months after the request is closed",
        widget=forms.Textarea,
    )
    communication = TextField(
        label="What helps them to communicate",
        max_length=300,
        help_text="For example British Sign Language, Relay UK, large print, easy read or another language",
        widget=forms.Textarea,
    )

    def details(self) -> dict[str, str]:
        """The details that were entered, as sealing.Details has them."""
        return {**self.person(), **{name: text for name in _TEXTS if (text := self.cleaned_data.get(name))}}


class NewRequestForm(DetailsForm):
    """A request that reached us by telephone, email or letter."""

    field_order = ("kind", "channel", "received_on")

    kind = forms.ChoiceField(
        label="What do they ask for?",
        choices=RequestKind,
        error_messages={"required": "Choose what they ask for", "invalid_choice": "Choose what they ask for"},
    )
    channel = forms.ChoiceField(
        label="How did the request reach us?",
        choices=[(one.value, one.label) for one in Channel if one != Channel.ONLINE],
        error_messages={"required": "Choose how it reached us", "invalid_choice": "Choose how it reached us"},
    )
    received_on = DayField(
        label="Day on which we received it", help_text="The clock starts on this day", example="31 3 2026"
    )


class FindForm(PersonForm):
    """Whom to look for. They may have any of the details that recognise a person."""

    born_messages: ClassVar[Mapping[str, Text]] = {
        "year": "Enter the year of their birth with 4 numbers, like 1980",
        "future": "Their date of birth must be in the past",
        "past": "Their date of birth must be in the last 120 years",
    }

    first_name = TextField(label="First name", max_length=60, required_message="Enter their first name")
    last_name = TextField(label="Last name", max_length=60, required_message="Enter their last name")
    phone = TextField(label="Phone number", max_length=30)
    postcode = TextField(label="Postcode", max_length=10, help_text="The full postcode, for example ZZ1 1ZZ")


class NoteForm(forms.Form):
    """A note for the trail."""

    note = TextField(label="Note", max_length=_LONGEST_TEXT, required_message="Enter the note", widget=forms.Textarea)


class PauseForm(forms.Form):
    """Why the clock is stopped."""

    reason = forms.ChoiceField(
        label="What are you waiting for?",
        choices=PauseReason,
        error_messages={"required": "Choose what you wait for", "invalid_choice": "Choose what you wait for"},
    )
    note = TextField(
        label="What you asked the person",
        max_length=_LONGEST_TEXT,
        required_message="Enter what you asked the person",
        help_text="It is printed in the letter to them",
        widget=forms.Textarea,
    )


class ResumeForm(forms.Form):
    """What the person sent."""

    note = TextField(
        label="What the person sent or said",
        max_length=_LONGEST_TEXT,
        required_message="Enter what the person sent or said",
        widget=forms.Textarea,
    )


class ExtendForm(forms.Form):
    """Why more time is needed."""

    reason = TextField(
        label="Why do you need more time?",
        max_length=_LONGEST_TEXT,
        required_message="Enter why you need more time",
        help_text="It is printed in the letter to the person. The law allows it if their requests are complex or many",
        widget=forms.Textarea,
    )


class CloseForm(forms.Form):
    """How a request ends."""

    state = forms.ChoiceField(
        label="How does it end?",
        error_messages={"required": "Choose how it ends", "invalid_choice": "Choose how it ends"},
    )
    outcome = forms.ChoiceField(
        label="Outcome of the complaint",
        choices=Outcome,
        required=False,
        error_messages={"invalid_choice": "Choose the outcome of the complaint"},
    )
    answer = TextField(
        label="What you tell the person",
        max_length=_LONGEST_TEXT,
        required_message="Enter what you tell the person",
        help_text="It is printed in the letter to them",
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, states: Sequence[RequestState], is_complaint: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(one.value, one.label) for one in states]  # type: ignore[attr-defined]  # a choice field, as declared above
        if not is_complaint:
            del self.fields["outcome"]


class NoCasesForm(forms.Form):
    """Nothing to choose: the action concerns all cases."""

    def __init__(self, *args: Any, cases: Sequence[FoundCase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases

    def values(self) -> dict[str, object]:
        """The operation's arguments."""
        return {}


class ObjectionForm(NoCasesForm):
    """Whether the objection is that of a whole household."""

    whole_household = forms.BooleanField(
        label="Survey nobody in their household",
        required=False,
        help_text="Only if they ask for it: nobody at their address or with their phone number will be surveyed",
    )

    def values(self) -> dict[str, object]:
        """The operation's arguments."""
        return {"whole_household": self.cleaned_data["whole_household"]}


class CasesForm(forms.Form):
    """Which of the cases that were found are the person's. Those that share several codes are chosen before."""

    cases = forms.MultipleChoiceField(
        label="Which cases are the person’s?",
        required=False,
        help_text="A case with a single code in common may be someone else’s, such as a relative’s",
        error_messages={"invalid_choice": "Choose from the cases that were found"},
    )

    def __init__(self, *args: Any, cases: Sequence[FoundCase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = [(one.reference, one.words) for one in cases]  # type: ignore[attr-defined]  # a choice field, as declared above
        self.initial["cases"] = [one.reference for one in cases if one.is_certain]

    def values(self) -> dict[str, object]:
        """The operation's arguments."""
        return {"cases": self.cleaned_data["cases"]}


class CopyForm(CasesForm):
    """Which cases the copy for the person has, and its format."""

    format = forms.ChoiceField(choices=[(one, one) for one in ("PDF", "JSON")])


class RectifyForm(CasesForm):
    """Corrected contact details. Empty ones stay as they are."""

    title = TextField(label="Title", max_length=20)
    first_name = TextField(label="First name", max_length=60)
    last_name = TextField(label="Last name", max_length=60)
    phone = TextField(label="Phone number", max_length=30)
    phone_alt = TextField(label="Second phone number", max_length=30)
    language = TextField(label="Language", max_length=60)

    def clean_phone(self) -> str:
        """The number as the contact details have it."""
        return self._number("phone")

    def clean_phone_alt(self) -> str:
        """The number as the contact details have it."""
        return self._number("phone_alt")

    def _number(self, name: str) -> str:
        entered: str = self.cleaned_data[name]
        number = classify(entered)[0] if entered else ""
        if number is None:
            raise forms.ValidationError("Enter a phone number with its area code, like 020 7946 0123 or 07700 900123")
        return number

    def values(self) -> dict[str, object]:
        """The operation's arguments."""
        changes = {name: value for name, value in self.cleaned_data.items() if value and name != "cases"}
        return {**super().values(), "changes": changes}

"""The form that searches and filters the audit log."""

from typing import Any

from django import forms

from aftercall.core.fields import TextField
from aftercall.core.log_pages.queries import actions
from aftercall.core.log_pages.words import action_words

_INVALID_DATE = {"invalid": "Enter a real date as year, month and day, such as 2026-03-31"}


class LogForm(forms.Form):
    """Which entries to show; an empty field does not filter. Links fill in `subject` and `actor`."""

    search = TextField(
        label="Search",
        help_text="A case reference, the name of a member of staff, or any word",
        max_length=80,
    )
    action = forms.ChoiceField(label="Action", required=False)
    first_day = forms.DateField(label="From", required=False, error_messages=_INVALID_DATE, input_formats=["%Y-%m-%d"])
    last_day = forms.DateField(label="To", required=False, error_messages=_INVALID_DATE, input_formats=["%Y-%m-%d"])
    subject = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput())
    actor = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "All"), *sorted(((name, action_words(name)) for name in actions()), key=lambda pair: pair[1])]
        self.fields["action"].choices = choices  # type: ignore[attr-defined]  # a choice field, as declared above

"""The form for what came of a consent."""

from django import forms

from aftercall.consents.operations import CHOOSABLE


class OutcomeForm(forms.Form):
    """What came of it, which ends the record."""

    outcome = forms.ChoiceField(
        label="What came of it?",
        choices=[(outcome.value, outcome.label) for outcome in CHOOSABLE],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what came of it"},
    )

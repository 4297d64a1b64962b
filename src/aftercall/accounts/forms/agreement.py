"""The form that signs the confidentiality agreement."""

from django import forms


class AgreementForm(forms.Form):
    """Signs the agreement: a single checkbox."""

    agree = forms.BooleanField(
        label="I have read this agreement and I will keep to it",
        error_messages={"required": "Tick the box to sign the agreement"},
    )

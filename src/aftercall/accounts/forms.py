"""The forms for signing in and for the confidentiality agreement."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Allauth's form with this site's labels and messages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["login"].label = "Email address"
        self.fields["login"].error_messages |= {
            "required": "Enter your email address",
            "invalid": "Enter an email address in the correct format, like name@example.com",
        }
        self.fields["password"].error_messages["required"] = "Enter your password"


class AgreementForm(forms.Form):
    """Signs the agreement: a single checkbox."""

    agree = forms.BooleanField(
        label="I have read this agreement and I will keep to it",
        error_messages={"required": "Tick the box to sign the agreement"},
    )

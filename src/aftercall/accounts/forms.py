"""The forms for signing in, for one-time links and for the confidentiality agreement."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms

from aftercall.accounts.roles import Role

_EMAIL_MESSAGES = {
    "required": "Enter your email address",
    "invalid": "Enter an email address in the correct format, like name@example.com",
}
MAX_PASSWORD_LENGTH = 128


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Allauth's form with this site's labels and messages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["login"].label = "Email address"
        self.fields["login"].error_messages |= _EMAIL_MESSAGES
        self.fields["password"].error_messages["required"] = "Enter your password"


class NewPasswordForm(forms.Form):
    """A new password, entered once: the page can show it."""

    password = forms.CharField(
        label="New password",
        help_text="At least 12 characters. Three unrelated words are hard to guess and easy to remember.",
        strip=False,
        max_length=MAX_PASSWORD_LENGTH,
        error_messages={
            "required": "Enter a new password",
            "max_length": f"Enter a password with at most {MAX_PASSWORD_LENGTH} characters",
        },
    )


class ChangePasswordForm(NewPasswordForm):
    """The current password, to show that it is the user who changes it, and a new one."""

    current = forms.CharField(
        label="Current password",
        strip=False,
        max_length=MAX_PASSWORD_LENGTH,
        error_messages={"required": "Enter your current password"},
    )
    field_order = ["current", "password"]


class AcceptInvitationForm(NewPasswordForm):
    """The name as the administrator wrote it, to be corrected, and a new password."""

    name = forms.CharField(label="Full name", max_length=100, error_messages={"required": "Enter your full name"})
    field_order = ["name", "password"]


class AdministratorForm(AcceptInvitationForm):
    """The details of an administrator who creates their own account."""

    email = forms.EmailField(label="Email address", error_messages=_EMAIL_MESSAGES)
    field_order = ["name", "email", "password"]


class InviteForm(forms.Form):
    """Whom to invite, and in which role."""

    name = forms.CharField(
        label="Full name", max_length=100, error_messages={"required": "Enter the person’s full name"}
    )
    email = forms.EmailField(
        label="Email address",
        help_text="The person signs in with it.",
        error_messages=_EMAIL_MESSAGES | {"required": "Enter the person’s email address"},
    )
    role = forms.ChoiceField(
        label="Role",
        help_text="An account has one role. Someone with two roles needs two accounts, with different email addresses.",
        choices=Role,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role"},
    )


class AgreementForm(forms.Form):
    """Signs the agreement: a single checkbox."""

    agree = forms.BooleanField(
        label="I have read this agreement and I will keep to it",
        error_messages={"required": "Tick the box to sign the agreement"},
    )

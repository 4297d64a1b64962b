"""The forms for signing in, for the second factor, for one-time links and for the confidentiality agreement."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthPasswordForm
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.cache import cache

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
        self.fields["password"].help_text = ""


class _CodeForm(forms.Form):
    """What the forms that take a code have in common: labels, and that an app's code works once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["code"].label = "Code"
        self.fields["code"].help_text = "The 6 digits that your authenticator app shows, or a recovery code."
        self.fields["code"].error_messages["required"] = "Enter a code"

    def clean_code(self) -> str:
        """The code, unless it is wrong or was used before. Allauth remembers a used code for one period only, but
        accepts it for longer, because clocks differ."""
        code: str = super().clean_code()  # type: ignore[misc]  # the forms below inherit it from allauth's too
        authenticator: Authenticator = self.authenticator  # type: ignore[attr-defined]
        digits = "".join(filter(str.isdigit, code))
        lifetime = mfa_settings.TOTP_PERIOD * (2 * mfa_settings.TOTP_TOLERANCE + 1)
        key = f"used-code-{authenticator.pk}-{digits}"
        if authenticator.type == Authenticator.Type.TOTP and not cache.add(key, "used", timeout=lifetime):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(_CodeForm, AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The second step of signing in: a code of the authenticator app, or a recovery code."""


class ConfirmByCodeForm(_CodeForm, ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """Shows with a code that it is still the user who is at the screen."""


class ConfirmByPasswordForm(AllauthPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """Shows with the password that it is still the user who is at the screen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "Password"
        self.fields["password"].help_text = ""
        self.fields["password"].error_messages["required"] = "Enter your password"


class AddAppForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """Adds an authenticator app: the first code that it shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code"
        self.fields["code"].help_text = "The 6 digits that the app shows now."
        self.fields["code"].error_messages["required"] = "Enter the code that the app shows"


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """Adds a passkey: its name, and what the browser made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name of the passkey"
        self.fields["name"].help_text = "So that you can tell your passkeys apart, such as ‘work laptop’."
        self.fields["credential"].error_messages["required"] = "Your browser made no passkey. Try again"


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


class ForgottenPasswordForm(forms.Form):
    """The email address of an account whose password has been forgotten."""

    email = forms.EmailField(label="Email address", error_messages=_EMAIL_MESSAGES)


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

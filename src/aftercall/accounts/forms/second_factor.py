"""The forms of the second factor: allauth's, with this site's labels and messages."""

from typing import Any

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.cache import cache

WRONG_FIRST_CODE = (
    "Enter the code that the app shows now. If it is refused again, check the clock of the device with the app"
)


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


class AddAppForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """Adds an authenticator app: the first code that it shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Code"
        self.fields["code"].help_text = "The 6 digits that the app shows now."
        self.fields["code"].error_messages["required"] = "Enter the code that the app shows"

    def clean_code(self) -> str:
        """The code, unless it is wrong; the message does not speak of recovery codes, because there are none yet."""
        try:
            code: str = super().clean_code()
        except forms.ValidationError:
            raise forms.ValidationError(WRONG_FIRST_CODE) from None
        return code


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """Adds a passkey: its name, and what the browser made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name of the passkey"
        self.fields["name"].help_text = "So that you can tell your passkeys apart, such as ‘work laptop’."
        self.fields["credential"].error_messages["required"] = "Your browser made no passkey. Try again"

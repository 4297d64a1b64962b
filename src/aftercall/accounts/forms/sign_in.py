"""The form for signing in, and the one that asks for the password again."""

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from django.utils.translation import gettext as _

from aftercall.core.fields import AddressField


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Allauth's form with this site's labels and messages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["login"] = AddressField(widget=self.fields["login"].widget)
        self.fields["password"].label = _("Password")
        self.fields["password"].error_messages["required"] = _("Enter your password")
        self.fields["password"].help_text = ""


class ConfirmByPasswordForm(ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """Shows with the password that it is still the user who is at the screen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "Password"
        self.fields["password"].help_text = ""
        self.fields["password"].error_messages["required"] = "Enter your password"

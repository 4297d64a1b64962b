"""The forms with which people set a password: with a link, or in their own account."""

from django import forms

from aftercall.core.fields import AddressField, TextField

MAX_PASSWORD_LENGTH = 128


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

    email = AddressField()


class ChangePasswordForm(NewPasswordForm):
    """The current password, to show that it is the user who changes it, and a new one."""

    current = forms.CharField(
        label="Current password",
        strip=False,
        max_length=MAX_PASSWORD_LENGTH,
        error_messages={
            "required": "Enter your current password",
            "max_length": f"Enter a password with at most {MAX_PASSWORD_LENGTH} characters",
        },
    )
    field_order = ["current", "password"]


class AcceptInvitationForm(NewPasswordForm):
    """The name as the administrator wrote it, to be corrected, and a new password."""

    name = TextField(label="Full name", max_length=100, required_message="Enter your full name")
    field_order = ["name", "password"]


class AdministratorForm(AcceptInvitationForm):
    """The details of an administrator who creates their own account."""

    email = AddressField()
    field_order = ["name", "email", "password"]

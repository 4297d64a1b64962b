"""The form with which an administrator invites someone."""

from django import forms

from aftercall.accounts.forms.messages import EMAIL_MESSAGES
from aftercall.accounts.roles import Role


class InviteForm(forms.Form):
    """Whom to invite, and in which role."""

    name = forms.CharField(
        label="Full name", max_length=100, error_messages={"required": "Enter the person’s full name"}
    )
    email = forms.EmailField(
        label="Email address",
        help_text="The person signs in with it.",
        error_messages=EMAIL_MESSAGES | {"required": "Enter the person’s email address"},
    )
    role = forms.ChoiceField(
        label="Role",
        help_text="An account has one role. Someone with two roles needs two accounts, with different email addresses.",
        choices=Role,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role"},
    )

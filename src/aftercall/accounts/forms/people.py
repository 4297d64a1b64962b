"""The form with which an administrator invites someone."""

from django import forms

from aftercall.accounts.roles import Role
from aftercall.core.fields import AddressField, TextField


class InviteForm(forms.Form):
    """Whom to invite, and in which role."""

    name = TextField(label="Full name", max_length=100, error_messages={"required": "Enter the person’s full name"})
    email = AddressField(help_text="The person signs in with it.", required_message="Enter the person’s email address")
    role = forms.ChoiceField(
        label="Role",
        help_text="An account has one role. Someone with two roles needs two accounts, with different email addresses.",
        choices=Role,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role"},
    )

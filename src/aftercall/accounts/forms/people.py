"""The forms with which an administrator invites someone, or changes their details."""

from collections.abc import Mapping

from django import forms

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.fields import AddressField, TextField


class InviteForm(forms.Form):
    """Whom to invite, and in which role."""

    name = TextField(label="Full name", max_length=100, required_message="Enter the person’s full name")
    email = AddressField(help_text="The person signs in with it.", required_message="Enter the person’s email address")
    role = forms.ChoiceField(
        label="Role",
        help_text="An account has one role. Someone with two roles needs two accounts, with different email addresses.",
        choices=Role,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role"},
    )
    duties = {role.value: role.duties for role in Role}


class ChangePersonForm(InviteForm):
    """The details of someone who has joined, to be changed."""

    def __init__(self, user: User, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data, initial={"name": user.name, "email": user.email, "role": user.role})
        self.fields["role"].help_text = (
            "Another role signs the person out. An interviewer signs the confidentiality agreement again. It cannot be "
            "changed while they work on a case."
        )

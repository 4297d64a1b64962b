"""The opt-out form."""

from datetime import date

from django import forms

from aftercall.core.fields import DayField


class OptOutForm(forms.Form):
    """The details by which we recognise a person. `rights.objections.opt_out` decides whether they are enough."""

    first_name = forms.CharField(
        label="First name", max_length=60, error_messages={"required": "Enter your first name"}
    )
    last_name = forms.CharField(label="Last name", max_length=60, error_messages={"required": "Enter your last name"})
    phone = forms.CharField(
        label="Phone number", max_length=30, required=False, help_text="The number that the police have for you"
    )
    email = forms.EmailField(
        label="Email address",
        required=False,
        error_messages={"invalid": "Enter an email address in the correct format, like name@example.com"},
    )
    date_of_birth = DayField(label="Date of birth", required=False, help_text="For example, 31 3 1980")
    postcode = forms.CharField(label="Postcode", max_length=10, required=False)

    def person(self) -> dict[str, str]:
        """The details that were entered, by the extract's column names. Empty fields are left out."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
            if value
        }

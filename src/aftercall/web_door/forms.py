"""The form of the first page."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercall.core.fields import TextField
from aftercall.fieldwork.call_codes import as_typed
from aftercall.fieldwork.web_codes import LENGTH


class EntryForm(forms.Form):
    """The code that somebody noted down."""

    code = TextField(
        label=_("Your code"),
        max_length=30,
        required_message=_("Enter your code"),
        help_text=_("8 letters and numbers, for example CDF3 47GH. Capital letters and spaces do not matter"),
    )

    def clean_code(self) -> str:
        """The code without spaces, if it has the length of one."""
        code = as_typed(self.cleaned_data["code"])
        if len(code) != LENGTH:
            raise forms.ValidationError(gettext("Enter all 8 letters and numbers of your code"))
        return code

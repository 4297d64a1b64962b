"""The form of the first page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercall.fieldwork.code_fields import CodeField
from aftercall.fieldwork.web_codes import LENGTH


class EntryForm(forms.Form):
    """The code that somebody noted down."""

    code = CodeField(
        length=LENGTH,
        label=_("Your code"),
        required_message=_("Enter your code"),
        incomplete_message=_("Enter all 8 letters and numbers of your code"),
        help_text=_("8 letters and numbers, for example CDF3 47GH. Capital letters and spaces do not matter"),
    )

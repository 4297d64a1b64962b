"""The forms of the public site."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercall.core.fields import AddressField, TextField
from aftercall.core.preferences import Preferences
from aftercall.fieldwork.call_codes import LENGTH
from aftercall.fieldwork.code_fields import CodeField
from aftercall.public.site_settings import LEAST_CONTRAST, contrast_with_white, parse_links
from aftercall.rights.forms import DETAILS, PersonForm


class OptOutForm(PersonForm):
    """The details by which we recognise a person. At least one is needed besides the name, because a request by which
    nobody is recognised would protect nobody."""

    def clean(self) -> dict[str, Any]:
        """Check that there is at least one detail besides the name."""
        data = super().clean() or {}
        if not any(data.get(name) for name in DETAILS) and not any(name in self.errors for name in DETAILS):
            self.add_error("phone", gettext("Enter your phone number, email address, date of birth or postcode"))
        return data


class ComplaintForm(forms.Form):
    """A data protection complaint: what it is about, and how to answer it."""

    text = TextField(
        label=_("What went wrong?"),
        max_length=5_000,
        required_message=_("Enter what went wrong"),
        help_text=_("Say what happened, when, and what you would like us to do"),
        widget=forms.Textarea,
    )
    first_name = TextField(label=_("First name"), max_length=60, required_message=_("Enter your first name"))
    last_name = TextField(label=_("Last name"), max_length=60, required_message=_("Enter your last name"))
    email = AddressField(required=False)
    address = TextField(label=_("Postal address"), max_length=300, widget=forms.Textarea)
    communication = TextField(
        label=_("What helps you to communicate (optional)"),
        max_length=300,
        help_text=_("For example British Sign Language, Relay UK, large print, easy read or another language"),
        widget=forms.Textarea,
    )

    def clean(self) -> dict[str, Any]:
        """Check that there is a way to answer."""
        data = super().clean() or {}
        ways = ("email", "address")
        if not any(data.get(way) or way in self.errors for way in ways):
            self.add_error(
                "email", gettext("Enter your email address or your postal address, so that we can answer you")
            )
        return data

    def details(self) -> dict[str, str]:
        """What was entered. Empty fields are left out."""
        return {name: text for name, text in self.cleaned_data.items() if text}


class CodeForm(forms.Form):
    """The code that an interviewer gave."""

    code = CodeField(
        length=LENGTH,
        label=_("Code"),
        required_message=_("Enter the code that the person gave you"),
        incomplete_message=_("Enter all 6 letters and numbers of the code"),
        help_text=_("6 letters and numbers, for example CDF 347. Capital letters and spaces do not matter"),
    )


class FeedbackForm(forms.Form):
    """Feedback on the site, without saying who gives it."""

    text = TextField(
        label=_("Your feedback"),
        max_length=1_200,
        required_message=_("Enter your feedback"),
        help_text=_("For example, which page it is about and what you expected"),
        widget=forms.Textarea,
    )


_SIZES = (
    ("no", _("No. Show the usual text size")),
    ("standard", _("Yes, with the usual text size")),
    ("large", _("Yes, with large text")),
    ("largest", _("Yes, with very large text, also in print")),
)


class CookieForm(forms.Form):
    """Which cookies someone allows, besides the essential ones."""

    appearance = forms.ChoiceField(
        label=_("Remember how pages should look?"),
        choices=_SIZES,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how pages should look"),
            "invalid_choice": _("Choose how pages should look"),
        },
    )
    statistics = forms.ChoiceField(
        label=_("Let us count how often each page is read?"),
        choices=(("yes", _("Yes")), ("no", _("No"))),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whether we may count how often each page is read"),
            "invalid_choice": _("Choose whether we may count how often each page is read"),
        },
    )

    def preferences(self) -> Preferences:
        """The choice."""
        size, statistics = self.cleaned_data["appearance"], self.cleaned_data["statistics"] == "yes"
        shown = "" if size in {"no", "standard"} else size
        return Preferences(has_chosen=True, appearance=size != "no", statistics=statistics, text_size=shown)


class SiteForm(forms.Form):
    """How the public site presents the force, for the administrator."""

    name = TextField(
        label="Name in the header",
        max_length=60,
        required_message="Enter the name that the header shows",
        help_text="For example, the name of the force or of its survey",
    )
    colour = TextField(
        label="Colour of the header",
        max_length=7,
        required_message="Enter the colour of the header",
        help_text="As web pages state it, for example #1d70b8. White text on it must be readable",
    )
    links = TextField(
        label="Links to local support (optional)",
        max_length=2_000,
        help_text="One a line: the address, a space and the text, such as https://example.org/ Example Support Centre",
        widget=forms.Textarea,
    )

    def clean_colour(self) -> str:
        """The colour in small letters, if white text on it can be read."""
        colour: str = self.cleaned_data["colour"].lower()
        try:
            contrast = contrast_with_white(colour)
        except ValueError:
            raise forms.ValidationError("Enter a colour as # and 6 characters from 0 to 9 and a to f") from None
        if contrast < LEAST_CONTRAST:
            raise forms.ValidationError(
                f"Choose a darker colour: the contrast with white text is {contrast:.1f}, and must be {LEAST_CONTRAST}"
            )
        return colour

    def clean_links(self) -> str:
        """The links, if every line is one."""
        links: str = self.cleaned_data["links"]
        try:
            parse_links(links)
        except ValueError as error:
            raise forms.ValidationError(
                f"In line {error}, enter an address that begins with https://, a space and the text"
            ) from None
        return links

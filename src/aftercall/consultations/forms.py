"""The forms of consultations."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercall.consultations.demographics import Area, is_area_code
from aftercall.consultations.models import Layout, Principle, Rule, WhoCanAnswer
from aftercall.consultations.operations.preparing import MAX_DOCUMENT_BYTES, Content
from aftercall.core.fields import DayField, TextField
from aftercall.core.languages import tag
from aftercall.instrument.languages import Language
from aftercall.instrument.questions import Administration
from aftercall.questionnaires.asking.fields import LONGEST_TEXT
from aftercall.questionnaires.queries import choosable

# What is copied as it was entered.
WRITTEN = (
    "title",
    "asked_by",
    "summary",
    "why",
    "decides",
    "opens_on",
    "closes_on",
    "layout",
    "entry",
    "return_address",
    "months_kept",
)


class BeginForm(forms.Form):
    """The language to answer in."""

    def __init__(self, *args: Any, languages: Sequence[Language], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=gettext("Which language would you like to answer in?"),
            choices=[(one.code, one.name) for one in languages],
            initial=next((one.code for one in languages if one.code == tag()), languages[0].code),
            widget=forms.RadioSelect,
            error_messages={"required": gettext("Choose a language"), "invalid_choice": gettext("Choose a language")},
        )


class ConsultationForm(forms.Form):
    """What a consultation is about, who can answer it, and when."""

    title = TextField(label="Title", max_length=120, required_message="Enter a title")
    asked_by = TextField(
        label="Who is asking", max_length=100, required_message="Enter who is asking", help_text="The organisation"
    )
    summary = TextField(
        label="Summary",
        max_length=1_000,
        required_message="Enter a summary",
        help_text="What the consultation is about, in a few sentences",
        widget=forms.Textarea,
    )
    why = TextField(
        label="Why you are asking",
        max_length=5_000,
        required_message="Enter why you are asking",
        help_text="What is proposed, and the reasons for it, so that people can judge it",
        widget=forms.Textarea,
    )
    decides = TextField(
        label="Who decides",
        max_length=1_000,
        required_message="Enter who decides",
        help_text="Who will decide on what, and when, once people have answered",
        widget=forms.Textarea,
    )
    opens_on = DayField(label="Opening day", example="1 6 2026")
    closes_on = DayField(
        label="Closing day", example="31 8 2026", help_text="People can answer until the end of this day"
    )
    layout = forms.ChoiceField(label="Screens", choices=Layout.choices, initial=Layout.QUESTION)
    entry = forms.ChoiceField(label="Who can answer", choices=WhoCanAnswer.choices, initial=WhoCanAnswer.ANYONE)
    return_address = TextField(
        label="Where to send paper forms",
        max_length=300,
        required_message="Enter where to send paper forms",
        help_text="A postal address, such as a freepost one, and places where a form can be handed in",
        widget=forms.Textarea,
    )
    areas = TextField(
        label="Areas (optional)",
        max_length=60_000,
        widget=forms.Textarea,
        help_text="Where people can say they live. One area a line: the code of its LSOA, ward or local authority "
        "district, and its name, such as E06000047 County Durham",
    )
    months_kept = forms.IntegerField(
        label="Months for which the answers are kept after closing",
        min_value=1,
        max_value=120,
        initial=12,
        error_messages={
            "required": "Enter a number of months",
            "invalid": "Enter a whole number of months, such as 12",
            "min_value": "Enter 1 month or more",
            "max_value": "Enter 120 months or fewer",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questionnaire"] = forms.ChoiceField(
            label="Questionnaire",
            choices=[("", "Choose one"), *choosable(Administration.SELF)],
            error_messages={"required": "Choose a questionnaire", "invalid_choice": "Choose a questionnaire"},
            help_text="Only questionnaires that people fill in themselves are listed. Leave questions about age, sex, "
            "ethnic group, religion, disability and area out of it: every consultation asks the same ones",
        )

    def clean_areas(self) -> list[Area]:
        """The areas, one from each line."""
        areas: list[Area] = []
        for number, line in enumerate(self.cleaned_data["areas"].splitlines(), start=1):
            code, _space, name = line.strip().partition(" ")
            if not code:
                continue
            if not is_area_code(code) or not name.strip():
                raise forms.ValidationError(
                    f"Line {number}: enter a code of an area in England or Wales and its name, such as "
                    "E06000047 County Durham"
                )
            if any(one.code == code for one in areas):
                raise forms.ValidationError(f"Line {number}: {code} is in the list before. Leave one out")
            areas.append(Area(code, name.strip()))
        return areas

    def content(self) -> Content:
        """What was entered."""
        data = self.cleaned_data
        return Content(
            **{name: data[name] for name in WRITTEN}, questionnaire=data["questionnaire"], areas=data["areas"]
        )


class NewConsultationForm(ConsultationForm):
    """A new consultation also gets an address."""

    slug = forms.SlugField(
        label="Address",
        max_length=60,
        help_text="The end of the page’s address, such as policing-priorities-2026. It cannot be changed later",
        error_messages={
            "required": "Enter an address",
            "invalid": "Use only lower-case letters, numbers and hyphens, such as policing-priorities-2026",
            "max_length": "Address must be 60 characters or fewer",
        },
    )


class DocumentForm(forms.Form):
    """A supporting document."""

    title = TextField(label="Title of the document", max_length=120, required_message="Enter the title of the document")
    file = forms.FileField(
        label="PDF file",
        help_text="5 MB at most. Everyone can read it, so check that it names no one who has not agreed",
        error_messages={"required": "Choose a PDF file", "empty": "The file is empty. Choose another"},
    )

    def clean_file(self) -> bytes:
        """The content of the file; one byte more than is allowed is enough to refuse it."""
        content: bytes = self.cleaned_data["file"].read(MAX_DOCUMENT_BYTES + 1)
        return content


class EventForm(forms.Form):
    """A meeting or another occasion."""

    title = TextField(label="What it is", max_length=120, required_message="Enter what it is")
    on = DayField(label="Day", example="14 6 2026")
    when = TextField(label="Time (optional)", max_length=60, help_text="Such as 6pm to 8pm")
    where = TextField(
        label="Where", max_length=300, required_message="Enter where it is", help_text="A place, or how to join online"
    )


class EvidenceForm(forms.Form):
    """An entry of the evidence log."""

    principle = forms.ChoiceField(
        label="Principle",
        choices=Principle.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a principle", "invalid_choice": "Choose a principle"},
    )
    statement = TextField(
        label="How it was kept", max_length=5_000, required_message="Enter how it was kept", widget=forms.Textarea
    )
    evidence = TextField(
        label="Evidence",
        max_length=2_000,
        required_message="Enter where the evidence can be seen",
        help_text="Where it can be seen, such as the minutes of a meeting with their date, or the address of a page",
        widget=forms.Textarea,
    )


class ReasonForm(forms.Form):
    """Why something is sent back, refused or withdrawn."""

    reason = TextField(label="Reason", max_length=1_000, required_message="Enter the reason", widget=forms.Textarea)


class ModerationForm(forms.Form):
    """What is decided about a text."""

    decision = forms.ChoiceField(
        label="What to do with this text",
        choices=[
            ("show", "Show it"),
            *((rule.value, f"Do not show it: {rule.label[0].lower()}{rule.label[1:]}") for rule in Rule),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what to do with this text"},
    )
    text = TextField(
        label="The text as it is shown",
        max_length=LONGEST_TEXT,
        help_text="You may take words out that name or could identify somebody. Put […] in their place",
        widget=forms.Textarea,
    )


class CodeForm(forms.Form):
    """The code of a letter."""

    code = TextField(
        label=_("Code in your letter"),
        max_length=40,
        required_message=_("Enter the code in your letter"),
        help_text=_("12 letters and numbers. You can leave out spaces, and use capitals or not"),
    )


class DrawForm(forms.Form):
    """A list of addresses, and how many are drawn."""

    file = forms.FileField(
        label="List of addresses",
        help_text="A CSV file with the columns address_ref, line1, line2, town and postcode. Only the addresses that "
        "are drawn are kept, encrypted, and erased when the consultation is closed",
        error_messages={"required": "Choose a CSV file", "empty": "The file is empty. Choose another"},
    )
    size = forms.IntegerField(
        label="How many addresses to draw",
        min_value=1,
        error_messages={
            "required": "Enter how many addresses to draw",
            "invalid": "Enter a whole number, such as 500",
            "min_value": "Enter 1 or more",
        },
    )

    def clean_file(self) -> bytes:
        """The content of the file."""
        content: bytes = self.cleaned_data["file"].read()
        return content


class OutcomeForm(forms.Form):
    """What was decided, and how answers were taken into account."""

    decision = TextField(
        label="What was decided",
        max_length=10_000,
        required_message="Enter what was decided",
        help_text="Who decided what, when, and what happens next",
        widget=forms.Textarea,
    )
    account = TextField(
        label="How people’s answers were taken into account",
        max_length=10_000,
        required_message="Enter how people’s answers were taken into account",
        help_text="What changed because of them, and why other suggestions were not taken up",
        widget=forms.Textarea,
    )


class PublishForm(forms.Form):
    """When approved parts become public."""

    day = DayField(label="Day of publication", example="1 10 2026")
    time = TextField(
        label="Time", max_length=20, required_message="Enter a time, such as 9:30am", help_text="Such as 9:30am"
    )


class PopulationForm(forms.Form):
    """The population that answers are weighted to."""

    file = forms.FileField(
        label="Population",
        help_text="A CSV file with the columns characteristic, category and people, named as in the form, such as "
        "Age,16 to 24,61000",
        error_messages={"required": "Choose a CSV file", "empty": "The file is empty. Choose another"},
    )

    def clean_file(self) -> bytes:
        """The content of the file."""
        content: bytes = self.cleaned_data["file"].read(1_000_000)
        return content

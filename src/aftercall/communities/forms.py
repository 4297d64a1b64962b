"""The forms of this room."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields as fields_of
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from aftercall.accounts.models import User
from aftercall.communities.models import MOST_CANDIDATES, Candidate, Target, Theme
from aftercall.communities.operations.coverage import PlannedLine
from aftercall.communities.operations.groups import Arrangements
from aftercall.communities.panels.pool_file import read_quotas
from aftercall.core.fields import DayField, TextField
from aftercall.errors import BadInput
from aftercall.improvements.models import Action
from aftercall.improvements.recovery.queries import researchers
from aftercall.methods.arrays import MethodError
from aftercall.methods.sortition import Quota, check_quotas
from aftercall.programmes.models import Programme

MOST_BYTES = 300_000
# As many as fit in the window of an envelope, below the name.
MOST_LINES = 7
CHARACTERISTICS = (
    ("age", "Age"),
    ("sex", "Sex"),
    ("ethnic_group_5", "Ethnic group, 5 groups"),
    ("religion", "Religion"),
    ("disability", "Disability"),
    ("orientation", "Sexual orientation"),
    ("area", "Area"),
)
_POST = "A post or team, not a person’s name"
_QUOTAS_FILE = "The quotas"


def _people(label: str, help_text: str = "", *, least: int = 1, most: int = 1_000_000) -> forms.IntegerField:
    messages = {
        "required": f"Enter {label[0].lower()}{label[1:]}",
        "invalid": "Enter a whole number, such as 12",
        "min_value": f"Enter at least {least}",
        "max_value": "Enter a smaller number",
    }
    return forms.IntegerField(
        label=label, help_text=help_text, min_value=least, max_value=most, error_messages=messages
    )


def _long(label: str, required_message: str, help_text: str = "", max_length: int = 5_000) -> TextField:
    return TextField(
        label=label,
        required_message=required_message,
        help_text=help_text,
        max_length=max_length,
        widget=forms.Textarea,
    )


class TableForm(forms.Form):
    """A population table to load."""

    title = TextField(label="Title", max_length=100, required_message="Enter a title")
    characteristic = forms.ChoiceField(label="What it divides people by", choices=CHARACTERISTICS)
    source = TextField(
        label="Where it comes from",
        max_length=300,
        required_message="Enter where it comes from",
        help_text="As the publisher asks to be credited, with the licence",
    )
    file = forms.FileField(
        label="The table",
        help_text="A CSV file with the columns category and people, a row for each category and none for the total",
        allow_empty_file=True,
        error_messages={"required": "Choose the file with the table"},
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """The file. Refused if it is too large."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 300 KB. Add categories up into fewer")
        return file


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """A choice of colleagues by their names."""

    def label_from_instance(self, obj: User) -> str:
        """The colleague's name."""
        return obj.name


def _whose_home_page(help_text: str) -> ColleagueField:
    return ColleagueField(
        label="Whose home page it is on",
        queryset=researchers(),
        empty_label="Choose a colleague",
        help_text=help_text,
        error_messages={"required": "Choose whose home page it is on", "invalid_choice": "Choose a colleague"},
    )


class TargetForm(forms.Form):
    """A line of the coverage plan."""

    community = TextField(label="Community", max_length=100, required_message="Enter the community")
    channel = TextField(
        label="How we reach them",
        max_length=100,
        required_message="Enter how we reach them",
        help_text="For example, a stall at the mosque’s open day",
    )
    why = _long("Why", "Enter why", "What you know about who is missing. Everyone can read it", 1_000)
    people = _people("How many people")
    due_on = DayField(label="By when", example="31 3 2026")
    owner = TextField(
        label="Who is responsible", max_length=100, required_message="Enter who is responsible", help_text=_POST
    )
    assigned_to = _whose_home_page("If too few have been heard by then, a task for it appears there")

    def line(self) -> PlannedLine:
        """What was entered."""
        return PlannedLine(**self.cleaned_data)


class ReachedForm(forms.Form):
    """How many people have been heard."""

    people = _people("How many people have been heard in all", least=0)
    corrects = forms.BooleanField(label="The number before was a mistake", required=False)


class TaskForm(forms.Form):
    """What is done about a gap."""

    text = TextField(
        label="What is done about the gap",
        max_length=300,
        required_message="Enter what is done",
        help_text="Everyone can read it",
    )
    owner = TextField(label="Who does it", max_length=100, required_message="Enter who does it", help_text=_POST)
    assigned_to = _whose_home_page("They see it until it is done, and when it is late")
    due_on = DayField(label="Day by which it is done", example="31 3 2026")


class MeetingForm(forms.Form):
    """The part of a meeting's log that can be corrected."""

    met_on = DayField(label="Day of the meeting", example="31 3 2026")
    place = TextField(label="Where", max_length=100, required_message="Enter where")
    people = _people("How many people were there")
    said = _long("What was said", "Enter what was said", "Only staff can read it. Do not enter names")


class NewMeetingForm(MeetingForm):
    """A meeting with a partner organisation."""

    field_order = ("organisation", "community", "met_on", "place", "people", "target", "said")
    organisation = TextField(
        label="Organisation",
        max_length=100,
        required_message="Enter the organisation",
        help_text="Its name only. Do not enter the names of people",
    )
    community = TextField(
        label="Which community it speaks for", max_length=100, required_message="Enter which community it speaks for"
    )
    target = forms.ModelChoiceField(
        label="Line of the coverage plan for which they count as heard (optional)",
        queryset=Target.objects.all(),
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": "Choose a line of the plan"},
    )


class PromiseForm(forms.Form):
    """What was promised."""

    text = TextField(
        label="What we promised",
        max_length=300,
        required_message="Enter what we promised",
        help_text="Everyone can read it, with the organisation’s name, once you have reported back",
    )
    report_by = DayField(label="Day by which we report back", example="31 3 2026")
    action = forms.ModelChoiceField(
        label="Action that it became (optional)",
        queryset=Action.objects.all(),
        required=False,
        to_field_name="reference",
        empty_label="None",
        error_messages={"invalid_choice": "Choose an action"},
    )

    def clean_action(self) -> str:
        """The reference of the action; empty without one."""
        chosen: Action | None = self.cleaned_data["action"]
        return chosen.reference if chosen else ""


class ReportBackForm(forms.Form):
    """What came of a promise."""

    did = _long("What we did", "Enter what we did", "Everyone can read it, beside what was promised", 1_000)


class ArrangementsForm(forms.Form):
    """When and where a focus group meets, what people get, and what is asked. All of it can be changed until the group
    meets."""

    held_on = DayField(label="Day", example="31 3 2026")
    starts = forms.TimeField(
        label="Time",
        help_text="For example, 18:30",
        error_messages={"required": "Enter the time", "invalid": "Enter the time, such as 18:30"},
    )
    place = TextField(label="Place", max_length=200, required_message="Enter the place")
    access = _long(
        "Access", "Enter how the place is accessible", "Step-free entrance, hearing loop, transport, interpreter", 1_000
    )
    incentive = TextField(
        label="Thank-you",
        max_length=100,
        required_message="Enter what people get",
        help_text="For example, £30 voucher",
    )
    guide = _long("Facilitator’s guide", "Enter the questions and how long each takes", "What is asked, in order")

    def arrangements(self) -> Arrangements:
        """The arrangements that were entered."""
        return Arrangements(**{one.name: self.cleaned_data[one.name] for one in fields_of(Arrangements)})


class GroupForm(ArrangementsForm):
    """A focus group to plan."""

    field_order = ("programme", "title", "topic")
    programme = forms.ModelChoiceField(
        label="Survey",
        queryset=Programme.objects.all(),
        empty_label=None,
        to_field_name="slug",
        help_text="People are invited who agreed to it in an interview of this survey",
        error_messages={"required": "Choose the survey", "invalid_choice": "Choose the survey"},
    )
    title = TextField(label="Title", max_length=100, required_message="Enter a title")
    topic = _long("What it is about", "Enter what it is about", "Everyone can read it in the report", 1_000)
    size = _people("How many people take part", "Usually 6 to 10", most=MOST_CANDIDATES)
    quotas = _long(
        "Quotas",
        "Enter the quotas",
        "A line for each: feature,value,low,high. For example: age,18 to 34,2,4. Every value that somebody may have "
        "needs a line",
    )

    def clean_quotas(self) -> list[Quota]:
        """The quotas, read as in the file of the command line."""
        content = "feature,value,low,high\n" + self.cleaned_data["quotas"]
        try:
            quotas = read_quotas(content.encode(), _QUOTAS_FILE)
            if "size" in self.cleaned_data:
                check_quotas(quotas, self.cleaned_data["size"])
                _require_possible(quotas, self.cleaned_data["size"])
        except (BadInput, MethodError) as error:
            raise forms.ValidationError(f"{str(error)[:1].upper()}{str(error)[1:]}") from None
        return quotas

    def planned(self) -> dict[str, Any]:
        """What was entered, as `plan_group` takes it."""
        arrangements = self.arrangements()
        others = {name: value for name, value in self.cleaned_data.items() if name not in vars(arrangements)}
        return others | {"arrangements": arrangements}


def _require_possible(quotas: Iterable[Quota], size: int) -> None:
    """Refuses quotas that no panel can meet, because a group cannot be changed once it has been planned."""
    ranges: dict[str, list[Quota]] = {}
    for quota in quotas:
        ranges.setdefault(quota.feature, []).append(quota)
    for feature, own in ranges.items():
        low, high = sum(quota.low for quota in own), sum(quota.high for quota in own)
        if not low <= size <= high:
            raise MethodError(f"the quotas of {feature} ask for {low} to {high} people in all, and {size} take part")


def _needs() -> TextField:
    return TextField(
        label="What they need to take part (optional)",
        max_length=1_000,
        widget=forms.Textarea,
        help_text="For example a hearing loop, an interpreter, a taxi. It is encrypted",
    )


class NeedsForm(forms.Form):
    """What somebody needs, as they said later."""

    needs = _needs()


class RecruitForm(forms.Form):
    """The answers of somebody who would come: a value for each feature of the quotas, and what they need."""

    def __init__(self, quotas: Iterable[Mapping[str, Any]], *args: Any) -> None:
        super().__init__(*args)
        values: dict[str, list[str]] = {}
        for quota in quotas:
            values.setdefault(quota["feature"], []).append(quota["value"])
        self.features = {f"feature_{number}": feature for number, feature in enumerate(values)}
        for name, feature in self.features.items():
            self.fields[name] = forms.ChoiceField(
                label=feature[:1].upper() + feature[1:],
                choices=[("", "Choose"), *((value, value) for value in values[feature])],
                error_messages={"required": f"Choose their value of {feature}"},
            )
        self.fields["needs"] = _needs()

    @property
    def values(self) -> dict[str, str]:
        """Their values by feature."""
        return {feature: self.cleaned_data[name] for name, feature in self.features.items()}


class LetterForm(forms.Form):
    """How the letter of invitation is sent."""

    address = TextField(
        label="Address (optional)",
        max_length=300,
        widget=forms.Textarea,
        help_text="It is printed on the letter and not kept. Ask first whether a letter is safe for them",
    )
    language = forms.ChoiceField(
        label="Language", choices=settings.LANGUAGES, error_messages={"required": "Choose the language"}
    )
    is_large = forms.BooleanField(label="In large print", required=False)

    def clean_address(self) -> tuple[str, ...]:
        """The lines of the address."""
        lines = tuple(filter(None, (line.strip() for line in self.cleaned_data["address"].splitlines())))
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(f"An address has at most {MOST_LINES} lines")
        return lines


class CancelForm(forms.Form):
    """Why a group does not take place."""

    reason = _long("Why", "Enter why it does not take place", "For staff. Do not enter names", 500)


class AttendanceForm(forms.Form):
    """Who came."""

    attended = forms.MultipleChoiceField(
        label="Who came?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who came"},
        help_text="The sheet for the day has their names and records",
    )
    thanked = forms.MultipleChoiceField(
        label="Who signed for the thank-you?", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, accepted: Sequence[Candidate], *args: Any) -> None:
        super().__init__(*args)
        records = [(str(one.pk), f"Record {one.consent.reference}") for one in accepted]
        for name in ("attended", "thanked"):
            self.fields[name].choices = records  # type: ignore[attr-defined]


class TranscriptForm(forms.Form):
    """What was said."""

    text = _long(
        "What was said",
        "Enter what was said, with an empty line between passages",
        "An empty line begins a new passage. It is encrypted, and erased with the group’s key",
        200_000,
    )


class ThemeForm(forms.Form):
    """A theme of the codebook."""

    name = TextField(label="Theme", max_length=60, required_message="Enter the theme")
    meaning = _long("When a passage is about it", "Enter when a passage is about it", "", 1_000)
    measure = forms.ChoiceField(label="What the survey measures about it", required=False)

    def __init__(self, measures: Mapping[str, str], *args: Any) -> None:
        super().__init__(*args)
        self.fields["measure"].choices = [("", "Nothing"), *measures.items()]  # type: ignore[attr-defined]


class CodingForm(forms.Form):
    """Which themes a passage is about."""

    themes = forms.MultipleChoiceField(
        label="Which themes is it about?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None, if it is about none of them",
    )

    def __init__(self, themes: Iterable[Theme], before: Iterable[int | None], *args: Any) -> None:
        """before: the keys of the themes that the same coder chose before."""
        super().__init__(*args)
        self.fields["themes"].choices = [(str(theme.pk), theme.name) for theme in themes]  # type: ignore[attr-defined]
        self.fields["themes"].initial = [str(key) for key in before if key is not None]


class QuotationForm(forms.Form):
    """Words of a passage for the report."""

    theme = forms.ChoiceField(label="Theme", error_messages={"required": "Choose the theme"})
    text = _long(
        "Words",
        "Enter the words",
        "Write [removed] in place of names, places and whatever else may identify somebody",
        1_000,
    )

    def __init__(self, themes: Iterable[Theme], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["theme"].choices = [(str(theme.pk), theme.name) for theme in themes]  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """The report: an introduction, and what the group said about each theme."""

    def __init__(self, themes: Iterable[Theme], text: str, *args: Any) -> None:
        super().__init__(*args)
        self.fields["text"] = _long("Introduction", "Enter an introduction", "Who took part, when, and how")
        self.fields["text"].initial = text
        self.themes = {f"theme_{theme.pk}": theme for theme in themes}
        for name, theme in self.themes.items():
            self.fields[name] = _long(
                f"{theme.name}: what the group said", "Enter what the group said about each theme"
            )
            self.fields[name].initial = theme.summary

"""The forms of a programme's settings, one for each section. The settings' own readers check every value."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from aftercall.core.fields import DayField, TextField
from aftercall.frames.toml import LONGEST
from aftercall.programmes.models import Programme
from aftercall.programmes.settings.catalogue import BY_KEY, InvalidSetting, Section, Settings, read_setting
from aftercall.programmes.settings.fingerprints import fingerprint
from aftercall.programmes.settings.lawful_bases import BASES
from aftercall.programmes.settings.modules import lines_of_modules, modules_of_lines

type Files = MultiValueDict[str, "UploadedFile[Any]"]

_HINTS = {
    "survey.name": "The public and the agency see this name",
    "survey.force_phone": "Where the public can check that a call is genuine, such as 101",
    "survey.policing_body": "For example, the office of the Police and Crime Commissioner",
    "survey.contact_email": "For questions, objections and complaints",
    "survey.basis": "Police forces survey victims as a public task",
    "survey.lawful_basis": "The privacy notice shows this text after the lawful basis",
    "survey.retention_weeks": "How many weeks after the last call data about people are kept",
    "survey.minimum_base": (
        "A percentage of fewer people is not published. At least 30; 50 is common for sensitive subjects. It applies "
        "to figures that are calculated from now on; published figures stay"
    ),
    "survey.minimum_count": "If fewer gave an answer, or did not give it, the figure is not published. At least 3",
    "minimum_age": "On the day of the report",
    "repeat_contact_months": (
        "Nobody is contacted again within this time, by any of your programmes. If two programmes have different "
        "intervals, the longer one applies"
    ),
    "calling.agency_phone": "The public can call this number to check that a call is genuine",
    "calling.window_opens_weeks": "For example, 8",
    "calling.window_closes_weeks": "For example, 12",
    "calling.maximum_attempts": "After this number of calls we stop trying to reach a person",
}
_LONG_TEXTS = ("survey.lawful_basis",)
_CHOICES: Mapping[str, Mapping[str, str]] = {"survey.basis": BASES}


def opened_with_field(settings: Settings) -> forms.Field:
    """A hidden field with the fingerprint of the settings that the page shows."""
    return forms.CharField(required=False, widget=forms.HiddenInput(), initial=fingerprint(settings))


class NewProgrammeForm(forms.Form):
    """The name of a new programme, and the programme whose force and agency it has too, if there is one."""

    name = TextField(
        label="Name of the programme",
        help_text="For example, Anti-social behaviour. It names the programme's months and cannot be changed later",
        max_length=100,
        required_message="Enter the name of the programme",
    )

    def __init__(self, programmes: Sequence[Programme], data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self._programmes = {str(programme.pk): programme for programme in programmes}
        if programmes:
            self.fields["copy_from"] = forms.ChoiceField(
                label="Copy the force and the agency from",
                help_text="You can change them afterwards",
                required=False,
                choices=[("", "No programme"), *((key, one.name) for key, one in self._programmes.items())],
            )

    @property
    def copy_from(self) -> Programme | None:
        """The programme that was chosen in a valid form, or None."""
        return self._programmes.get(self.cleaned_data.get("copy_from", ""))


class ConfirmForm(forms.Form):
    """The day on which a version takes effect."""

    takes_effect_on = DayField(
        label="Date on which the settings take effect", help_text="For example, 1 4 2026", example="1 4 2026"
    )

    def __init__(self, settings: Settings, takes_effect_on: date, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data, initial={"takes_effect_on": takes_effect_on})
        self.fields["opened_with"] = opened_with_field(settings)


class SettingsForm(forms.Form):
    """The form of a section whose settings are single lines of text or numbers, and the base of the others."""

    def __init__(
        self, section: Section, settings: Settings, data: Mapping[str, str] | None = None, files: Files | None = None
    ) -> None:
        super().__init__(data, files)
        self.fields_by_key: dict[str, str] = {}
        self.add_fields(section, settings)
        self.fields["opened_with"] = opened_with_field(settings)

    def add_fields(self, section: Section, settings: Settings) -> None:
        """Add a field for each setting, with its present value."""
        for key in section.keys:
            self.add_field(key, key.rpartition(".")[2], _field(key, settings.get(key, "")))

    def add_field(self, key: str, name: str, field: forms.Field) -> None:
        """Add a field. A message about the setting is shown at the first field that was added for it."""
        self.fields[name] = field
        self.fields_by_key.setdefault(key, name)

    def values(self) -> dict[str, object]:
        """The values that were entered, by key, before the settings' readers check them."""
        return {key: self.cleaned_data[name] for key, name in self.fields_by_key.items()}

    def clean(self) -> dict[str, Any]:
        """Check every value with its setting's reader."""
        cleaned = super().clean() or {}
        self.changes: dict[str, object] = {}
        for key, value in self.values().items():
            try:
                self.changes[key] = read_setting(key, value)
            except InvalidSetting as error:
                self.add_setting_error(error)
        return cleaned

    def add_setting_error(self, error: InvalidSetting) -> None:
        """Show what is wrong with a setting at its field."""
        self.add_error(self.fields_by_key.get(error.key), str(error))


def _field(key: str, value: object) -> forms.Field:
    """The field of a setting that is a text, a number or one of a few words."""
    label, hint = BY_KEY[key].label, _HINTS.get(key, "")
    if choices := _CHOICES.get(key):
        return forms.ChoiceField(
            label=label,
            help_text=hint,
            required=False,
            widget=forms.RadioSelect(),
            choices=list(choices.items()),
            initial=value,
        )
    widget = forms.Textarea() if key in _LONG_TEXTS else forms.TextInput()
    return forms.CharField(label=label, help_text=hint, required=False, widget=widget, initial=value)


class AgencyForm(SettingsForm):
    """The agency and its calls, and whether people may answer on the web instead."""

    def add_fields(self, section: Section, settings: Settings) -> None:
        """Add the fields of this section."""
        super().add_fields(Section("", "", tuple(key for key in section.keys if key != "calling.web_door")), settings)
        web_door = forms.BooleanField(
            label="Let people who are reached by telephone answer on the web instead",
            help_text=(
                "Only a person who has said that they can talk freely gets the address and a code. The web brings "
                "a risk that somebody else sees the page, and answers that are not measured alike: analyses compare "
                "both. Read the guide to answers on the web before you switch it on"
            ),
            required=False,
            initial=settings["calling.web_door"],
        )
        self.add_field("calling.web_door", "web_door", web_door)


class PeopleForm(SettingsForm):
    """Who is surveyed. The share is entered in percent, the categories on a line each."""

    def add_fields(self, section: Section, settings: Settings) -> None:  # noqa: ARG002 - other sections need it
        """Add the fields of this section."""
        categories = forms.CharField(
            label="Categories of crimes and incidents",
            help_text=(
                "One on each line, as in our own layout. If the extract is read with a mapping, use the words that the "
                "mapping turns the force's into. Leave this empty to survey everyone"
            ),
            required=False,
            widget=forms.Textarea(),
            initial="\n".join(map(str, _listed(settings["categories"]))),
        )
        incidents = forms.CharField(
            label="Categories that are not crimes",
            help_text=(
                "Of those that are surveyed, one on each line: for example, Anti-social behaviour. Results are then "
                "also given for victims of crime and for victims of anti-social behaviour separately"
            ),
            required=False,
            widget=forms.Textarea(),
            initial="\n".join(map(str, _listed(settings.get("survey.incident_categories", [])))),
        )
        share = forms.CharField(
            label="Percentage of people to sample",
            help_text="For example, 15. Everyone in the frame has this chance of being picked",
            required=False,
            initial=f"{Decimal(str(settings['sampling_fraction'])) * 100:f}".rstrip("0").rstrip("."),
        )
        self.add_field("categories", "categories", categories)
        self.add_field("survey.incident_categories", "incident_categories", incidents)
        self.add_field("sampling_fraction", "sampling_percentage", share)
        super().add_fields(Section("", "", ("minimum_age", "repeat_contact_months")), settings)
        abroad = forms.BooleanField(
            label="Call numbers abroad too",
            help_text=(
                "Calling hours are those of the United Kingdom: we do not know what time it is where the person is. "
                "If you leave this out, people who only have a number abroad are excluded"
            ),
            required=False,
            initial=settings["numbers_abroad"],
        )
        self.add_field("numbers_abroad", "numbers_abroad", abroad)

    def values(self) -> dict[str, object]:
        """The categories as lists, the share as a fraction."""
        values = super().values()
        for key in ("categories", "survey.incident_categories"):
            values[key] = str(values[key]).splitlines()
        try:
            values["sampling_fraction"] = Decimal(str(values["sampling_fraction"]).rstrip(" %")) / 100
        except ArithmeticError:
            values["sampling_fraction"] = ""
        return values


class _QuestionnaireChoice(SettingsForm):
    """A form with the choice of a questionnaire."""

    def __init__(self, questionnaires: Sequence[tuple[str, str]], *args: Any) -> None:
        self._questionnaires = questionnaires
        super().__init__(*args)

    def add_questionnaire(self, settings: Settings, *, suggested: str = "") -> None:
        """Add the choice. suggested: the reference of the one that is chosen at first."""
        key = "survey.questionnaire"
        field = forms.ChoiceField(
            label="Questionnaire",
            help_text="The version that the agency asks. A month that has been released keeps its version",
            choices=[("", "Choose a questionnaire"), *self._questionnaires],
            initial=settings.get(key, suggested),
            error_messages={"required": "Choose a questionnaire"},
        )
        self.add_field(key, "questionnaire", field)

    def values(self) -> dict[str, object]:
        """What was entered, if the questionnaire is one that can be chosen."""
        return super().values() if "questionnaire" in self.cleaned_data else {}


class NeededForm(_QuestionnaireChoice):
    """Everything that has no standard value."""

    def add_fields(self, section: Section, settings: Settings) -> None:
        """Add a field for each, with the newest questionnaire chosen if there is only one in several versions."""
        for key in section.keys:
            if key == "survey.questionnaire":
                self.add_questionnaire(settings, suggested=self._newest())
            else:
                self.add_field(key, key.rpartition(".")[2], _field(key, settings.get(key, "")))

    def _newest(self) -> str:
        references = [reference for reference, _ in self._questionnaires]
        names = {reference.rpartition("_")[0] for reference in references}
        return max(references, key=_version_of) if len(names) == 1 else ""


def _version_of(reference: str) -> int:
    number = reference.rpartition("_")[2]
    return int(number) if number.isdecimal() else 0


class QuestionnaireForm(_QuestionnaireChoice):
    """The choice of a questionnaire, and of its modules, on a line each."""

    def add_fields(self, section: Section, settings: Settings) -> None:  # noqa: ARG002 - other sections need it
        """Add the choice, and the modules."""
        self.add_questionnaire(settings)
        modules = forms.CharField(
            label="Modules of the questionnaire",
            help_text=(
                "Questions that only some people are asked. One on each line: the module’s name in the questionnaire, "
                "= and a category; or = code and an offence code. For example, burglary = Burglary, or "
                "hate_crime = code 8M. The agency gets the names of a person’s modules, and no offence code. Leave "
                "this empty if the questionnaire has no modules"
            ),
            required=False,
            widget=forms.Textarea(),
            initial="\n".join(lines_of_modules(settings.get("survey.modules"))),
        )
        self.add_field("survey.modules", "modules", modules)

    def values(self) -> dict[str, object]:
        """The chosen one, if it is one that can be chosen, and the modules as entries."""
        values = super().values()
        if not values:
            return {}
        try:
            modules = modules_of_lines(self.cleaned_data["modules"])
        except ValueError as error:
            self.add_error("modules", str(error))
            return {}
        return values | {"survey.modules": modules}


class HoursForm(SettingsForm):
    """The calling hours of each kind of day."""

    _DAYS: ClassVar[dict[str, str]] = {"weekdays": "Monday to Friday", "saturdays": "Saturdays", "sundays": "Sundays"}

    def add_fields(self, section: Section, settings: Settings) -> None:  # noqa: ARG002 - other sections need it
        """Add two times for each kind of day, and whether bank holidays are like other days."""
        for name, words in self._DAYS.items():
            times = [*map(str, _listed(settings[f"calling.{name}"])), "", ""]
            hint = "For example, 9am or 09:00" if name == "weekdays" else "Leave both empty for no calls"
            self._add_time(name, "from", f"{words}: calls from", times[0], hint)
            self._add_time(name, "until", f"{words}: calls until", times[1], "")
        holidays = forms.BooleanField(
            label="Call on the bank holidays of England too, at the hours above",
            required=False,
            initial=settings["calling.bank_holidays"],
        )
        self.add_field("calling.bank_holidays", "bank_holidays", holidays)

    def _add_time(self, name: str, part: str, label: str, value: str, hint: str) -> None:
        field = forms.CharField(label=label, help_text=hint, required=False, initial=value)
        self.add_field(f"calling.{name}", f"{name}_{part}", field)

    def values(self) -> dict[str, object]:
        """The two times of each kind of day as a list."""
        times = {
            f"calling.{name}": [text for part in ("from", "until") if (text := self.cleaned_data[f"{name}_{part}"])]
            for name in self._DAYS
        }
        return times | {"calling.bank_holidays": self.cleaned_data["bank_holidays"]}


class _FileForm(SettingsForm):
    """A setting that is a file, or something standard without one."""

    key = ""
    without = ("", "")
    with_file = ("", "")
    file_label = ""
    file_hint = ""

    def add_fields(self, section: Section, settings: Settings) -> None:  # noqa: ARG002 - other sections need it
        """Add the choice, and the file."""
        has_file = bool(settings[self.key])
        choices = [("standard", self.without[1]), ("file", self.with_file[1])]
        choice = forms.ChoiceField(
            label=self.without[0],
            choices=choices,
            widget=forms.RadioSelect(),
            initial="file" if has_file else "standard",
            error_messages={"required": "Choose one of the two"},
        )
        file = forms.FileField(label=self.file_label, help_text=self.file_hint, required=False, allow_empty_file=True)
        self._present = settings[self.key]
        self.fields["choice"] = choice
        self.add_field(self.key, "file", file)

    def values(self) -> dict[str, object]:
        """The file's text, the present one if none was chosen, or nothing without a file."""
        if "choice" not in self.cleaned_data or "file" not in self.cleaned_data:
            return {}
        if self.cleaned_data["choice"] == "standard":
            return {self.key: type(self._present)()}
        if self.cleaned_data["file"] is not None:
            return {self.key: _text_of(self.cleaned_data["file"])}
        if self._present:
            return {self.key: self._present}
        self.add_error("file", "Choose a file")
        return {}


def _text_of(file: "UploadedFile[Any]") -> str:
    """The text of a small file. A text that is too long or not UTF-8 is left to the reader to refuse."""
    content: bytes = file.read(LONGEST + 1)
    return content.decode(encoding="utf-8", errors="replace")


class ExclusionsForm(_FileForm):
    """The standard exclusions, or a file of the programme's own."""

    key = "exclusion"
    without = ("Who is excluded from the frame", "The standard exclusions")
    with_file = ("", "Your own exclusions")
    file_label = "File with your own exclusions"
    file_hint = "A TOML file with one [[exclusion]] for each reason, in the form of the standard exclusions"


class MappingForm(_FileForm):
    """Our own layout, or a mapping file."""

    key = "mapping"
    without = ("Layout of the extracts", "Our own layout")
    with_file = ("", "The force’s own layout, read with a mapping")
    file_label = "Mapping file"
    file_hint = (
        "A TOML file that says how to read the force’s own export. A researcher can also make one on this site, "
        "under Mappings"
    )


_FORMS: Mapping[str, type[SettingsForm]] = {
    "agency": AgencyForm,
    "people": PeopleForm,
    "exclusions": ExclusionsForm,
    "hours": HoursForm,
    "mapping": MappingForm,
}

_FORMS_WITH_QUESTIONNAIRE: Mapping[str, type[_QuestionnaireChoice]] = {
    "needed": NeededForm,
    "questionnaire": QuestionnaireForm,
}


def settings_form(
    section: Section,
    settings: Settings,
    questionnaires: Sequence[tuple[str, str]],
    data: Mapping[str, str] | None = None,
    files: Files | None = None,
) -> SettingsForm:
    """The form of a section. questionnaires: the reference and title of each that can be chosen."""
    if choosing := _FORMS_WITH_QUESTIONNAIRE.get(section.slug):
        return choosing(questionnaires, section, settings, data, files)
    return _FORMS.get(section.slug, SettingsForm)(section, settings, data, files)


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []

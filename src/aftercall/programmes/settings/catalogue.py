"""All settings of a programme, in the order of the programme file, and in the sections in which people edit them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aftercall.core.errors import Refused
from aftercall.programmes.models import LEAST_BASE, LEAST_COUNT
from aftercall.programmes.settings import frame_files, readers
from aftercall.programmes.settings.lawful_bases import BASES, PUBLIC_TASK, STANDARD_LAW
from aftercall.programmes.settings.modules import categories_of_modules, modules
from aftercall.programmes.settings.readers import Reader, Value

type Settings = Mapping[str, Value]
# Results that have not been returned when retention ends are lost.
LEAST_RETENTION_WEEKS = 4


class InvalidSetting(Refused):
    """A setting has a value that can't be used. key: which one."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True)
class Setting:
    """One setting. key: its name in a programme file, with the table before a dot; default: None if it must be set."""

    key: str
    label: str
    read: Reader
    default: Value | None = None


SETTINGS = (
    Setting("sampling_fraction", "Percentage of people to sample", readers.fraction, "0.150"),
    Setting("minimum_age", "Minimum age in years", readers.whole_number("the minimum age", 0, 120), 16),
    Setting(
        "repeat_contact_months", "Repeat interval in months", readers.whole_number("the repeat interval", 0, 120), 12
    ),
    Setting("numbers_abroad", "Calls to numbers abroad", readers.yes_or_no, default=False),
    Setting("categories", "Categories of crimes and incidents", readers.names, []),
    Setting("exclusion_rules", "Standard exclusions", frame_files.exclusion_rules, "exclusions_1"),
    Setting("exclusion", "Your own exclusions", frame_files.exclusions, []),
    Setting("survey.name", "Name of the survey", readers.text("the name of the survey")),
    Setting("survey.force_name", "Name of the force", readers.text("the name of the force")),
    Setting("survey.force_phone", "The force’s telephone number", readers.phone),
    Setting("survey.policing_body", "Local policing body", readers.text("the name of the local policing body")),
    Setting("survey.contact_email", "Email address for the public", readers.email),
    Setting("survey.basis", "Lawful basis", readers.choice("the lawful basis", BASES), PUBLIC_TASK),
    Setting("survey.lawful_basis", "Law that gives you the task", readers.lawful_basis, STANDARD_LAW),
    Setting(
        "survey.retention_weeks",
        "Retention in weeks",
        readers.whole_number("the retention", LEAST_RETENTION_WEEKS, 104),
        12,
    ),
    Setting("survey.incident_categories", "Categories that are not crimes", readers.names, []),
    Setting(
        "survey.minimum_base",
        "Fewest people behind a published figure",
        readers.whole_number("the fewest people behind a published figure", LEAST_BASE, 1_000),
        LEAST_BASE,
    ),
    Setting(
        "survey.minimum_count",
        "Fewest people who gave, or did not give, an answer",
        readers.whole_number("the fewest people who gave, or did not give, an answer", LEAST_COUNT, 100),
        LEAST_COUNT,
    ),
    Setting("survey.questionnaire", "Questionnaire", readers.text("the questionnaire", longest=60)),
    Setting("survey.modules", "Modules of the questionnaire", modules, []),
    Setting("calling.agency_name", "Name of the agency", readers.text("the name of the agency")),
    Setting("calling.agency_phone", "The agency’s telephone number", readers.phone),
    Setting(
        "calling.window_opens_weeks",
        "Calls begin, weeks after the report",
        readers.whole_number("the first week of calls", 0, 104),
        8,
    ),
    Setting(
        "calling.window_closes_weeks",
        "Calls end, weeks after the report",
        readers.whole_number("the last week of calls", 0, 104),
        12,
    ),
    Setting(
        "calling.maximum_attempts",
        "Maximum number of calls",
        readers.whole_number("the maximum number of calls", 1, 20),
        6,
    ),
    Setting("calling.weekdays", "Calling hours on weekdays", readers.some_hours, ["09:00", "20:00"]),
    Setting("calling.saturdays", "Calling hours on Saturdays", readers.hours, ["10:00", "17:00"]),
    Setting("calling.sundays", "Calling hours on Sundays", readers.hours, []),
    Setting("calling.bank_holidays", "Calls on bank holidays", readers.yes_or_no, default=False),
    Setting("calling.web_door", "Answers on the web", readers.yes_or_no, default=False),
    Setting("mapping", "Mapping of the extracts", frame_files.mapping, ""),
)
BY_KEY = {setting.key: setting for setting in SETTINGS}


@dataclass(frozen=True)
class Section:
    """Settings that people edit together."""

    slug: str
    title: str
    keys: tuple[str, ...]


SECTIONS = (
    Section(
        "survey",
        "The survey and the force",
        (
            "survey.name",
            "survey.force_name",
            "survey.force_phone",
            "survey.policing_body",
            "survey.contact_email",
            "survey.basis",
            "survey.lawful_basis",
            "survey.retention_weeks",
        ),
    ),
    Section(
        "people",
        "Who is surveyed",
        (
            "categories",
            "survey.incident_categories",
            "sampling_fraction",
            "minimum_age",
            "repeat_contact_months",
            "numbers_abroad",
        ),
    ),
    Section("exclusions", "Who is excluded", ("exclusion_rules", "exclusion")),
    Section("questionnaire", "Questionnaire", ("survey.questionnaire", "survey.modules")),
    Section(
        "agency",
        "The agency and its calls",
        (
            "calling.agency_name",
            "calling.agency_phone",
            "calling.window_opens_weeks",
            "calling.window_closes_weeks",
            "calling.maximum_attempts",
            "calling.web_door",
        ),
    ),
    Section(
        "hours",
        "Calling hours",
        ("calling.weekdays", "calling.saturdays", "calling.sundays", "calling.bank_holidays"),
    ),
    Section("published", "What is published", ("survey.minimum_base", "survey.minimum_count")),
    Section("mapping", "Layout of the extracts", ("mapping",)),
)

# On one page what has no standard value, so that a programme is complete after it.
NEEDED = Section("needed", "What we need to know", tuple(one.key for one in SETTINGS if one.default is None))


# What programmes of one force have in common, unless someone changes it.
SHARED = (
    "survey.force_name",
    "survey.force_phone",
    "survey.policing_body",
    "survey.contact_email",
    "survey.basis",
    "survey.lawful_basis",
    "survey.retention_weeks",
    "calling.agency_name",
    "calling.agency_phone",
    "calling.window_opens_weeks",
    "calling.window_closes_weeks",
    "calling.maximum_attempts",
)


def default_settings() -> dict[str, Value]:
    """The settings of a new programme; those without a default are left out."""
    return {setting.key: setting.default for setting in SETTINGS if setting.default is not None}


def missing(settings: Settings) -> list[Setting]:
    """The settings that must be set and are not."""
    return [setting for setting in SETTINGS if setting.default is None and not settings.get(setting.key)]


def read_settings(values: Mapping[str, object]) -> dict[str, Value]:
    """Check values by key. Errors: InvalidSetting."""
    return {key: read_setting(key, value) for key, value in values.items()}


def read_setting(key: str, value: object) -> Value:
    """Check one value. Errors: InvalidSetting."""
    try:
        return BY_KEY[key].read(value)
    except ValueError as error:
        raise InvalidSetting(key, str(error)) from None


def check_together(settings: Settings) -> None:
    """Check the settings that depend on each other. Errors: InvalidSetting."""
    opens, closes = settings["calling.window_opens_weeks"], settings["calling.window_closes_weeks"]
    if isinstance(opens, int) and isinstance(closes, int) and opens >= closes:
        raise InvalidSetting("calling.window_closes_weeks", "Calls must end later than they begin")
    _check_are_surveyed(settings, "survey.modules", categories_of_modules(settings.get("survey.modules")))
    incidents = settings.get("survey.incident_categories")
    _check_are_surveyed(settings, "survey.incident_categories", incidents if isinstance(incidents, list) else [])


def _check_are_surveyed(settings: Settings, key: str, named: Iterable[object]) -> None:
    """A module for a category that nobody is surveyed about would never be asked, and one that is misspelt would make
    incidents crimes."""
    surveyed = settings.get("categories")
    known = {str(name).casefold() for name in surveyed} if isinstance(surveyed, list) else set()
    if known and (unknown := [str(name) for name in named if str(name).casefold() not in known]):
        raise InvalidSetting(
            key, f"{unknown[0]} is not one of the programme’s categories. Enter it as it is written there"
        )

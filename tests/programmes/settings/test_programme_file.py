"""The programme file: what is written can be read again, and a mistake is named with its key."""

from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from tests.fieldwork.making import TUESDAY, make_programme, new_version, version_of

from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.errors import BadInput
from aftercall.frames.exclusions import standard_exclusions
from aftercall.frames.rules import FrameRules
from aftercall.programmes.models import Programme
from aftercall.programmes.operations import create_programme, export_programme, import_programme
from aftercall.programmes.settings.programme_file import ProgrammeFile
from aftercall.programmes.settings.versions import frame_rules, mapping_of

SHIPPED = resources.files("aftercall.demo").joinpath("data/victims-of-crime.toml").read_text(encoding="utf-8")
MAPPING = '[columns]\nlast_name = "Surname"\n\n[flags]\ndeceased = "dead == \'Y\'"\n'


def import_text(text: str) -> Programme:
    file = ProgrammeFile.from_text(text, "p.toml")
    return import_programme(file=file, takes_effect_on=date(2025, 1, 1), actor=SystemActor("tests"), at=TUESDAY)


@pytest.mark.django_db
def test_the_shipped_file_is_exported_with_the_same_bytes() -> None:
    assert export_programme(programme=import_text(SHIPPED)) == SHIPPED


@pytest.mark.django_db
def test_a_programme_with_every_setting_changed_is_the_same_after_export_and_import() -> None:
    own = [exclusion.to_mapping() for exclusion in standard_exclusions()[1:]]
    programme = make_programme(
        slug="asb",
        top={
            "sampling_fraction": "0.255",
            "minimum_age": 18,
            "repeat_contact_months": 6,
            "numbers_abroad": True,
            "categories": ["Burglary", "Robbery"],
            "exclusion": own,
            "mapping": MAPPING,
        },
        survey={
            "modules": [{"name": "burglary", "categories": ["Burglary"], "offence_codes": ["28A"]}],
            "incident_categories": ["Robbery"],
        },
        calling={"saturdays": [], "sundays": [], "bank_holidays": True, "web_door": True},
    )
    first = export_programme(programme=programme)
    assert "exclusion_rules" not in first
    again = import_text(first.replace('slug = "asb"', 'slug = "again"'))
    assert export_programme(programme=again) == first.replace('slug = "asb"', 'slug = "again"')
    version, copy = version_of(programme), version_of(again)
    assert frame_rules(copy) == frame_rules(version)
    assert frame_rules(version).numbers_abroad
    assert (
        mapping_of(copy)
        == mapping_of(version)
        == {"columns": {"last_name": "Surname"}, "flags": {"deceased": "dead == 'Y'"}}
    )


@pytest.mark.django_db
def test_the_bulk_commands_read_the_same_rules_from_the_file(tmp_path: Path) -> None:
    programme = make_programme(top={"sampling_fraction": "0.3", "categories": ["Burglary"], "mapping": MAPPING})
    path = tmp_path / "p.toml"
    path.write_text(export_programme(programme=programme), encoding="utf-8")
    assert FrameRules.from_toml(path) == frame_rules(version_of(programme))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("agency_name", "agncy_name"), "there is no key calling.agncy_name; use calling.agency_name, calling.agency"),
        (("minimum_age", "age"), "there is no key age; use sampling_fraction, minimum_age"),
        (('"0808 157 0000"', '"none"'), "calling.agency_phone: Enter a telephone number"),
        (
            ("retention_weeks = 12", "retention_weeks = 500"),
            "survey.retention_weeks: Enter the retention as a whole number from 4 to 104",
        ),
        (
            ("retention_weeks = 12", 'retention_weeks = "12 weeks"'),
            "survey.retention_weeks: Enter the retention as a whole number",
        ),
        (
            ('basis = "public_task"', 'basis = "consent"'),
            "survey.basis: Choose the lawful basis; in a programme file, enter public_task or legitimate_interests",
        ),
        (
            ("Social Responsibility Act 2011", "Social Responsibility Order 2011"),
            "survey.lawful_basis: Write ‘Police Reform and Social Responsibility Act 2011’: it is an Act",
        ),
        (("sampling_fraction = 0.150", "sampling_fraction = 15"), "sampling_fraction: Enter more than 0%"),
        (("sampling_fraction = 0.150", "sampling_fraction = 0.1234"), "sampling_fraction: Enter more than 0%"),
        (("sampling_fraction = 0.150", "sampling_fraction = true"), "sampling_fraction: Enter more than 0%"),
        (("sampling_fraction = 0.150", 'sampling_fraction = "x"'), "sampling_fraction: Enter more than 0%"),
        (("categories = []", 'categories = ["Arson", "ARSON"]'), "categories: Enter each name only once"),
        (("categories = []", 'categories = "Arson"'), "categories: Enter a list of names"),
        (('"exclusions_1"', '"exclusions_9"'), "exclusion_rules: there is no set of exclusions of that name"),
        (
            ('email = "survey@example.org"', f'email = "a@{"b.example." * 28}org"'),
            "survey.contact_email: Enter an email address",
        ),
        (('email = "survey@example.org"', 'email = "survey"'), "survey.contact_email: Enter an email address"),
        (('"Durham Constabulary"', '""'), "survey.force_name: Enter the name of the force"),
        (('"Durham Constabulary"', f'"{"x" * 101}"'), "survey.force_name: Enter the name of the force in at most 100"),
        (('force_phone = "101"\n', ""), "survey.force_phone is missing; add it"),
        (('"10:00"', '"22:00"'), "calling.sundays: The last time must be later than the first"),
        (('"10:00"', '"early"'), "calling.sundays: Enter times such as 9am, 5:30pm or 17:30"),
        (('"10:00",\n', ""), "calling.sundays: Enter two times"),
        (("bank_holidays = true", 'bank_holidays = "yes"'), "calling.bank_holidays: Enter true or false"),
        (("window_opens_weeks = 8", "window_opens_weeks = 12"), "calling.window_closes_weeks: Calls must end later"),
        (('slug = "victims-of-crime"', 'slug = "Victims of crime"'), "slug: use at most 40 lower-case letters"),
        (('slug = "victims-of-crime"\n', ""), "slug is missing; add it"),
        (('name = "Victims of crime"', f'name = "{"x" * 101}"'), "name: use at most 100 characters"),
        (
            ('name = "burglary"\ncategories = [\n    "Burglary",\n]', 'name = "burglary"'),
            "survey.modules: Enter at least one category or offence code for the module burglary",
        ),
        (("[survey]", "[survey"), "is not TOML"),
        (("categories = []", f"categories = {'[' * 5_000}"), "too many brackets inside each other"),
        (
            ("categories = []", f'categories = ["{"x" * 101}"]'),
            "categories: Enter names of at most 100 characters. Line 1 is longer",
        ),
        (("categories = []", f"categories = {[str(n) for n in range(501)]}"), "Enter at most 500 names, not 501"),
        (("categories = []", 'categories = ["Theft", "\\u0007"]'), "without special characters. Line 2 has one"),
        (
            ('"Durham Constabulary"', r'"Durham\nConstabulary"'),
            "survey.force_name: .* without special characters, on one",
        ),
        (("survey@example", r"survey\u0000@example"), "survey.contact_email: Enter an email address"),
        (
            ("bank_holidays = true", 'bank_holidays = true\n[mapping.columns]\nsex = "\\u0000"'),
            "mapping: Remove the null",
        ),
        (
            ("bank_holidays = true", f"bank_holidays = true\n[mapping]\n{'a.' * 5_000}a = 1"),
            "too many dots in a key",
        ),
        (('name = "Victims of crime"', r'name = "Victims\u0000"'), "name: use at most 100 characters, on one line"),
        (("categories = []", "categories = []\ncalling = 3"), "is not TOML|calling must be a table"),
        (
            ("bank_holidays = true", "bank_holidays = true\n[mapping.columns]\nsurname = 'x'"),
            r"mapping: .*can't have surname",
        ),
        (
            ("bank_holidays = true", "bank_holidays = true\n[[exclusion]]\ncode = 'x'"),
            "exclusion: exclusions, exclusion x: give",
        ),
    ],
)
def test_a_mistake_gets_one_line_with_the_file_and_the_key(change: tuple[str, str], message: str) -> None:
    assert change[0] in SHIPPED
    with pytest.raises(BadInput, match=message) as error:
        ProgrammeFile.from_text(SHIPPED.replace(*change, 1), "p.toml")
    assert str(error.value).startswith("p.toml: ")
    assert "\n" not in str(error.value)


def test_several_mistakes_are_all_named_in_one_line() -> None:
    text = SHIPPED.replace("minimum_age = 16", "minimum_age = -1").replace("contact_email", "email")
    with pytest.raises(BadInput) as error:
        ProgrammeFile.from_text(text, "p.toml")
    assert str(error.value) == (
        "p.toml: minimum_age: Enter the minimum age as a whole number from 0 to 120. "
        "Also wrong or missing: survey.email, survey.contact_email"
    )


def test_a_file_may_begin_with_a_byte_order_mark() -> None:
    assert ProgrammeFile.from_text(f"\ufeff{SHIPPED}", "p.toml").to_text() == SHIPPED


def test_weekdays_must_have_calling_hours() -> None:
    text = SHIPPED.replace('weekdays = [\n    "09:00",\n    "21:00",\n]', "weekdays = []")
    with pytest.raises(BadInput, match="weekdays: Enter two times"):
        ProgrammeFile.from_text(text, "p.toml")


def test_a_table_must_be_a_table() -> None:
    with pytest.raises(BadInput, match=r"survey must be a table, \[survey\]"):
        ProgrammeFile.from_text('name = "x"\nslug = "x"\nsurvey = 1', "p.toml")


@pytest.mark.django_db
@pytest.mark.parametrize("changed", ["twice", "questionnaire", "no version"])
def test_what_cannot_be_imported_or_exported_changes_nothing(changed: str) -> None:
    text = SHIPPED.replace("victim_satisfaction_3", "no_such_form_3") if changed == "questionnaire" else SHIPPED
    attempts: dict[str, Callable[[], object]] = {
        "twice": lambda: [import_text(text), import_text(text)],
        "questionnaire": lambda: import_text(text),
        "no version": lambda: export_programme(
            programme=create_programme(name="New", actor=SystemActor("tests"), at=TUESDAY)
        ),
    }
    with pytest.raises(
        Refused, match=r"already a programme victims-of-crime|no questionnaire of this name|no version yet"
    ):
        attempts[changed]()
    assert Programme.objects.count() == {"twice": 1, "questionnaire": 0, "no version": 1}[changed]


@pytest.mark.django_db
def test_the_latest_version_is_exported() -> None:
    programme = import_text(SHIPPED)
    new_version(programme, date(2025, 6, 1), minimum_age=18)
    assert "minimum_age = 18" in export_programme(programme=programme)

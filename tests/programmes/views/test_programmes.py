"""The administrator's pages of programmes."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import TUESDAY, make_programme, new_version, version_of
from tests.world import planned_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import clock
from aftercall.programmes import queries
from aftercall.programmes.models import Programme, ProgrammeDraft
from aftercall.programmes.operations import export_programme
from aftercall.programmes.settings.catalogue import NEEDED, SECTIONS
from aftercall.questionnaires.queries import choosable

pytestmark = pytest.mark.django_db
SECTION_VALUES: dict[str, dict[str, object]] = {
    "survey": {
        "name": "Anti-social behaviour survey",
        "force_name": "Example Constabulary",
        "force_phone": "101",
        "policing_body": "Example Police and Crime Commissioner",
        "contact_email": "survey@example.org",
        "basis": "public_task",
        "lawful_basis": "Public task.",
        "retention_weeks": "8",
    },
    "people": {
        "categories": "Anti-social behaviour\r\nPublic order\r\n\r\n",
        "sampling_percentage": "12.5",
        "minimum_age": "18",
        "repeat_contact_months": "6",
        "numbers_abroad": "on",
    },
    "questionnaire": {"questionnaire": "victim_satisfaction_1", "modules": "nuisance = public order"},
    "agency": {
        "agency_name": "Example Research",
        "agency_phone": "020 7946 0123",
        "window_opens_weeks": "6",
        "window_closes_weeks": "10",
        "maximum_attempts": "5",
        "web_door": "on",
    },
    "hours": {
        "weekdays_from": "9:30",
        "weekdays_until": "20:00",
        "saturdays_from": "10:00",
        "saturdays_until": "16:00",
        "sundays_from": "",
        "sundays_until": "",
        "bank_holidays": "on",
    },
}


@pytest.fixture
def client(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    return client_signed_in_as(Role.ADMINISTRATOR)


def address(name: str, *arguments: str) -> str:
    return reverse(f"programmes:{name}", args=arguments)


def text(client: Client, name: str, *arguments: str) -> str:
    response = client.get(address(name, *arguments))
    assert response.status_code == 200
    return response.content.decode()


def save(client: Client, programme: Programme, section: str, **values: object) -> str:
    """Save a section. Returns the page with the message that follows."""
    response = client.post(address("settings", programme.slug, section), values, follow=True)
    return response.content.decode()


def test_a_month_that_was_left_out_is_pointed_out(client: Client, researcher: User) -> None:
    programme = make_programme()
    planned_wave(researcher, programme)
    assert "been opened, although" not in text(client, "programme", programme.slug)
    planned_wave(researcher, programme, date(2025, 3, 1))
    assert "February 2025 has not been opened, although" in text(client, "programme", programme.slug)
    planned_wave(researcher, programme, date(2025, 5, 1))
    assert "February 2025 and April 2025 have not been opened" in text(client, "programme", programme.slug)


def test_a_programme_is_created_completed_and_confirmed_on_pages(client: Client) -> None:
    assert "not created a programme yet" in text(client, "programmes")
    response = client.post(address("new_programme"), {"name": "Anti-social behaviour"}, follow=True)
    assert "What we need to know – Aftercall</title>" in response.content.decode()
    assert "Complete 7 settings" in text(client, "programmes")
    programme = Programme.objects.get()
    assert "These are missing" in text(client, "confirm", programme.slug)
    for section, values in SECTION_VALUES.items():
        assert "Your changes are saved" in save(client, programme, section, **values)
    assert "The settings are complete" in text(client, "programme", programme.slug)
    day = {"takes_effect_on_0": "1", "takes_effect_on_1": "6", "takes_effect_on_2": "2025"}
    response = client.post(address("confirm", programme.slug), day, follow=True)
    assert "Version 1 is confirmed" in response.content.decode()
    assert "a researcher opens the first month" in response.content.decode()
    assert "Ask a researcher to open the first month" in text(client, "programmes")
    exported = export_programme(programme=programme)
    for line in (
        "sampling_fraction = 0.125",
        "minimum_age = 18",
        "repeat_contact_months = 6",
        "numbers_abroad = true",
        '    "Anti-social behaviour",\n    "Public order",\n',
        'agency_phone = "020 7946 0123"',
        'weekdays = [\n    "09:30",\n    "20:00",\n]',
        "sundays = []",
        "bank_holidays = true",
        "retention_weeks = 8",
        "maximum_attempts = 5",
    ):
        assert line in exported
    assert client.get(address("programme_file", programme.slug)).content.decode() == exported


def test_a_programme_can_be_completed_on_one_page(client: Client) -> None:
    client.post(address("new_programme"), {"name": "New"})
    programme = Programme.objects.get()
    page = text(client, "settings", "new", "needed")
    newest = choosable()[-1][0]
    assert f'<option value="{newest}" selected>' in " ".join(page.split())
    assert "7 settings are missing" in text(client, "programme", "new")
    needed = {key.rpartition(".")[2] for key in NEEDED.keys}
    values = {name: one for section in SECTION_VALUES.values() for name, one in section.items() if name in needed}
    wrong = client.post(address("settings", "new", "needed"), values | {"agency_phone": "none"})
    assert wrong.status_code == 422
    assert "Enter a telephone number" in wrong.content.decode()
    page = save(client, programme, "needed", **values)
    assert "Confirm the settings – Aftercall</title>" in page
    assert "These are missing" not in page


def test_every_section_shows_its_present_settings(client: Client) -> None:
    programme = make_programme(top={"mapping": '[columns]\nlast_name = "Surname <b>"\n'})
    for section in SECTIONS:
        assert f"{section.title} – Aftercall</title>" in text(client, "settings", programme.slug, section.slug)
    assert 'value="15"' in text(client, "settings", programme.slug, "people")
    assert 'value="09:00"' in text(client, "settings", programme.slug, "hours")
    assert "Surname &lt;b&gt;" in text(client, "settings", programme.slug, "mapping")
    assert client.get(address("settings", programme.slug, "none")).status_code == 404
    assert client.get(address("programme", "none")).status_code == 404


@pytest.mark.parametrize(
    ("section", "changes", "message"),
    [
        ("survey", {"force_name": ""}, "Enter the name of the force"),
        ("survey", {"force_phone": "none"}, "Enter a telephone number, such as"),
        ("people", {"sampling_percentage": "200"}, "Enter more than 0%"),
        ("people", {"sampling_percentage": "1e9999999"}, "Enter more than 0%"),
        ("people", {"sampling_percentage": "many"}, "Enter more than 0%"),
        ("people", {"minimum_age": "x"}, "Enter the minimum age as a whole number from 0 to 120"),
        ("questionnaire", {"questionnaire": ""}, "Choose a questionnaire"),
        ("questionnaire", {"questionnaire": "none_1"}, "is not one of the available choices"),
        (
            "questionnaire",
            {"questionnaire": "victim_satisfaction_1", "modules": "burglary"},
            "Line 1 is different",
        ),
        ("agency", {"window_opens_weeks": "10"}, "Calls must end later than they begin"),
        ("hours", {"sundays_from": "10:00"}, "Enter two times"),
        ("hours", {"weekdays_from": "", "weekdays_until": ""}, "Enter two times, such as 09:00 and 20:00"),
        ("hours", {"saturdays_from": "07:59"}, "Enter times from 08:00 to 21:00"),
        ("hours", {"sundays_from": "11:00", "sundays_until": "21:01"}, "Enter times from 08:00 to 21:00"),
        ("exclusions", {}, "Choose one of the two"),
        ("exclusions", {"choice": "file"}, "Choose a file"),
        ("mapping", {"choice": "maybe"}, "is not one of the available choices"),
    ],
)
def test_a_value_that_cannot_be_used_is_explained_at_its_field(
    section: str, changes: dict[str, object], message: str, client: Client
) -> None:
    programme = make_programme()
    response = client.post(address("settings", programme.slug, section), SECTION_VALUES.get(section, {}) | changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count(message) >= 2  # in the summary and at the field
    assert not ProgrammeDraft.objects.exists()


def test_files_are_uploaded_kept_and_removed(client: Client) -> None:
    programme = make_programme()
    mapping = SimpleUploadedFile("m.toml", b'[columns]\nlast_name = "Surname"\n')
    assert "Your changes are saved" in save(client, programme, "mapping", choice="file", file=mapping)
    assert "You have not changed anything" in save(client, programme, "mapping", choice="file")
    assert queries.settings_to_edit(programme)["mapping"] == '[columns]\nlast_name = "Surname"\n'
    wrong = SimpleUploadedFile("x.toml", b"\xff\xfe")
    assert "is not TOML" in save(client, programme, "exclusions", choice="file", file=wrong)
    for section in ("exclusions", "mapping"):
        extract = SimpleUploadedFile("x.csv", b"Crime No,Surname\nC1,Walton\n")
        assert "This is not a" in save(client, programme, section, choice="file", file=extract)
    assert "Your changes are saved" in save(client, programme, "mapping", choice="standard")
    assert queries.settings_to_edit(programme)["mapping"] == ""


def test_saving_the_same_values_begins_no_draft(client: Client) -> None:
    programme = make_programme()
    page = save(client, programme, "questionnaire", questionnaire="victim_satisfaction_1")
    assert "You have not changed anything" in page
    assert not ProgrammeDraft.objects.exists()


def test_changes_are_shown_confirmed_from_a_date_and_listed_as_a_version(client: Client, researcher: User) -> None:
    programme = make_programme()
    planned_wave(researcher, programme)
    save(client, programme, "people", **SECTION_VALUES["people"])
    assert "Changed" in text(client, "programme", programme.slug)
    assert "Confirm the changes" in text(client, "programmes")
    page = text(client, "confirm", programme.slug)
    for words in ("15.0%", "12.5%", "Everything that is reported", "Anti-social behaviour, Public order"):
        assert words in page
    assert "Open without an extract: January 2025." in page
    assert 'name="takes_effect_on_2" type="text" value="2025"' in page
    wrong = {"takes_effect_on_0": "31", "takes_effect_on_1": "13", "takes_effect_on_2": "2025"}
    refused = client.post(address("confirm", programme.slug), wrong)
    assert (refused.status_code, version_of(programme).number) == (422, 1)
    client.post(address("confirm", programme.slug), wrong | {"takes_effect_on_1": "12"})
    assert version_of(programme).takes_effect_on == date(2025, 12, 31)
    page = text(client, "versions", programme.slug)
    assert "What version 2 changed" in page
    assert "Used for January 2025" in page
    assert "takes effect on 31 December 2025" in page or "Takes effect on 31 December 2025" in page


def test_the_latest_settings_can_be_given_an_earlier_date(client: Client, researcher: User) -> None:
    programme = make_programme()
    new_version(programme, date(2025, 6, 1), minimum_age=18)
    planned_wave(researcher, programme)
    assert "it does not apply to January 2025" in text(client, "confirm", programme.slug)
    day = {"takes_effect_on_0": "1", "takes_effect_on_1": "1", "takes_effect_on_2": "2025"}
    page = client.post(address("confirm", programme.slug), day, follow=True).content.decode()
    assert "Version 3 is confirmed, with the date 1 January 2025. It applies to January 2025." in page
    assert "Version 3 in effect since 1 January 2025." in page


def test_a_change_that_someone_else_made_meanwhile_is_neither_overwritten_nor_confirmed_unseen(client: Client) -> None:
    programme = make_programme()
    people = address("settings", programme.slug, "people")
    opened = {"opened_with": opened_with(client, people)}
    confirming = {"opened_with": opened_with(client, address("settings", programme.slug, "hours"))}
    values = {"minimum_age": "16", "repeat_contact_months": "12", "sampling_percentage": "15"} | opened
    assert client.post(people, values | {"sampling_percentage": "20"}).status_code == 302
    refused = client.post(people, values | {"minimum_age": "17"})
    page = unescape(refused.content.decode())
    assert refused.status_code == 422
    assert (
        "Someone else has changed this since you opened the page: Percentage of people to sample (now: 20.0%)" in page
    )
    assert "Open this page again with the present settings" in page
    assert queries.settings_to_edit(programme)["sampling_fraction"] == "0.200"
    day = {"takes_effect_on_0": "1", "takes_effect_on_1": "1", "takes_effect_on_2": "2025"}
    assert client.post(address("confirm", programme.slug), day | confirming).status_code == 422
    assert version_of(programme).number == 1


def opened_with(client: Client, page: str) -> str:
    found = re.search('name="opened_with" value="([^"]+)"', client.get(page).content.decode())
    assert found
    return found[1]


def test_changes_can_be_discarded(client: Client) -> None:
    programme = make_programme()
    save(client, programme, "people", **SECTION_VALUES["people"])
    assert "have been discarded" in client.post(address("discard", programme.slug), follow=True).content.decode()
    assert "no changes to discard" in client.post(address("discard", programme.slug), follow=True).content.decode()
    assert "You have not changed any settings since version 1" in text(client, "confirm", programme.slug)


def test_a_new_programme_may_copy_the_force_and_the_agency_of_another(client: Client) -> None:
    first = make_programme(calling={"weekdays": ["10:00", "12:00"]}, top={"minimum_age": 18})
    assert "Copy the force and the agency from" in text(client, "new_programme")
    client.post(address("new_programme"), {"name": "Hate crime", "copy_from": first.pk})
    settings = queries.settings_to_edit(Programme.objects.get(slug="hate-crime"))
    assert settings["survey.force_name"] == "Example Constabulary"
    assert settings["calling.agency_phone"] == "0808 157 0000"
    assert (settings["survey.name"], settings["minimum_age"]) == ("Hate crime", 16)
    assert settings["calling.weekdays"] == ["09:00", "20:00"]


def test_exclusions_and_the_questionnaire_are_shown_in_words(client: Client) -> None:
    created = make_programme()
    client.post(address("new_programme"), {"name": "New", "copy_from": created.pk})
    new = Programme.objects.get(slug="new")
    save(client, new, "questionnaire", questionnaire="victim_satisfaction_1")
    save(client, new, "mapping", choice="file", file=SimpleUploadedFile("m.toml", b'[columns]\nlast_name = "Name"\n'))
    page = text(client, "confirm", "new")
    assert "The person has died; The person has asked not to be surveyed;" in page
    assert "(victim_satisfaction version 1)" in page
    assert "See the mapping" in page
    assert "<li>The person has died</li>" in text(client, "settings", "new", "exclusions")


def test_a_name_that_is_taken_is_explained(client: Client) -> None:
    make_programme(slug="crime")
    assert (
        "already a programme of this name" in client.post(address("new_programme"), {"name": "Crime"}).content.decode()
    )
    assert "Enter the name" in client.post(address("new_programme"), {"name": ""}).content.decode()


def test_a_programme_without_a_version_has_no_file_and_says_so(client: Client) -> None:
    client.post(address("new_programme"), {"name": "New"})
    assert client.get(address("programme_file", "new")).status_code == 404
    assert "This programme has no version yet" in text(client, "versions", "new")


@pytest.fixture
def on_tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: TUESDAY)


@pytest.mark.usefixtures("on_tuesday")
def test_the_version_in_effect_and_those_to_come_are_distinguished(client: Client) -> None:
    programme = make_programme()
    new_version(programme, date(2025, 8, 1), minimum_age=18)
    new_version(programme, date(2025, 6, 1), minimum_age=21)
    new_version(programme, date(2025, 7, 1), minimum_age=20)
    line = "Version 1 in effect since 1 January 2025; version 3 takes effect on 1 June 2025; version 4 takes effect on"
    for page in (text(client, "programmes"), text(client, "programme", programme.slug)):
        assert f"{line} 1 July 2025" in page
    versions = text(client, "versions", programme.slug)
    assert re.findall(r"In effect|Not in effect yet|Replaced", versions) == [
        "Not in effect yet", "Not in effect yet", "Replaced", "In effect",
    ]  # fmt: skip


@pytest.mark.usefixtures("on_tuesday")
def test_a_version_says_which_changes_it_brings_forward(client: Client) -> None:
    programme = make_programme()
    save(client, programme, "people", **SECTION_VALUES["people"])
    assert "is not in effect yet" not in text(client, "confirm", programme.slug)
    new_version(programme, date(2025, 8, 1), minimum_age=18)
    save(client, programme, "people", **SECTION_VALUES["people"] | {"minimum_age": "21"})
    page = text(client, "confirm", programme.slug)
    assert "Version 2 is not in effect yet." in page
    assert re.search(r"Minimum age.*16.*18", page, re.DOTALL)


@pytest.mark.usefixtures("on_tuesday")
@pytest.mark.parametrize("year", [1800, 2206])
def test_a_date_that_must_be_mistyped_is_refused(client: Client, year: int) -> None:
    programme = make_programme()
    save(client, programme, "people", **SECTION_VALUES["people"])
    day = {"takes_effect_on_0": "1", "takes_effect_on_1": "1", "takes_effect_on_2": year}
    page = client.post(address("confirm", programme.slug), day).content.decode()
    assert "Enter a date from 4 March 2015 to 4 March 2027" in page
    assert programme.versions.count() == 1


def test_the_lawful_basis_is_public_task_until_it_is_changed_and_then_a_warning_says_what_is_wrong(
    client: Client,
) -> None:
    programme = make_programme()
    assert 'value="public_task" checked' in text(client, "settings", programme.slug, "survey")
    assert "Public task, Article 6(1)(e)" in text(client, "versions", programme.slug)
    warning = "A public authority cannot rely on legitimate interests"
    assert warning not in text(client, "programme", programme.slug)
    save(client, programme, "survey", **SECTION_VALUES["survey"] | {"basis": "legitimate_interests"})
    assert warning in text(client, "programme", programme.slug)
    assert warning in text(client, "confirm", programme.slug)

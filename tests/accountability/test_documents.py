"""The data protection officer's documents say what the settings and contracts are."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from io import BytesIO

import pytest
from django.db.models import QuerySet
from django.test import Client
from pypdf import PdfReader
from pytest_django import Settings
from tests.consultations.making import make_open
from tests.fieldwork.making import TUESDAY, make_contract, make_programme, overwrite, version_of
from tests.fieldwork.views.pages import words

from aftercall.accountability.details import MATCHED, detail_rows, details_not_shared, shared_details
from aftercall.accountability.facts import announces_monitoring, surveys_on
from aftercall.accountability.security import security_measures
from aftercall.accountability.waiting import documents_with_warnings
from aftercall.accountability.words import monitoring, recipients, retention_rows
from aftercall.accounts.roles import Role
from aftercall.config.activities import ACTIVITIES, DESCRIBED_WITH_THE_SURVEYS, OF_STAFF
from aftercall.config.doctor import SEALED
from aftercall.contracts.models import ContractVersion
from aftercall.contracts.schedule import released_fields
from aftercall.frames.layout import LABELS
from aftercall.instrument.loading import shipped_document
from aftercall.programmes.models import Programme
from aftercall.programmes.settings.versions import frame_rules
from aftercall.rights.desk.operations.forgetting import MONTHS_KEPT
from aftercall.suppression.models import COOLING_TIME

# Pages and documents: other tests use their queries on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = date(2025, 3, 4)


@pytest.fixture
def officer(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    return client_signed_in_as(Role.DATA_PROTECTION)


@pytest.fixture
def programme(db: None) -> Programme:
    """A programme whose settings differ from the defaults, so that no document has the right value by chance."""
    return make_programme(
        top={"sampling_fraction": "0.175", "repeat_contact_months": 13, "minimum_age": 17, "numbers_abroad": True},
        survey={"retention_weeks": 19, "lawful_basis": "The police must be efficient."},
        calling={"window_opens_weeks": 7, "window_closes_weeks": 11, "maximum_attempts": 5},
    )


def pdf_text(client: Client, address: str) -> str:
    content = client.get(address).content
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_without_a_programme_there_is_nothing_to_document(officer: Client) -> None:
    assert "No programme is set up yet" in words(officer.get("/documents/"))
    assert officer.get("/documents/record/").status_code == HTTPStatus.NOT_FOUND


def test_the_documents_are_listed(officer: Client, programme: Programme) -> None:
    page = words(officer.get("/documents/"))
    for name in ("Record of processing activities", "Data protection impact assessment", "Privacy notice"):
        assert name in page


def test_the_record_says_what_the_settings_and_contracts_are(officer: Client, programme: Programme) -> None:
    facts = (
        "Example Constabulary, 101, survey@example.org",
        "Data protection officer (data_protection@example.org)",
        "Public task, Article 6(1)(e). The police must be efficient.",
        "17.5% of those who may be sampled",
        "From 7 to 11 weeks after the report, at most 5 calls",
        "17 years",
        frame_rules(version_of(programme)).exclusions[0].words,
        "19 weeks after the last call day",
        "13 months after the last call day",
        "Data processing contract, version 1. From 1 January 2025 until it is ended",
        "Example Police and Crime Commissioner",
        "Inspectorate of Constabulary",
        "A supervisor of Example Research may listen",
        "may be called on a number abroad",
    )
    page, pdf = words(officer.get("/documents/record/")), pdf_text(officer, "/documents/record/pdf/")
    for fact in facts:
        assert fact in page
        assert fact in pdf


def test_the_impact_assessment_has_the_facts_and_leaves_judgements_to_people(
    officer: Client, programme: Programme
) -> None:
    page, pdf = (
        words(officer.get("/documents/impact-assessment/")),
        pdf_text(officer, "/documents/impact-assessment/pdf/"),
    )
    for fact in ("19 weeks after the last call", "within 13 months", "Remaining risks accepted by To be completed"):
        assert fact in page
        assert fact in pdf


def test_the_scope_is_counted(officer: Client, programme: Programme) -> None:
    page = words(officer.get("/documents/impact-assessment/"))
    assert f"{programme.name} 0 0 0 0 0" in page


def test_legitimate_interests_and_a_missing_contract_are_warnings_everywhere(officer: Client) -> None:
    make_programme(survey={"basis": "legitimate_interests"})
    QuerySet(ContractVersion).delete()
    for address in ("/documents/", "/documents/record/", "/documents/impact-assessment/"):
        page = words(officer.get(address))
        assert "A public authority cannot rely on legitimate interests for its tasks" in page
        assert "There is no data processing contract in force with Example Research." in page
    assert "Legitimate interests, Article 6(1)(f)" in words(officer.get("/documents/record/"))
    [item] = documents_with_warnings(TUESDAY)
    assert item.text == "2 things to put right before the documents are in order"


def test_nothing_waits_when_the_documents_are_in_order(programme: Programme) -> None:
    assert list(documents_with_warnings(TUESDAY)) == []


def test_every_released_field_is_named_and_no_other(programme: Programme) -> None:
    released = {row[0] for row in detail_rows() if row[3] == "Yes"}
    assert released == {LABELS[name] for name in released_fields(modules=False)}
    assert "date of birth" in details_not_shared()
    assert "postcode" in details_not_shared()
    assert "phone number" in shared_details(modules=False)
    assert "date of birth" not in shared_details(modules=True)
    assert "which parts of the questionnaire to ask" in shared_details(modules=True)
    assert {"phone", "email", "date_of_birth"} <= MATCHED


def test_other_processors_of_the_contract_are_recipients() -> None:
    make_contract("Example Research", sub_processors="Example Hosting")
    make_programme()
    [name, what, _] = recipients(surveys_on(TODAY))[1]
    assert (name, what) == ("Example Hosting", "As the contract with Example Research allows")


def test_each_programme_has_its_own_retention_and_lawful_basis(programme: Programme) -> None:
    second = make_programme(survey={"retention_weeks": 4})
    rows = [row for row in retention_rows(surveys_on(TODAY)) if row[0].startswith("Contact details and notes")]
    assert [row[1] for row in rows] == [
        "19 weeks after the last call day of the month",
        "4 weeks after the last call day of the month",
    ]
    assert second.name in rows[1][0]


def test_the_times_of_retention_are_those_that_the_program_keeps(programme: Programme) -> None:
    times = {row[0]: row[1] for row in retention_rows(surveys_on(TODAY))}
    assert times["Contact details of people who opt out on the public site"].startswith(f"{COOLING_TIME.days} days")
    assert times["Who made a request or complaint, and what they wrote"] == f"{MONTHS_KEPT} months after it is closed"
    assert times["Keyed digests of people who were contacted"] == "13 months after the last call day"


def test_what_rooms_above_do_is_in_the_documents_once_they_do_it(programme: Programme, officer: Client) -> None:
    record, assessment = "/documents/record/", "/documents/impact-assessment/"
    assert "Consultations" not in words(officer.get(record))
    make_open(months_kept=7)
    text = words(officer.get(record))
    assert "age, sex, area, ethnic group, religion and disability" in text
    assert "Answers to consultations 7 months after the last day" in text
    assert "What somebody thinks of the police becomes known" in words(officer.get(assessment))


def test_answers_on_the_web_are_in_the_documents_where_they_are_allowed(settings: Settings, officer: Client) -> None:
    programme, settings.WEB_DOOR_URL = make_programme(calling={"web_door": True}), ""
    assert "Answers on the web" not in words(officer.get("/documents/record/"))
    settings.WEB_DOOR_URL = "https://w.example"
    text = words(officer.get("/documents/record/"))
    assert f"answer on the web: {programme.name}" in text
    assert "They work for 7 days at most" in text
    assert "works for 30 minutes after the last page" in words(officer.get("/documents/impact-assessment/"))
    assert "ask the interviewer for a code" in words(officer.get("/privacy/"))


def test_every_room_with_encrypted_values_is_in_the_documents() -> None:
    encrypting = {kind.values.__module__.split(".")[1] for kind in SEALED}
    described = {reader.__module__.split(".")[1] for reader in ACTIVITIES}
    assert encrypting <= described | DESCRIBED_WITH_THE_SURVEYS | OF_STAFF


def test_call_monitoring_is_what_the_questionnaire_announces(programme: Programme) -> None:
    document = shipped_document("victim_satisfaction_1")
    assert announces_monitoring(document)
    assert not announces_monitoring({"scripts": [{"text": "Hello"}]})
    instrument = version_of(programme).survey.instrument
    silent = {**instrument.document, "scripts": []}
    overwrite(type(instrument), document=silent)
    [survey] = surveys_on(TODAY)
    assert monitoring(survey) == "None: the questionnaire does not announce any, so nobody may listen"


def test_measures_are_those_of_this_installation(settings: Settings) -> None:
    settings.KEYS_DIR, settings.SECOND_FACTOR_REQUIRED, settings.CALLS_PER_HOUR = settings.HOME / "keys", False, 33
    text = " ".join(security_measures())
    assert "The keys are in the home folder." in text
    assert "password only" in text
    assert "33 people within an hour" in text
    settings.KEYS_DIR, settings.SECOND_FACTOR_REQUIRED = settings.HOME.parent / "keys", True
    text = " ".join(security_measures())
    assert "kept outside the database and the home folder" in text
    assert "a second factor" in text

"""The pages of contracts."""

from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO

import pytest
from django.db.models import QuerySet
from django.test import Client
from pypdf import PdfReader
from tests.fieldwork.making import make_contract, make_programme
from tests.fieldwork.views.pages import words

from aftercall.accounts.roles import Role
from aftercall.contracts.clauses import STANDARD
from aftercall.contracts.models import ContractVersion

pytestmark = pytest.mark.django_db
DATES = {
    "in_force_from_0": "1",
    "in_force_from_1": "1",
    "in_force_from_2": "2025",
    "in_force_until_0": "",
    "in_force_until_1": "",
    "in_force_until_2": "",
}


@pytest.fixture
def administrator(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    return client_signed_in_as(Role.ADMINISTRATOR)


@pytest.fixture
def officer(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    return client_signed_in_as(Role.DATA_PROTECTION)


def test_before_there_is_an_agency_the_page_says_where_to_name_one(administrator: Client) -> None:
    page = administrator.get("/contracts/")
    assert "No programme names an agency yet." in words(page)
    assert "/programmes/" in page.content.decode()
    assert "Every agency that a programme names has a contract" in words(administrator.get("/contracts/new/"))


def test_an_administrator_records_a_contract_and_then_its_end(administrator: Client) -> None:
    make_programme()
    QuerySet(ContractVersion).delete()
    assert "Example Research Not recorded" in words(administrator.get("/contracts/"))
    form = administrator.get("/contracts/new/")
    assert STANDARD["confidentiality"] in words(form)
    data = {"agency_name": "Example Research", **DATES, **STANDARD, "reference": "C-7"}
    done = administrator.post("/contracts/new/", data, follow=True)
    assert "Version 1 of the contract has been recorded." in words(done)
    assert "Reference C-7 Duration From 1 January 2025 until it is ended" in words(done)
    first = ContractVersion.objects.get()
    assert first.recorded_by is not None
    ended = data | {"in_force_until_0": "31", "in_force_until_1": "3", "in_force_until_2": "2025"}
    done = administrator.post(f"/contracts/{first.pk}/next/", ended, follow=True)
    assert "All versions Version 2. From 1 January 2025 to 31 March 2025 Version 1 . From 1 January 2025" in words(done)
    assert "Record the next version" in words(done)
    assert "Record the next version" not in words(administrator.get(f"/contracts/{first.pk}/"))
    outdated = administrator.post(f"/contracts/{first.pk}/next/", ended)
    assert outdated.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Someone else has recorded a version" in words(outdated)


def test_a_faulty_form_says_what_to_enter(administrator: Client) -> None:
    make_programme()
    QuerySet(ContractVersion).delete()
    data = {"agency_name": "Example Research", **STANDARD, "audit": "", "in_force_from_0": "31", "in_force_from_1": "2"}
    page = administrator.post("/contracts/new/", data)
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    text = words(page)
    assert "Enter what the contract says about: audit" in text
    assert not ContractVersion.objects.exists()


def test_the_officer_reads_contracts_and_cannot_record_any(officer: Client) -> None:
    make_programme()
    [version] = ContractVersion.objects.all()
    page = words(officer.get("/contracts/"))
    assert "Example Research In force Version 1" in page
    assert "An administrator records contracts" in page
    page = words(officer.get(f"/contracts/{version.pk}/"))
    assert "Audit, Article 28(3)(h) The force may read every access" in page
    assert "Record the next version" not in page
    assert officer.get(f"/contracts/{version.pk}/next/").status_code == HTTPStatus.FORBIDDEN


def test_a_version_can_be_saved_as_a_pdf_that_says_the_same(officer: Client) -> None:
    version = make_contract("Example Research")
    response = officer.get(f"/contracts/{version.pk}/pdf/")
    assert response["Content-Type"] == "application/pdf"
    assert f'filename="contract-{version.pk}.pdf"' in response["Content-Disposition"]
    text = " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages).split())
    assert "Data processing contract with Example Research" in text
    assert "Other phone number" in text
    assert "National framework" in text


def test_a_contract_that_begins_later_or_has_ended_is_listed_as_that(officer: Client) -> None:
    make_contract("Later Research", in_force_from="2099-04-01")
    make_contract("Former Research", in_force_until="2025-01-31")
    page = words(officer.get("/contracts/"))
    assert "Former Research Ended Version 1" in page
    assert "Later Research Begins on 1 April 2099" in page

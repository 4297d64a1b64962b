"""The page on which the officer imports a list."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import make_user

from aftercall.accounts.roles import Role
from aftercall.rights.imported import forms
from aftercall.suppression.models import Objection

URL = "/suppression-list/import/"


@pytest.fixture
def officer(client: Client, db: None) -> Client:
    client.force_login(make_user(Role.DATA_PROTECTION, signed=False))
    return client


def send(client: Client, content: bytes) -> str:
    response = client.post(URL, {"people": SimpleUploadedFile("old.csv", content)}, follow=True)
    return response.content.decode()


def test_the_officer_imports_a_list(officer: Client) -> None:
    page = send(officer, b"first_name,last_name,date_of_birth\nAnn,Example,1980-03-31\n")
    assert "1 person has been added to the suppression list, 0 were on it already. 0 cases closed." in page
    assert "It has 1 objection now" in page
    home = officer.get(reverse("start")).content.decode()
    assert "The suppression list has 1 objection" in home


def test_mistakes_are_listed_and_nothing_is_imported(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aftercall.rights.imported.views.SHOWN_MISTAKES", 1)
    page = send(officer, b"first_name,date_of_birth\nAnn,soon\nBob,later\n")
    assert "2 mistakes in the list. Nothing has been imported" in page
    assert "Row 2, date_of_birth: write the date like 1980-01-31 or 31/01/1980" in page
    assert "and 1 more" in page
    assert "There is a problem" in page
    assert not Objection.objects.exists()


def test_a_file_that_is_no_list_gets_one_line(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "The list: is empty" in send(officer, b"")
    assert "Choose the file with the list" in officer.post(URL).content.decode()
    monkeypatch.setattr(forms, "MOST_BYTES", 1)
    assert "larger than 20 MB" in send(officer, b"first_name\n")

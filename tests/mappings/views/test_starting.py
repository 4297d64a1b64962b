"""The pages that begin, show, download and discard a mapping."""

import html
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import make_programme, new_version
from tests.mappings.making import AT, as_file, complete, make_draft
from tests.world import MONTH

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.mappings import operations
from aftercall.mappings.forms import starting
from aftercall.mappings.models import MappingDraft
from aftercall.programmes.models import Programme
from aftercall.programmes.operations import set_mapping

# What these forms store and read is in tests/mappings/test_operations.py, on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
MAPPING = '[columns]\ncrime_ref = "Crime No"\n'


def post(client: Client, page: str, programme: Programme, **data: object) -> HttpResponse:
    """Submit a form of a programme's mapping and follow where it leads."""
    return client.post(reverse(f"mappings:{page}", args=[programme.slug]), data, follow=True)


def text_of(client: Client, name: str, programme: Programme) -> str:
    """A page of a programme's mapping."""
    response = client.get(reverse(f"mappings:{name}", args=[programme.slug]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_says_how_each_programmes_extract_is_read(client: Client, researcher: User) -> None:
    assert "There is no programme yet" in client.get(reverse("mappings:index")).content.decode()
    make_programme(slug="plain")
    new_version(make_programme(slug="own"), MONTH, mapping=MAPPING)
    waiting = make_programme(slug="waiting")
    set_mapping(programme=waiting, mapping=MAPPING, actor=researcher, at=AT)
    make_draft(make_programme(slug="being-made"), researcher)
    shown = client.get(reverse("mappings:index")).content.decode()
    for words in ("Our own layout", "Its own mapping", "waiting for an administrator", "A mapping is being made"):
        assert shown.count(words) == 1


def test_an_uploaded_extract_leads_to_its_columns(client: Client, programme: Programme) -> None:
    shown = post(client, "upload", programme, extract=as_file()).content.decode()
    assert "Match the columns" in shown
    assert "99/99/9999" in shown
    overview = text_of(client, "overview", programme)
    assert overview.count("Cannot start yet") == 5
    assert "Upload another example extract" in overview


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (None, "Choose an extract"),
        (SimpleUploadedFile("a.csv", b""), "a.csv: is empty"),
        (SimpleUploadedFile("a.pdf", b"%PDF-1.7"), "a.pdf: is a PDF document"),
        (SimpleUploadedFile("a.txt", b"some notes\nof mine\n"), "has only one column"),
        (SimpleUploadedFile("a.csv", b"Crime No,Person URN\n"), "a.csv: has a header and no records"),
        (SimpleUploadedFile("a.csv", b"Crime No,Person URN\n,\n"), "a.csv: has column names and no values below them"),
        (SimpleUploadedFile("a.xlsx", b"no workbook"), "is not an Excel workbook"),
        (SimpleUploadedFile("a.csv", b"x" * 101), "must be smaller than 20 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(
    client: Client,
    programme: Programme,
    monkeypatch: pytest.MonkeyPatch,
    file: SimpleUploadedFile | None,
    words: str,
) -> None:
    monkeypatch.setattr(starting, "MAX_EXAMPLE_BYTES", 100)
    response = post(client, "upload", programme, **({"extract": file} if file else {}))
    assert response.status_code == 422
    shown = response.content.decode()
    assert shown.count(words) == 2  # in the summary and beside the field
    assert not MappingDraft.objects.exists()


def test_a_mapping_file_begins_a_draft_that_waits_for_an_extract(client: Client, programme: Programme) -> None:
    shown = post(client, "use_file", programme, mapping=SimpleUploadedFile("m.toml", MAPPING.encode())).content.decode()
    assert shown.count("Upload an example extract to check this mapping against") == 1
    assert shown.count("Cannot start yet") == 7
    assert MappingDraft.objects.get().entries == {"columns": {"crime_ref": "Crime No"}}
    assert "Upload an example extract to begin" in (
        client.get(reverse("mappings:columns", args=[programme.slug]), follow=True).content.decode()
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The mapping file is empty"),
        (b"\xff\xfe\x00", "is not a UTF-8 text file"),
        (b"Monthly export\nCrime No,Surname\n", "This is not a mapping file. To make a mapping from an extract"),
        ("Crime No,Größe\n".encode("cp1252"), "This is not a mapping file. To make a mapping from an extract"),
        (b"PK\x03\x04\xff", "This is not a mapping file. To make a mapping from an extract"),
        (b"columns = [", "The mapping file: is not TOML"),
        (b'[columns]\nsurname = "x"', "have surname"),
        (b"a = [" + b"[" * 90, "too many brackets"),
        (b'[values.area]\nn = "\\u0000"', "Remove the null characters"),
        (b"#" * 101, "too large for a mapping file"),
    ],
)
def test_a_file_that_is_no_mapping_is_refused_in_one_line(
    client: Client, programme: Programme, monkeypatch: pytest.MonkeyPatch, content: bytes, words: str
) -> None:
    monkeypatch.setattr(starting, "MAX_MAPPING_BYTES", 100)
    response = post(client, "use_file", programme, mapping=SimpleUploadedFile("m.toml", content))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not MappingDraft.objects.exists()


def test_a_shipped_mapping_begins_a_draft(client: Client, programme: Programme) -> None:
    post(client, "use_shipped", programme, name="occurrence-export")
    assert MappingDraft.objects.get().entries["columns"]["crime_ref"] == "Occurrence No"
    assert post(client, "use_shipped", programme, name="none").status_code == 422
    assert post(client, "use_shipped", programme, name="").status_code == 422
    assert '<option value="">Choose a mapping' in text_of(client, "overview", programme)


def test_the_programmes_own_mapping_can_be_downloaded_and_changed(client: Client, programme: Programme) -> None:
    assert client.get(reverse("mappings:download", args=[programme.slug])).status_code == 404
    new_version(programme, MONTH, mapping=MAPPING)
    shown = text_of(client, "overview", programme)
    assert "Change this mapping" in shown
    assert "To make a new one instead, upload an extract" in shown
    response = client.get(reverse("mappings:download", args=[programme.slug]))
    assert (response.content.decode(), response["Content-Type"]) == (MAPPING, "application/toml")
    assert f"{programme.slug}-mapping.toml" in response["Content-Disposition"]
    post(client, "use_current", programme)
    assert MappingDraft.objects.get().entries == {"columns": {"crime_ref": "Crime No"}}


def test_the_draft_can_be_downloaded(client: Client, programme: Programme, researcher: User) -> None:
    make_draft(programme, researcher)
    assert 'crime_ref = "Crime No"' in text_of(client, "download", programme)


def test_a_mapping_file_for_an_extract_that_was_read_leads_back_to_the_steps(
    client: Client, programme: Programme, researcher: User
) -> None:
    make_draft(programme, researcher)
    shown = post(client, "use_file", programme, mapping=SimpleUploadedFile("m.toml", MAPPING.encode())).content.decode()
    assert "Match the columns" in shown
    assert "Your extract has 1 of its 1 column." in shown
    assert "to check this mapping against" not in shown


def test_answers_are_replaced_only_once_that_is_confirmed(
    client: Client, programme: Programme, researcher: User
) -> None:
    answered = complete(make_draft(programme, researcher))
    shown = post(client, "use_shipped", programme, name="occurrence-export").content.decode()
    assert "Replace your answers with this mapping?" in shown
    assert re.search(r"Your extract has \d of its \d+ columns", shown)
    other = SimpleUploadedFile("m.toml", b'[columns]\ncrime_ref = "Fall"\n')
    shown = post(client, "use_file", programme, mapping=other).content.decode()
    assert "None of its columns is in your extract." in shown
    assert MappingDraft.objects.get().entries == answered.entries
    text = html.unescape(re.findall(r'name="mapping" value="([^"]*)"', shown)[0])
    shown = post(client, "replace", programme, mapping=text).content.decode()
    assert "The mapping has been read. None of its columns is in your extract." in shown
    assert MappingDraft.objects.get().confirmed == ["layout"]
    assert "is not TOML" in post(client, "replace", programme, mapping="[").content.decode()
    post(client, "replace", programme)
    assert post(client, "use_file", programme, mapping=SimpleUploadedFile("m.toml", b"#")).status_code == 200


def test_the_steps_say_when_the_extract_has_been_removed(
    client: Client, programme: Programme, researcher: User
) -> None:
    draft = complete(make_draft(programme, researcher), upload="", test={"usable": True})
    assert "We have removed the example extract" in text_of(client, "overview", programme)
    complete(draft, confirmed=["layout", "columns", "values", "dates", "flags", "defaults", "test"])
    assert "Save the mapping with" in text_of(client, "overview", programme)


def test_a_draft_is_discarded_once_that_is_confirmed(client: Client, programme: Programme, researcher: User) -> None:
    make_draft(programme, researcher)
    assert "Keep the draft" in text_of(client, "discard", programme)
    assert MappingDraft.objects.exists()
    assert "have been removed" in post(client, "discard", programme).content.decode()
    assert not MappingDraft.objects.exists()
    assert operations.NO_DRAFT in post(client, "discard", programme).content.decode()


def test_only_a_researcher_may_see_the_columns_of_an_extract(
    client_signed_in_as: Callable[[Role | None], Client], programme: Programme, researcher: User
) -> None:
    make_draft(programme, researcher)
    address = reverse("mappings:columns", args=[programme.slug])
    for role in set(Role) - {Role.RESEARCHER}:
        assert client_signed_in_as(role).get(address).status_code == 403
    assert client_signed_in_as(None).get(address).status_code == 302


def test_there_is_no_page_for_an_unknown_programme(client: Client) -> None:
    assert client.get(reverse("mappings:overview", args=["none"])).status_code == 404
    assert client.get(reverse("mappings:columns", args=["none"])).status_code == 404

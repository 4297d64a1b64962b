"""Uploading an extract: what happens next, and that an invalid file changes nothing."""

import html
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.programmes.views.sending import as_csv, page, rows_of, send
from tests.world import drawn_wave, fresh, planned_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.models import AuditEntry
from aftercall.frames.reading import xlsx_file
from aftercall.programmes import load_process
from aftercall.programmes.models import ExtractLoad, LoadJob, Wave
from aftercall.programmes.states import WaveState

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("cached_frames")
def test_an_upload_redirects_to_the_page_of_the_load_and_then_to_the_wave(
    client: Client, researcher: User, extract: Path
) -> None:
    wave = planned_wave(researcher)
    assert send(client, wave, extract.read_bytes())["Location"] == reverse("programmes:loading", args=[wave.pk])
    assert fresh(wave).state == WaveState.LOADED
    response = client.get(reverse("programmes:loading", args=[wave.pk]), follow=True)
    assert response.redirect_chain == [(reverse("programmes:wave", args=[wave.pk]), 302)]
    assert "The extract has been loaded" in response.content.decode()


def test_a_name_shows_whether_an_assumed_encoding_is_right_until_the_draw(
    client: Client, researcher: User, extract: Path
) -> None:
    wave = planned_wave(researcher)
    rows = rows_of(extract)
    for row in rows:
        row["first_name"] = "Zoë"
    rows[0]["reported_on"] = "soon"
    send(client, wave, as_csv(rows).decode().encode("mac_roman"))
    shown = page(client, "wave", wave)
    assert "We read the file as Windows-1252, because nothing says which encoding it has." in shown
    assert "<strong>Zo‘ " in shown
    assert AuditEntry.objects.filter(action="extract.name_seen").count() == 1
    assert "Zo" not in str(list(AuditEntry.objects.values_list("details", flat=True)))
    assert rows[0]["crime_ref"] in page(client, "rejected", wave)
    Wave.objects.update(state=WaveState.DRAWN)
    assert "Zo‘" not in page(client, "wave", wave)


SMALL_LIMIT = 1 << 20  # bytes, instead of the real limit on an unpacked workbook, 1 GB


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 2 * SMALL_LIMIT)
    return packed.getvalue()


def csv_without_category(rows: list[dict[str, str]]) -> bytes:
    return as_csv(rows, [name for name in rows[0] if name != "category"])


# By kind: how to make the content from valid rows, the file's name, and a word of the error.
INVALID_FILES: dict[str, tuple[Callable[[list[dict[str, str]]], bytes], str, str]] = {
    "an empty file": (lambda _: b"", "Amelia’s (new) extract.csv", "Amelia’s (new) extract.csv: is empty"),
    "a picture": (lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "extract.csv", "extract"),
    "a missing column": (csv_without_category, "extract.csv", "category"),
    "UTF-16": (lambda rows: as_csv(rows).decode().encode("utf-16"), "extract.csv", "UTF-8"),
    "a zip bomb": (lambda _: zip_bomb(), "extract.xlsx", "unpack"),
}


@pytest.mark.parametrize("kind", INVALID_FILES)
def test_an_invalid_file_gets_a_one_line_error_and_changes_nothing(
    kind: str, client: Client, researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_file, "LARGEST_UNPACKED", SMALL_LIMIT)
    make, name, error = INVALID_FILES[kind]
    wave = planned_wave(researcher)
    shown = send(client, wave, make(rows_of(extract)), name, follow=True).content.decode()
    assert shown.count("govuk-error-summary__list") == 1
    assert error in html.unescape(shown)
    assert (fresh(wave).state, ExtractLoad.objects.count()) == (WaveState.PLANNED, 0)
    assert not AuditEntry.objects.filter(action="extract.loaded").exists()


def test_the_form_cannot_be_submitted_without_a_file(client: Client, researcher: User) -> None:
    wave = planned_wave(researcher)
    response = client.post(reverse("programmes:load", args=[wave.pk]), {})
    assert response.status_code == 422
    assert "Choose an extract file" in response.content.decode()
    assert not LoadJob.objects.exists()


def test_a_second_load_is_refused_while_one_is_running(
    client: Client, researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = planned_wave(researcher)
    monkeypatch.setattr(load_process, "launch", lambda *_: None)
    monkeypatch.setattr(load_process, "is_running", lambda _: True)
    send(client, wave, extract.read_bytes())
    second = send(client, wave, extract.read_bytes(), follow=True)
    assert "already being loaded into this wave" in second.content.decode()
    assert LoadJob.objects.count() == 1


@pytest.mark.usefixtures("cached_frames")
def test_a_drawn_wave_keeps_its_extract(client: Client, researcher: User, extract: Path) -> None:
    response = send(client, drawn_wave(researcher, extract), extract.read_bytes(), follow=True)
    assert "cannot replace the extract after you have drawn the sample" in response.content.decode()
    assert not LoadJob.objects.exists()


@pytest.mark.usefixtures("cached_frames")
def test_if_no_process_can_be_started_the_page_says_so_and_the_next_load_succeeds(
    client: Client, researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no memory")

    wave = planned_wave(researcher)
    with monkeypatch.context() as patch:
        patch.setattr(load_process, "launch", fail)
        assert "could not start" in send(client, wave, extract.read_bytes(), follow=True).content.decode()
    assert fresh(wave).state == WaveState.PLANNED
    send(client, wave, extract.read_bytes())
    assert fresh(wave).state == WaveState.LOADED


def test_no_upload_remains_in_the_working_folder(
    client: Client, researcher: User, extract: Path, tmp_path: Path, settings: Settings
) -> None:
    settings.WORKING_DIR = tmp_path / "work"
    for content in (extract.read_bytes(), b"no extract"):
        send(client, planned_wave(researcher) if not Wave.objects.exists() else Wave.objects.get(), content)
        assert list((tmp_path / "work").rglob("*")) == []


def test_only_the_researcher_may_upload_an_extract_and_only_by_post(
    client_signed_in_as: Callable[[Role | None], Client], researcher: User
) -> None:
    wave = planned_wave(researcher)
    assert client_signed_in_as(Role.FIELD_MANAGER).post(reverse("programmes:load", args=[wave.pk])).status_code == 403
    assert client_signed_in_as(Role.RESEARCHER).get(reverse("programmes:load", args=[wave.pk])).status_code == 405

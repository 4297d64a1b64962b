"""The researcher's wave pages: what is shown, what a wrong file is answered with, and that it changes nothing."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.fieldwork.making import make_programme
from tests.world import drawn_wave, fresh, loaded_wave, planned_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.models import AuditEntry
from aftercall.programmes.models import ExtractLoad, Wave
from aftercall.programmes.states import WaveState

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of: Callable[[Role | None], Client]) -> Client:
    return client_of(Role.RESEARCHER)


def rows_of(extract: Path) -> list[dict[str, str]]:
    with extract.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_csv(rows: list[dict[str, str]], columns: list[str] | None = None) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns or list(rows[0]), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def upload(client: Client, wave: Wave, content: bytes, name: str = "extract.csv") -> str:
    """What the page says after an upload that must be refused, with its status checked."""
    file = SimpleUploadedFile(name, content)
    response = client.post(reverse("programmes:load", args=[wave.pk]), {"extract": file})
    assert response.status_code == 422
    return response.content.decode()


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 1_200_000_000)
    return packed.getvalue()


def without_a_column(rows: list[dict[str, str]]) -> bytes:
    return as_csv(rows, [name for name in rows[0] if name != "category"])


WRONG_FILES: dict[str, tuple[Callable[[list[dict[str, str]]], bytes], str, str]] = {
    "an empty file": (lambda _: b"", "extract.csv", "empty"),
    "a picture": (lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "extract.csv", "extract"),
    "a missing column": (without_a_column, "extract.csv", "category"),
    "UTF-16": (lambda rows: as_csv(rows).decode().encode("utf-16"), "extract.csv", "UTF-8"),
    "a zip bomb": (lambda _: zip_bomb(), "extract.xlsx", "unpack"),
}


@pytest.mark.parametrize("kind", WRONG_FILES)
def test_a_wrong_file_gets_one_clear_line_and_changes_nothing(
    kind: str, client: Client, researcher: User, extract: Path
) -> None:
    make, name, says = WRONG_FILES[kind]
    wave = planned_wave(researcher)
    entries = AuditEntry.objects.count()
    page = upload(client, wave, make(rows_of(extract)), name)
    assert page.count("govuk-error-message") == 1
    assert says in page
    assert (fresh(wave).state, ExtractLoad.objects.count(), AuditEntry.objects.count()) == (
        WaveState.PLANNED, 0, entries,
    )  # fmt: skip


def test_many_bad_rows_get_a_table_of_row_column_and_what_to_mend(
    client: Client, researcher: User, extract: Path
) -> None:
    wave = planned_wave(researcher)
    rows = [row | {"reported_on": "31/02/2025"} for row in rows_of(extract) * 25]
    page = upload(client, wave, as_csv(rows))
    assert "10,000 of them" in page
    assert page.count('<th scope="row"') == 100
    assert "reported_on" in page
    assert "31/02/2025" not in page
    assert fresh(wave).state == WaveState.PLANNED


def test_a_few_bad_rows_are_rejected_and_can_be_downloaded(client: Client, researcher: User, extract: Path) -> None:
    wave = planned_wave(researcher)
    rows = rows_of(extract)
    rows[3]["reported_on"] = "31/02/2025"
    file = SimpleUploadedFile("extract.csv", as_csv(rows))
    response = client.post(reverse("programmes:load", args=[wave.pk]), {"extract": file}, follow=True)
    assert response.status_code == 200
    rejected = b"".join(client.get(reverse("programmes:rejected", args=[wave.pk])).streaming_content).decode()
    assert "reported_on" in rejected
    assert "31/02/2025" not in rejected


def test_the_page_shows_the_flow_to_the_last_record(client: Client, researcher: User, extract: Path) -> None:
    wave = loaded_wave(researcher, extract)
    page = client.get(reverse("programmes:wave", args=[wave.pk])).content.decode()
    flow = wave.load.flow
    for count in (flow["read"], flow["rejected"], sum(flow["excluded"].values()), flow["repeats"], flow["frame"]):
        assert f">{count:,}<" in page


def test_a_certificate_can_be_taken_away_only_once_there_is_one(
    client: Client, researcher: User, extract: Path
) -> None:
    wave = loaded_wave(researcher, extract)
    address = reverse("programmes:certificate", args=[wave.pk])
    assert client.get(address).status_code == 404
    client.post(reverse("programmes:draw", args=[wave.pk]))
    with zipfile.ZipFile(io.BytesIO(client.get(address).content)) as archive:
        assert json.loads(archive.read("certificate.json"))["seed_commitment"] == wave.seed_commitment
        assert archive.read("digests.sha256").decode().splitlines()[0].endswith("  frame.parquet")


def test_drawing_twice_says_why_not(client: Client, researcher: User, extract: Path) -> None:
    wave = drawn_wave(researcher, extract)
    page = client.post(reverse("programmes:draw", args=[wave.pk]), follow=True).content.decode()
    assert "a sample is drawn once" in page


def test_a_month_is_opened_and_not_twice(client: Client) -> None:
    make_programme()
    address = reverse("programmes:waves")
    assert client.post(address, {"month": "2025-01"}).status_code == 302
    assert "already a wave for January 2025" in client.post(address, {"month": "2025-01"}).content.decode()
    assert "such as 2026-01" in client.post(address, {"month": "Jan"}).content.decode()
    assert Wave.objects.count() == 1


def test_nothing_of_the_upload_stays_in_the_working_folder(
    client: Client, researcher: User, extract: Path, tmp_path: Path, settings: Settings
) -> None:
    settings.WORKING_DIR = tmp_path / "work"
    wave = planned_wave(researcher)
    file = SimpleUploadedFile("extract.csv", extract.read_bytes())
    client.post(reverse("programmes:load", args=[wave.pk]), {"extract": file})
    assert list((tmp_path / "work").rglob("*")) == []

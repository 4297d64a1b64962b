"""Uploading extracts through the site, and reading a wave's pages."""

import csv
import io
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from aftercall.programmes.models import Wave


def rows_of(extract: Path) -> list[dict[str, str]]:
    """An extract's rows."""
    with extract.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_csv(rows: list[dict[str, str]], columns: list[str] | None = None) -> bytes:
    """Rows as a CSV extract, with these columns or all of them."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns or list(rows[0]), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def send(
    client: Client, wave: Wave, content: bytes, name: str = "extract.csv", *, follow: bool = False
) -> HttpResponse:
    """Upload an extract into a wave."""
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("programmes:load", args=[wave.pk]), {"extract": file}, follow=follow)


def page(client: Client, view: str, wave: Wave) -> str:
    """The content of one of a wave's pages, which must exist."""
    response = client.get(reverse(f"programmes:{view}", args=[wave.pk]))
    assert response.status_code == 200
    return response.content.decode()

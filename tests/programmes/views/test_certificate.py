"""Downloading the certificate of a draw."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import loaded_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]


def test_the_certificate_can_be_downloaded_after_the_draw(client: Client, researcher: User, extract: Path) -> None:
    wave = loaded_wave(researcher, extract)
    address = reverse("programmes:certificate", args=[wave.pk])
    assert client.get(address).status_code == 404
    client.post(reverse("programmes:draw", args=[wave.pk]))
    with zipfile.ZipFile(io.BytesIO(client.get(address).content)) as archive:
        assert json.loads(archive.read("certificate.json"))["seed_commitment"] == wave.seed_commitment
        assert archive.read("digests.sha256").decode().splitlines()[0].endswith("  frame.parquet")


def test_only_the_researcher_may_download_the_certificate_and_only_by_get(
    client_signed_in_as: Callable[[Role | None], Client], researcher: User, extract: Path
) -> None:
    address = reverse("programmes:certificate", args=[loaded_wave(researcher, extract).pk])
    assert client_signed_in_as(Role.FIELD_MANAGER).get(address).status_code == 403
    assert client_signed_in_as(Role.RESEARCHER).post(address).status_code == 405

"""Django's settings, read once per process; so most of them are tested in a new process with a home of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

FLAGS = "s.DEMO, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.DEBUG"


def settings_of(home: Path, expression: str = FLAGS) -> str:
    environment = os.environ | {"AFTERCALL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "aftercall.config.settings"}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    return subprocess.run(
        [sys.executable, "-c", f"from django.conf import settings as s; print({expression})"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_production_sends_cookies_only_over_tls(tmp_path: Path) -> None:
    assert settings_of(tmp_path).split() == ["False", "True", "True", "False"]


def test_a_home_with_the_demo_marker_is_a_demo(tmp_path: Path) -> None:
    (tmp_path / "demo").touch()
    assert settings_of(tmp_path).split() == ["True", "False", "False", "False"]


def test_the_signing_key_is_created_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    settings_of(tmp_path / "home")
    key = tmp_path / "home-keys/django.key"
    first = key.read_text()
    settings_of(tmp_path / "home")
    assert key.read_text() == first
    assert key.stat().st_mode & 0o077 == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("origin", "status"), [("https://localhost", 200), ("https://example.com", 403), ("null", 403)]
)
def test_forms_must_come_from_this_site_even_behind_a_tls_proxy(origin: str, status: int) -> None:
    client = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    client.get(reverse("account_login"))
    token = client.cookies["csrftoken"].value
    response = client.post(reverse("account_login"), {"csrfmiddlewaretoken": token}, HTTP_ORIGIN=origin)
    assert response.status_code == status


@pytest.mark.parametrize(("file", "clock"), [("demo", "2026-03-26 10:00:00+00:00"), ("other", "None")])
def test_only_a_demo_can_set_its_clock(file: str, clock: str, tmp_path: Path) -> None:
    """In production, setting the clock would allow calls outside the contact window."""
    (tmp_path / file).write_text("2026-03-26T10:00:00+00:00")
    assert settings_of(tmp_path, "s.CLOCK_START").strip() == clock

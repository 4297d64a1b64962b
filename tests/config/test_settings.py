"""Settings that only another installation than the tests' own can show."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

PRINT = "from django.conf import settings as s; print(s.DEMO, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.DEBUG)"


def settings_of(home: Path) -> str:
    environment = os.environ | {"AFTERCALL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "aftercall.config.settings"}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    return subprocess.run(
        [sys.executable, "-c", PRINT], env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_an_installation_in_earnest_sends_cookies_over_tls_alone(tmp_path: Path) -> None:
    assert settings_of(tmp_path).split() == ["False", "True", "True", "False"]


def test_only_a_home_marked_as_a_demonstration_is_one(tmp_path: Path) -> None:
    (tmp_path / "demo").touch()
    assert settings_of(tmp_path).split() == ["True", "False", "False", "False"]


def test_the_signing_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings_of(tmp_path)
    key = tmp_path / "keys/django.key"
    first = key.read_text()
    settings_of(tmp_path)
    assert key.read_text() == first
    assert key.stat().st_mode & 0o077 == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("origin", "status"), [("https://localhost", 200), ("https://example.com", 403), ("null", 403)]
)
def test_forms_come_from_this_site_even_where_a_proxy_speaks_tls_for_it(origin: str, status: int) -> None:
    client = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    client.get(reverse("account_login"))
    token = client.cookies["csrftoken"].value
    response = client.post(reverse("account_login"), {"csrfmiddlewaretoken": token}, HTTP_ORIGIN=origin)
    assert response.status_code == status

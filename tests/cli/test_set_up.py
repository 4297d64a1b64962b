"""The command set-up: when it prints a link for an administrator, and which."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import OperationalError
from django.test import Client

from aftercall.accounts.models import AccessLink, User
from aftercall.accounts.roles import Role
from aftercall.cli.site import set_up
from aftercall.config import environment
from aftercall.core import clock
from aftercall.core.models import InstalledVersion
from aftercall.errors import BadInput

pytestmark = pytest.mark.django_db


def printed(*arguments: str) -> str:
    result = CliRunner().invoke(set_up, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_first_set_up_prints_a_link_that_works_in_a_browser(client: Client) -> None:
    [link] = [line for line in printed().splitlines() if line.startswith("http://localhost:8000/")]
    page = client.get(link.removeprefix("http://localhost:8000"), follow=True)
    assert "Create an administrator’s account" in page.content.decode()


def test_the_link_begins_with_the_address_of_the_site(settings: object) -> None:
    settings.SITE_URL = "https://survey.example.org"  # type: ignore[attr-defined]  # pytest-django's fixture
    assert "https://survey.example.org/account/link/" in printed()


def test_once_there_is_an_administrator_a_link_is_printed_only_on_request() -> None:
    User.objects.create_user(
        email="ada@example.org", name="Ada", role=Role.ADMINISTRATOR, password=None, joined_at=clock.now()
    )
    assert "/link/" not in printed()
    assert not AccessLink.objects.exists()
    assert "/link/" in printed("--new-administrator")


def test_a_home_that_does_not_exist_is_created_for_its_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "srv" / "aftercall"
    monkeypatch.setenv("AFTERCALL_HOME", str(home))
    assert "The database is ready" in printed()
    assert home.stat().st_mode & 0o777 == 0o700


def test_a_home_or_a_keys_folder_that_cannot_be_created_gets_a_one_line_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("AFTERCALL_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(BadInput, match="Set AFTERCALL_HOME to a folder that you can write to"):
        environment.make_home()
    monkeypatch.setenv("AFTERCALL_KEYS", str(tmp_path / "file" / "keys"))
    with pytest.raises(BadInput, match="Set AFTERCALL_KEYS to a folder that you can write to"):
        environment.secret_key()


@pytest.mark.one_database
def test_a_database_of_a_newer_version_gets_a_one_line_error_and_is_left_as_it_is() -> None:
    InstalledVersion.objects.create(version="9.9.9", installed_at=clock.now())
    result = CliRunner().invoke(set_up)
    assert result.exit_code == 1
    assert result.output.startswith("Error: The database was set up by version 9.9.9, which is newer than this program")
    assert result.output.count("\n") == 1
    assert [one.version for one in InstalledVersion.objects.order_by("-pk")[:1]] == ["9.9.9"]


def test_a_database_that_cannot_be_opened_gets_a_one_line_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OperationalError("unable to open database file")

    monkeypatch.setattr("aftercall.cli.site.migrate", fail)
    result = CliRunner().invoke(set_up)
    assert result.exit_code == 1
    assert result.output.startswith("Error: The database cannot be opened. Check")

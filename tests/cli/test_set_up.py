"""The command set-up: when it prints a link for an administrator, and which."""

import pytest
from click.testing import CliRunner
from django.test import Client

from aftercall.accounts.models import AccessLink, User
from aftercall.accounts.roles import Role
from aftercall.cli.site import set_up
from aftercall.core import clock

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

"""`aftercall maintenance`: what everyone sees while the site is being worked on."""

from http import HTTPStatus
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from pytest_django import Settings

from aftercall.cli.site import maintenance


@pytest.mark.django_db
@pytest.mark.one_database
def test_it_is_turned_on_and_off_and_off_again(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    for state, line, status in (
        ("on", "Everyone now sees that the site is being worked on.", HTTPStatus.SERVICE_UNAVAILABLE),
        ("off", "The site is open again.", HTTPStatus.OK),
        ("off", "The site is open again.", HTTPStatus.OK),
    ):
        done = CliRunner().invoke(maintenance, [state])
        assert (done.exit_code, done.output) == (0, f"{line}\n")
        assert client.get("/", follow=True).status_code == status
    assert CliRunner().invoke(maintenance, ["maybe"]).exit_code == 2

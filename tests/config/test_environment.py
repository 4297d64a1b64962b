"""Settings from environment variables: the mail server, the database, and the folder of extracts."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from aftercall.config import environment
from aftercall.errors import BadInput


@pytest.fixture(autouse=True)
def complete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCALL_EMAIL_FROM", "survey@example.org")
    monkeypatch.setenv("AFTERCALL_URL", "https://survey.example.org/")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://localhost", {"host": "localhost", "port": 25, "username": "", "password": ""}),
        (
            "smtp+tls://ann:p%40ss@mail.example.org",
            {"port": 587, "username": "ann", "password": "p@ss", "use_tls": True},
        ),
        ("smtps://mail.example.org:4650", {"port": 4650, "use_ssl": True}),
    ],
)
def test_the_url_names_server_login_and_encryption(
    url: str, expected: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERCALL_EMAIL_URL", url)
    options = environment.mailers()["default"]["OPTIONS"]
    assert expected.items() <= options.items()
    assert ("use_tls" in options) + ("use_ssl" in options) == ("smtp://" not in url)


@pytest.mark.parametrize(
    ("variable", "read", "default"),
    [
        ("AFTERCALL_MINIMUM_CALL_SECONDS", environment.minimum_call_seconds, 15),
        ("AFTERCALL_CALLS_PER_HOUR", environment.calls_per_hour, 60),
    ],
)
def test_the_limits_to_calls_have_defaults_and_must_be_numbers(
    variable: str, read: Callable[[], int], default: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read() == default
    monkeypatch.setenv(variable, "25")
    assert read() == 25
    for wrong in ("", "-1", "1.5", "many", "1000000", "٣"):
        monkeypatch.setenv(variable, wrong)
        with pytest.raises(BadInput, match=f"{variable} must be a whole number"):
            read()


@pytest.mark.parametrize("url", ["ask.example.org", "https://survey.example.org"])
def test_answers_on_the_web_have_a_host_of_their_own(url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AFTERCALL_HOME", str(tmp_path))  # no demo
    assert environment.web_door_url() == ""
    monkeypatch.setenv("AFTERCALL_WEB_DOOR_URL", "https://ask.example.org/")
    assert environment.web_door_url() == "https://ask.example.org"
    monkeypatch.setenv("AFTERCALL_WEB_DOOR_URL", url)
    with pytest.raises(BadInput, match="on another host"):
        environment.web_door_url()


def test_an_hour_without_any_call_cannot_be_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCALL_CALLS_PER_HOUR", "0")
    with pytest.raises(BadInput, match="from 1 to"):
        environment.calls_per_hour()


def test_without_a_url_no_emails_are_sent() -> None:
    assert environment.mailers() == {}
    assert environment.site_url() == "https://survey.example.org"


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://host:port"])
def test_a_url_that_cannot_be_understood_is_refused_without_repeating_it(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERCALL_EMAIL_URL", url)
    with pytest.raises(BadInput, match="is not of the form") as error:
        environment.mailers()
    assert url not in str(error.value) or url == "smtp://"


@pytest.mark.parametrize("missing", ["AFTERCALL_EMAIL_FROM", "AFTERCALL_URL"])
def test_emails_need_a_sender_and_the_address_of_the_site(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCALL_EMAIL_URL", "smtp://localhost")
    monkeypatch.delenv(missing)
    with pytest.raises(BadInput, match="Set AFTERCALL_EMAIL_FROM and AFTERCALL_URL too"):
        environment.mailers()


def test_a_database_url_that_cannot_be_understood_is_refused_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "oops:secret@host")
    with pytest.raises(BadInput, match="is not of the form") as error:
        environment.database()
    assert "secret" not in str(error.value)


def test_extracts_are_kept_in_the_folder_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCALL_WORK", str(tmp_path))
    assert environment.working_dir() == tmp_path.resolve()


def test_extracts_are_kept_in_memory_or_else_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AFTERCALL_WORK")
    monkeypatch.setattr(os, "access", lambda *_: True)
    assert environment.working_dir() == Path("/dev/shm")  # noqa: S108 - only its name
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert environment.working_dir() == environment.home() / "work"


@pytest.mark.parametrize("value", ["soon", "0", "-1", "nan"])
def test_a_time_for_forms_that_is_no_time_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCALL_FORM_SECONDS", value)
    with pytest.raises(BadInput, match="is not a number of seconds"):
        environment.form_seconds()
    monkeypatch.setenv("AFTERCALL_FORM_SECONDS", "2.5")
    assert environment.form_seconds() == 2.5

"""What the log leaves out: tokens of one-time links, and the tracebacks of refused requests."""

import logging
from io import StringIO

import pytest
from django.test import Client

from aftercall.config.log_filters import MaskLinks

TOKEN = "sW3x-kq_T0ken"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """What the handler of the settings writes."""
    root, written = logging.getLogger().handlers, StringIO()
    [handler] = [one for one in root if any(isinstance(mask, MaskLinks) for mask in one.filters)]
    monkeypatch.setattr(handler, "stream", written)
    return written


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/account/links/link/", "/Account/Link/", "/account//link//", "/w/x/y/"])
def test_a_page_that_is_not_found_is_logged_without_the_token(path: str, log: StringIO) -> None:
    assert Client().get(f"{path}{TOKEN}/)").status_code == 404
    assert "Not Found" in log.getvalue()
    assert TOKEN not in log.getvalue()


@pytest.mark.django_db
@pytest.mark.one_database
def test_a_request_for_another_host_is_a_bad_request_and_one_line_of_the_log(log: StringIO) -> None:
    response = Client().get("/", headers={"host": "survey.example.com"})
    assert response.status_code == 400
    assert "We could not read that request" in response.content.decode()
    [line] = log.getvalue().splitlines()
    assert line.startswith("Invalid HTTP_HOST header")


def test_other_messages_are_kept_as_they_are() -> None:
    record = logging.makeLogRecord({"msg": "Not Found: %s", "args": ("/nothing/",)})
    assert MaskLinks().filter(record)
    assert record.getMessage() == "Not Found: /nothing/"

"""Tokens of one-time links never reach the log."""

import logging
from io import StringIO

import pytest
from django.test import Client

from aftercall.config.log_masking import MaskLinks

TOKEN = "sW3x-kq_T0ken"


@pytest.fixture
def log() -> StringIO:
    """What the handler of the settings writes."""
    return StringIO()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/account/links/link/", "/Account/Link/", "/account//link//"])
def test_a_page_that_is_not_found_is_logged_without_the_token(
    path: str, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    [handler] = [
        one for one in logging.getLogger().handlers if any(isinstance(mask, MaskLinks) for mask in one.filters)
    ]
    monkeypatch.setattr(handler, "stream", log)
    assert Client().get(f"{path}{TOKEN}/)").status_code == 404
    assert "Not Found" in log.getvalue()
    assert TOKEN not in log.getvalue()


def test_other_messages_are_kept_as_they_are() -> None:
    record = logging.makeLogRecord({"msg": "Not Found: %s", "args": ("/nothing/",)})
    assert MaskLinks().filter(record)
    assert record.getMessage() == "Not Found: /nothing/"

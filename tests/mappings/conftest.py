"""A working folder of each test's own, so that it can look for example extracts left there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from aftercall.accounts.roles import Role


@pytest.fixture(autouse=True)
def working(settings: Any, tmp_path: Path) -> Path:
    """The folder in which example extracts are kept."""
    settings.WORKING_DIR = tmp_path / "work"
    return tmp_path / "work"


@pytest.fixture
def client(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    """A client signed in as a researcher."""
    return client_signed_in_as(Role.RESEARCHER)

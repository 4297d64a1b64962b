"""The client of the tests of waves' pages."""

from collections.abc import Callable

import pytest
from django.test import Client

from aftercall.accounts.roles import Role


@pytest.fixture
def client(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    """A client signed in as a researcher."""
    return client_signed_in_as(Role.RESEARCHER)

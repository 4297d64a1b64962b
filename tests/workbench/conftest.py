"""An empty memory, so that no test finds the sample of another, and clients."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from aftercall.accounts.roles import Role
from aftercall.workbench import workspace


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    workspace._cache.clear()
    yield
    workspace._cache.clear()


@pytest.fixture
def researcher_client(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    return client_signed_in_as(Role.RESEARCHER)

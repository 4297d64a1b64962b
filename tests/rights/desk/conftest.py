"""Digests are computed once for the same person."""

import pytest
from tests.cached_digests import cached_person_digests

from aftercall.rights.desk import sealing


@pytest.fixture(autouse=True)
def digests_of_requests_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "person_digests", cached_person_digests)

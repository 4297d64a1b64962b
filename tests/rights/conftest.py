"""An interviewer, for the tests of objections, and digests that are computed once."""

import pytest
from tests.cached_digests import cached_person_digests
from tests.fieldwork.making import make_user

from aftercall.accounts.models import User
from aftercall.rights import objections


@pytest.fixture
def interviewer(db: None) -> User:
    return make_user()


@pytest.fixture(autouse=True)
def digests_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same person's digests are computed once for all tests."""
    monkeypatch.setattr(objections, "person_digests", cached_person_digests)

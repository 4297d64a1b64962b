import pytest
from tests.fieldwork.making import make_user

from aftercall.accounts.models import User


@pytest.fixture
def interviewer(db: None) -> User:
    return make_user()

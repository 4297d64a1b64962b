from pathlib import Path

import pytest
from tests.world import make_extract, make_researcher

from aftercall.accounts.models import User


@pytest.fixture
def researcher(db: None) -> User:
    return make_researcher()


@pytest.fixture(scope="session")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_extract(tmp_path_factory.mktemp("january"))

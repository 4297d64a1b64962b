from pathlib import Path

import pytest
from tests.fieldwork.making import make_programme
from tests.world import LATER, MONTH, make_researcher, returned_wave

from aftercall.accounts.models import User
from aftercall.programmes.models import Programme
from aftercall.results.models import AnalysisRun
from aftercall.results.operations import Period, analyse


@pytest.fixture
def researcher(db: None) -> User:
    return make_researcher()


@pytest.fixture
def programme(db: None) -> Programme:
    return make_programme()


@pytest.fixture
def run(researcher: User, programme: Programme, tmp_path: Path) -> AnalysisRun:
    """An analysis of one month in which four of five were satisfied."""
    returned_wave(researcher, tmp_path, programme=programme)
    return analyse(programme=programme, period=Period(MONTH, MONTH), actor=researcher, at=LATER)

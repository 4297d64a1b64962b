"""A public publication of one month, and its evidence return, which is built once."""

from pathlib import Path

import pytest
from tests.publication.small_runs import published
from tests.world import LATER, MONTH, returned_wave

from aftercall.accounts.models import User
from aftercall.evidence.building.assembling import BuiltReturn, build_return
from aftercall.programmes.models import Programme
from aftercall.publication.models import Publication
from aftercall.results.models import AnalysisRun
from aftercall.results.operations import analyse
from aftercall.results.periods import Period

SITE = "https://survey.example.org"
_built: list[BuiltReturn] = []


@pytest.fixture
def publication(cached_frames: None, researcher: User, programme: Programme, tmp_path: Path) -> Publication:
    """Results of one month that have become public, from enough people for figures by group."""
    returned_wave(researcher, tmp_path, programme=programme, rows=4000)
    run = analyse(programme=programme, period=Period(MONTH, MONTH), actor=researcher, at=LATER)
    return published(run, researcher)


@pytest.fixture
def few_people(run: AnalysisRun, researcher: User) -> Publication:
    """The same from few people, which takes less time."""
    return published(run, researcher)


@pytest.fixture
def built(request: pytest.FixtureRequest) -> BuiltReturn:
    """Its return. The first test that needs one builds it: it is only read, and needs no database any more."""
    if not _built:
        _built.append(build_return(request.getfixturevalue("publication"), SITE))
    return _built[0]

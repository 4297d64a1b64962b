"""An analysis in which the importance of each driver of overall satisfaction can be estimated."""

from pathlib import Path

import pytest
from tests.world import LATER, MONTH, change_answers, returned_wave

from aftercall.accounts.models import User
from aftercall.programmes.models import Programme
from aftercall.results.models import AnalysisRun
from aftercall.results.operations import analyse
from aftercall.results.periods import Period


def vary_treatment() -> None:
    """Make every second respondent satisfied with their treatment, and the others dissatisfied.

    `returned_wave` makes each person as satisfied with every part as overall. If no part differed from the others, the
    drivers would be collinear and equally important.
    """

    def vary(number: int, answers: dict[str, str]) -> dict[str, str]:
        direction = "satisfied" if number % 2 else "dissatisfied"
        return answers | {"treatment": direction, f"treatment_{direction}": "very"}

    change_answers(vary)


@pytest.fixture
def importance_run(cached_frames: None, researcher: User, programme: Programme, tmp_path: Path) -> AnalysisRun:
    """An analysis with enough answers, and enough variation in them, to estimate the importance of each driver."""
    returned_wave(researcher, tmp_path, programme=programme, rows=4000)
    vary_treatment()
    return analyse(programme=programme, period=Period(MONTH, MONTH), actor=researcher, at=LATER)

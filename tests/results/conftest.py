"""Analyses with enough answers to estimate the importance of the parts."""

from pathlib import Path

import pytest
from tests.world import LATER, MONTH, returned_wave

from aftercall.accounts.models import User
from aftercall.handover.models import ReturnedCase
from aftercall.programmes.models import Programme
from aftercall.results.models import AnalysisRun
from aftercall.results.operations import Period, analyse


def vary_treatment() -> None:
    """Make half of the people satisfied with their treatment, regardless of their other answers."""
    cases = list(ReturnedCase.objects.exclude(answers={}).order_by("pk"))
    for number, case in enumerate(cases):
        direction = "satisfied" if number % 2 else "dissatisfied"
        case.answers = {**case.answers, "treatment": direction, f"treatment_{direction}": "very"}
    ReturnedCase.objects.bulk_update(cases, ["answers"])


@pytest.fixture
def importance_run(cached_frames: None, researcher: User, programme: Programme, tmp_path: Path) -> AnalysisRun:
    """An analysis with enough answers to estimate the importance of the parts."""
    returned_wave(researcher, tmp_path, programme=programme, rows=4000)
    vary_treatment()
    return analyse(programme=programme, period=Period(MONTH, MONTH), actor=researcher, at=LATER)

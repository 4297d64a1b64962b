"""Telephone and web in an analysis."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from tests.fieldwork.making import make_programme
from tests.fieldwork.views.pages import words
from tests.world import LATER, MONTH, change_answers, returned_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.handover.modes import KEY, Mode
from aftercall.handover.wave_data import read_retained, read_wave, write_retained
from aftercall.programmes.models import Wave
from aftercall.results.models import AnalysisRun
from aftercall.results.operations import analyse
from aftercall.results.periods import Period
from aftercall.workbench.workspace import workspace_of_run

# Every how manieth person answered on the web.
MANY, FEW = 2, 40


@pytest.fixture
def wave(cached_frames: None, researcher: User, tmp_path: Path) -> Wave:
    return returned_wave(researcher, tmp_path, programme=make_programme(calling={"web_door": True}))


def analysed(wave: Wave, researcher: User, every: int) -> AnalysisRun:
    """An analysis in which every so many people answered on the web, and one in both modes."""

    def mode(number: int) -> Mode:
        return Mode.BOTH if number == 1 else Mode.WEB if number % every == 0 else Mode.TELEPHONE

    change_answers(lambda number, answers: answers | {KEY: mode(number).value})
    return analyse(programme=wave.programme, period=Period(MONTH, MONTH), actor=researcher, at=LATER)


@pytest.mark.one_database
def test_both_modes_are_compared_and_can_be_crossed(
    wave: Wave, researcher: User, tmp_path: Path, client_signed_in_as: Callable[[Role], Client]
) -> None:
    run = analysed(wave, researcher, MANY)
    people, compared = run.modes["people"], run.modes["measures"]["whole"]
    assert people["both"] == 1
    assert sum(people.values()) == run.respondents
    assert compared["second"]["n"] <= people["web"]
    assert compared["difference"]["difference"] == pytest.approx(
        compared["second"]["share"] - compared["first"]["share"]
    )
    assert compared["adjusted"]["low"] < compared["adjusted"]["difference"] < compared["adjusted"]["high"]
    assert set(workspace_of_run(run).dimensions["mode"].groups) == {"telephone", "web", "both"}
    page = words(client_signed_in_as(Role.RESEARCHER).get(f"/analyses/{run.pk}/"))  # type: ignore[arg-type]
    assert "After weighting" in page
    kept = tmp_path / "kept.parquet"
    write_retained(read_wave(wave), kept)
    assert {person.answers[KEY] for person in read_retained(kept).sample if person.responded} == set(Mode)


@pytest.mark.one_database
def test_nothing_is_said_about_a_few(
    wave: Wave, researcher: User, client_signed_in_as: Callable[[Role], Client]
) -> None:
    run = analysed(wave, researcher, FEW)
    assert (0 < run.modes["people"]["web"] < 30, run.modes["measures"]) == (True, {})
    page = words(client_signed_in_as(Role.RESEARCHER).get(f"/analyses/{run.pk}/"))  # type: ignore[arg-type]
    assert "Nothing can be said" in page

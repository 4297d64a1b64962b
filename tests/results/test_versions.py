"""A period whose waves used two versions of the instrument."""

from datetime import date
from pathlib import Path

import pytest
from tests.fieldwork.making import new_version, stored_instrument
from tests.instrument.versions import second_version
from tests.world import LATER, MONTH, change_answers, returned_wave

from aftercall.accounts.models import User
from aftercall.core.models import AuditEntry
from aftercall.instrument.measures import CLASSIFICATIONS, QUARTER
from aftercall.programmes.models import Programme
from aftercall.publication.operations import prepare
from aftercall.publication.presenters import groups
from aftercall.publication.queries import headlines
from aftercall.results.dataset import RAKING_VARIABLES
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import AnalysisRun, Population
from aftercall.results.operations import analyse
from aftercall.results.periods import Period
from aftercall.results.presenters import facts, headline_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]
JUNE = date(2025, 6, 1)


@pytest.fixture
def two_version_run(programme: Programme, researcher: User, tmp_path: Path) -> AnalysisRun:
    """January used version 1 and June version 2, which renames an answer and has different measures."""
    returned_wave(researcher, tmp_path / "first", programme=programme, rows=800)
    stored_instrument(second_version())
    new_version(programme, JUNE, survey__questionnaire="victim_satisfaction_2")
    second = returned_wave(researcher, tmp_path / "second", programme=programme, month=JUNE, rows=800)
    interviewed = second.returned.cases.exclude(sealed_answers=b"").select_related("case")
    change_answers(in_second_version, interviewed.order_by("pk"))
    return analyse(programme=programme, period=Period(MONTH, JUNE), actor=researcher, at=LATER)


def in_second_version(_: int, answers: dict[str, str]) -> dict[str, str]:
    """Answers to version 1 as answers to version 2."""
    direction = answers["treatment"]
    kept = {name: value for name, value in answers.items() if not name.startswith("treatment")}
    return kept | {"reported_by": "reported", "fairness": direction, f"fairness_{direction}": "very"}


def test_each_wave_is_interpreted_with_its_own_version(two_version_run: AnalysisRun) -> None:
    """'contact' is asked only of people who reported the event themselves, an answer that each version names
    differently."""
    bases = {figure.measure: figure.base for figure in two_version_run.figures.filter(breakdown="")}
    assert bases["contact"] == bases["whole"] == two_version_run.respondents
    assert 0 < bases["treatment"] < two_version_run.respondents
    assert bases["treatment"] + bases["fairness"] == two_version_run.respondents


def test_the_analysis_records_the_versions_that_it_used(two_version_run: AnalysisRun) -> None:
    assert [version.reference for version in two_version_run.instruments.all()] == [
        "victim_satisfaction_1",
        "victim_satisfaction_2",
    ]
    assert [instrument.version for instrument in instruments_of_run(two_version_run).versions.values()] == [1, 2]
    details = AuditEntry.objects.get(action="period.analysed").details
    assert details["instruments"] == ["victim_satisfaction_1", "victim_satisfaction_2"]
    assert dict(facts(two_version_run))["Questionnaire"] == (
        "Victim satisfaction survey, version 1; Victim satisfaction survey, version 2"
    )


def test_the_breakdowns_are_those_of_the_latest_version(two_version_run: AnalysisRun) -> None:
    assert set(two_version_run.figures.values_list("breakdown", flat=True)) == {"", "category", "sex"}


def test_the_names_and_sentences_are_those_of_the_latest_version(
    two_version_run: AnalysisRun, researcher: User
) -> None:
    instruments = instruments_of_run(two_version_run)
    rows = headline_rows(two_version_run.figures.all(), instruments)
    names = [
        "The whole experience",
        "Getting in touch",
        "Actions taken",
        "Being kept informed",
        "Fairness",
        "Treatment",
    ]
    assert [str(row["label"]).rpartition(" (")[0] for row in rows] == names
    publication = prepare(run=two_version_run, actor=researcher, at=LATER)
    sentences = {line.measure: line.statement for line in headlines(publication, instruments)}
    assert sentences["contact"].endswith("% were satisfied with getting in touch.")
    assert sentences["treatment"].endswith("% were satisfied with how officers and staff treated them.")
    assert [group["name"] for group in groups(publication, Population.ALL, instruments)] == ["What happened", "Sex"]


def test_a_period_with_only_the_earlier_version_keeps_its_names_and_breakdowns(
    two_version_run: AnalysisRun, programme: Programme, researcher: User
) -> None:
    run = analyse(programme=programme, period=Period(MONTH, MONTH), actor=researcher, at=LATER)
    assert instruments_of_run(run).label("contact") == "Ease of contact"
    assert set(run.figures.exclude(breakdown="").values_list("breakdown", flat=True)) == {*CLASSIFICATIONS} - {QUARTER}


def test_the_raking_variables_are_the_classifications_that_an_instrument_may_name() -> None:
    assert set(CLASSIFICATIONS) == set(RAKING_VARIABLES)

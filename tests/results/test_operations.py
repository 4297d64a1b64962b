"""An analysis: its figures, their provenance, and when it is refused."""

from dataclasses import asdict
from pathlib import Path

import pytest
from tests.world import LATER, MONTH, change_answers, planned_wave, returned_wave

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.handover.answers import answers_of
from aftercall.handover.models import ReturnedCase
from aftercall.handover.wave_data import CLASSIFICATIONS
from aftercall.programmes.models import Programme
from aftercall.results.dataset import RAKING_VARIABLES, read_period
from aftercall.results.models import AnalysisRun
from aftercall.results.operations import analyse
from aftercall.results.periods import Period

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]
MEASURES = {"contact", "actions", "treatment", "informed", "whole"}


def all_answers() -> list[dict[str, str]]:
    """The answers of everyone who was interviewed."""
    return [answers for row in ReturnedCase.objects.select_related("case") if (answers := answers_of(row))]


def test_every_measure_has_a_figure_for_all_victims_and_by_each_breakdown(run: AnalysisRun) -> None:
    assert {figure.measure for figure in run.figures.filter(breakdown="")} == MEASURES
    assert set(run.figures.exclude(breakdown="").values_list("breakdown", flat=True)) == set(CLASSIFICATIONS)


def test_an_estimate_is_close_to_the_unweighted_share_and_its_interval_contains_the_true_share(
    run: AnalysisRun,
) -> None:
    whole = run.figures.get(measure="whole", breakdown="")
    assert abs(whole.estimate - whole.satisfied / whole.base) < 0.05
    assert whole.low is not None
    assert whole.high is not None
    assert whole.low < 0.8 < whole.high


def test_people_who_do_not_know_are_left_out_of_the_base(run: AnalysisRun) -> None:
    dont_know = sum(answers.get("informed") == "dont_know" for answers in all_answers())
    bases = {figure.measure: figure.base for figure in run.figures.filter(breakdown="")}
    assert dont_know > 3
    assert bases["informed"] == bases["whole"] - dont_know == run.respondents - dont_know


def test_the_bases_of_the_groups_add_up_to_the_base_for_all_victims(run: AnalysisRun) -> None:
    for measure in MEASURES:
        total = run.figures.get(measure=measure, breakdown="").base
        for breakdown in CLASSIFICATIONS:
            bases = run.figures.filter(measure=measure, breakdown=breakdown).values_list("base", flat=True)
            assert sum(bases) == total


def test_the_weights_add_up_to_the_size_of_the_frame(run: AnalysisRun) -> None:
    assert run.weighting["raking"]["after"]["sum"] == pytest.approx(run.frame_size)
    assert {level["margin"] for level in run.weighting["raking"]["levels"]} == set(RAKING_VARIABLES)


def test_the_response_rate_is_the_share_of_sampled_people_who_responded(run: AnalysisRun) -> None:
    assert run.outcome_rates["rr2"] == pytest.approx(run.respondents / run.sampled)


def test_the_audit_log_records_the_digests_of_data_and_design(run: AnalysisRun) -> None:
    waves = list(run.waves.select_related("programme", "load"))
    assert read_period(waves, last_month=run.last_month).digest() == run.data_digest
    details = AuditEntry.objects.get(action="period.analysed").details
    assert (details["data"], details["design"]) == (run.data_digest, run.design_digest)


def test_changing_an_answer_changes_the_digest_of_the_data(run: AnalysisRun) -> None:
    change_answers(lambda number, answers: answers if number else answers | {"whole": "neither"})
    assert read_period(list(run.waves.all()), last_month=run.last_month).digest() != run.data_digest


def test_the_same_data_give_the_same_figures(run: AnalysisRun, programme: Programme, researcher: User) -> None:
    second = analyse(programme=programme, period=Period(MONTH, MONTH), actor=researcher, at=LATER)
    figures = [list(each.figures.values_list("measure", "group", "estimate", "low")) for each in (run, second)]
    assert figures[0] == figures[1]


def test_no_importance_is_estimated_from_few_answers(run: AnalysisRun) -> None:
    assert run.respondents < 100
    assert not run.importances.exists()


@pytest.mark.one_database  # slow because of its estimates; the other tests store and read as much
def test_the_importance_of_each_driver_is_stored_with_its_interval(importance_run: AnalysisRun) -> None:
    """'treatment' is unrelated to overall satisfaction; the other drivers vary with it."""
    drivers = {driver.measure: driver for driver in importance_run.importances.all()}
    assert set(drivers) == MEASURES - {"whole"}
    treatment = drivers.pop("treatment")
    for driver in drivers.values():
        assert driver.low is not None
        assert treatment.high is not None
        assert driver.importance > treatment.high
        assert driver.base == sum(answers["informed"] != "dont_know" for answers in all_answers())
    assert treatment.priority == "later"


def test_a_period_is_refused_until_all_its_waves_have_been_returned(programme: Programme, researcher: User) -> None:
    planned_wave(researcher, programme)
    with pytest.raises(Refused, match="results of January 2025 have not been returned"):
        analyse(programme=programme, period=Period(MONTH, MONTH), actor=researcher, at=LATER)
    assert not AnalysisRun.objects.exists()


def test_a_period_without_waves_is_refused(programme: Programme, researcher: User) -> None:
    with pytest.raises(Refused, match="no waves"):
        analyse(programme=programme, period=Period(MONTH, MONTH), actor=researcher, at=LATER)


def test_a_quarter_with_a_month_that_had_no_wave_is_refused(
    run: AnalysisRun, programme: Programme, researcher: User
) -> None:
    with pytest.raises(
        Refused, match="January to March 2025 is not complete: February 2025 and March 2025 had no wave"
    ):
        analyse(programme=programme, period=Period(MONTH, MONTH.replace(month=3)), actor=researcher, at=LATER)
    assert list(AnalysisRun.objects.all()) == [run]


def test_a_period_in_which_every_measure_has_an_empty_base_is_refused(
    programme: Programme, researcher: User, tmp_path: Path
) -> None:
    returned_wave(researcher, tmp_path, programme=programme)
    change_answers(lambda *_: {"reported_by": "yes", "whole": "dont_know"})
    with pytest.raises(Refused, match="no one answered a question about satisfaction"):
        analyse(programme=programme, period=Period(MONTH, MONTH), actor=researcher, at=LATER)


def test_a_measure_with_which_no_one_is_satisfied_has_a_share_of_0(
    programme: Programme, researcher: User, tmp_path: Path
) -> None:
    returned_wave(researcher, tmp_path, programme=programme)
    change_answers(lambda _, answers: answers | {"contact": "neither", "informed": "dont_know"})
    run = analyse(programme=programme, period=Period(MONTH, MONTH), actor=researcher, at=LATER)
    contact = run.figures.get(measure="contact", breakdown="")
    assert (contact.satisfied, contact.estimate, contact.low) == (0, 0, 0)
    assert not run.figures.filter(measure="informed").exists()


def test_all_outcome_rates_are_stored_with_the_analysis(run: AnalysisRun) -> None:
    from aftercall.methods.outcome_rates import Outcomes, outcome_rates  # noqa: PLC0415 - for this one comparison

    expected = outcome_rates(Outcomes(complete=run.respondents, unknown_household=run.sampled - run.respondents))
    assert run.outcome_rates == asdict(expected)

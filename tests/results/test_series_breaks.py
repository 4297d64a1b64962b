"""A period in which one question is asked in other words from June on: nothing is pooled or compared across that."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import new_version, stored_instrument
from tests.publication.small_runs import signed_off
from tests.world import LATER, MONTH, returned_wave

from aftercall.accounts.models import User
from aftercall.instrument.loading import shipped_document
from aftercall.instrument.series_breaks import Verdict
from aftercall.programmes.models import Programme
from aftercall.publication.as_published import key_of_figure
from aftercall.publication.operations import prepare
from aftercall.questionnaires.draft_operations import decide_stored
from aftercall.questionnaires.models import InstrumentVersion
from aftercall.results.models import AnalysisRun
from aftercall.results.operations import analyse
from aftercall.results.periods import Period

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]
JUNE = date(2025, 6, 1)
SENTENCE = "The question was changed in June 2025, so figures before and after cannot be compared."


def reworded() -> dict[str, Any]:
    document: Any = shipped_document("victim_satisfaction_1")
    contact = next(question for question in document["questions"] if question["name"] == "contact")
    contact["label"] = "How was it to get in touch: are you satisfied, dissatisfied or neither?"
    return document | {"version": 9}


@pytest.fixture
def broken_run(programme: Programme, researcher: User, tmp_path: Path) -> AnalysisRun:
    """January asks version 1, June another wording of 'contact'. Nobody has decided about it."""
    returned_wave(researcher, tmp_path / "first", programme=programme, rows=800)
    stored_instrument(reworded())
    new_version(programme, JUNE, survey__questionnaire="victim_satisfaction_9")
    returned_wave(researcher, tmp_path / "second", programme=programme, month=JUNE, rows=800)
    return analyse(programme=programme, period=Period(MONTH, JUNE), actor=researcher, at=LATER)


def counted_in(run: AnalysisRun, measure: str, month: str) -> tuple[int, int]:
    """How many people gave the answer and how many did not in a month, from the counts of an analysis."""
    cells = run.counts.get(measure=measure).counts
    [(gave, did_not)] = [(cell[4], cell[5]) for cell in cells if (cell[0], cell[2]) == (month, "")]
    return gave, did_not


def test_a_measure_with_a_break_is_never_pooled_or_compared_across_it(
    broken_run: AnalysisRun, researcher: User, client: Client
) -> None:
    headlines = {figure.measure: figure for figure in broken_run.figures.filter(breakdown="")}
    assert (headlines["contact"].since, headlines["whole"].since) == (JUNE, None)
    in_month = {month: sum(counted_in(broken_run, "contact", month)) for month in ("2025-01", "2025-06")}
    assert headlines["contact"].base == in_month["2025-06"] < headlines["whole"].base
    assert headlines["whole"].base == sum(in_month.values())
    assert key_of_figure(broken_run, headlines["contact"]).first_month == JUNE
    check_analysis_page(client, researcher, broken_run)
    check_publication(client, researcher, broken_run)


def check_analysis_page(client: Client, researcher: User, run: AnalysisRun) -> None:
    client.force_login(researcher)
    page = client.get(reverse("results:analysis", args=[run.pk])).content.decode()
    assert "Ease of contact [break]" in page
    assert "Nobody has decided yet" in page
    assert reverse("questionnaires:compare", args=["victim_satisfaction_9", "victim_satisfaction_1"]) in page


def check_publication(client: Client, researcher: User, run: AnalysisRun) -> None:
    draft = prepare(run=run, actor=researcher, at=LATER)
    lines = {line.measure: line for line in draft.figures.filter(breakdown="")}
    contact, whole = lines["contact"], lines["whole"]
    assert (contact.break_note, contact.first_month) == (SENTENCE, JUNE)
    assert contact.precision.endswith("about crimes and incidents reported in June 2025.")
    assert whole.break_note == ""
    assert whole.precision.endswith("reported in January to June 2025.")
    signed_off(draft, researcher)
    client.logout()
    page = client.get(reverse("publication:result", args=[draft.slug])).content.decode()
    assert SENTENCE in page
    assert "Ease of contact [break]" in page


def test_a_person_who_decides_otherwise_joins_the_series_again(
    broken_run: AnalysisRun, programme: Programme, researcher: User
) -> None:
    earlier, later = (InstrumentVersion.objects.get(version=number) for number in (1, 9))
    verdicts = {"contact": (Verdict.COMPARABLE, "A pilot found no difference.")}
    decide_stored(earlier=earlier, later=later, verdicts=verdicts, actor=researcher, at=LATER)
    again = analyse(programme=programme, period=Period(MONTH, JUNE), actor=researcher, at=LATER)
    step = again.steps.get(measure="contact")
    assert (step.verdict, step.reason, step.decided) == ("comparable", "A pilot found no difference.", True)
    assert again.figures.get(measure="contact", breakdown="").since is None
    assert broken_run.steps.get(measure="contact").decided is False


def test_researchers_are_told_which_results_a_later_decision_affects(
    broken_run: AnalysisRun, researcher: User, client: Client
) -> None:
    draft = prepare(run=broken_run, actor=researcher, at=LATER)
    earlier, later = (InstrumentVersion.objects.get(version=number) for number in (1, 9))
    client.force_login(researcher)
    pages = [
        reverse("questionnaires:compare", args=["victim_satisfaction_9", "victim_satisfaction_1"]),
        reverse("publication:draft", args=[draft.slug]),
    ]
    words = ("Results that this affects", "It affects: Ease of contact.")
    for page, text in zip(pages, words, strict=True):
        assert text not in client.get(page).content.decode()
    verdicts = {"contact": (Verdict.COMPARABLE, "A pilot found no difference.")}
    decide_stored(earlier=earlier, later=later, verdicts=verdicts, actor=researcher, at=LATER)
    for page, text in zip(pages, words, strict=True):
        assert text in client.get(page).content.decode()


def test_a_break_at_the_beginning_of_a_period_is_known_from_the_wave_before(
    broken_run: AnalysisRun, programme: Programme, researcher: User
) -> None:
    run = analyse(programme=programme, period=Period(JUNE, JUNE), actor=researcher, at=LATER)
    line = prepare(run=run, actor=researcher, at=LATER).figures.get(measure="contact", breakdown="")
    assert (line.first_month, line.break_note) == (JUNE, SENTENCE)

"""A period in which one question is asked in other words from June on: nothing is pooled or compared across that."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import new_version, stored_instrument
from tests.world import LATER, MONTH, returned_wave

from aftercall.accounts.models import User
from aftercall.instrument.loading import shipped_document
from aftercall.instrument.series_breaks import Verdict
from aftercall.programmes.models import Programme
from aftercall.publication.as_published import key_of
from aftercall.publication.operations import prepare, sign_off
from aftercall.publication.presenters import csv_rows
from aftercall.questionnaires.draft_operations import decide_stored
from aftercall.questionnaires.models import InstrumentVersion
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import AnalysisRun
from aftercall.results.operations import analyse
from aftercall.results.periods import Period
from aftercall.results.presenters import change_rows

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


def test_a_measure_with_a_break_is_never_pooled_or_compared_across_it(
    broken_run: AnalysisRun, researcher: User, client: Client
) -> None:
    headlines = {figure.measure: figure for figure in broken_run.figures.filter(breakdown="")}
    quarters = {figure.group: figure for figure in broken_run.figures.filter(breakdown="quarter", measure="contact")}
    before, after = quarters["January to March 2025"], quarters["April to June 2025"]
    assert (headlines["contact"].since, headlines["whole"].since) == (JUNE, None)
    assert (before.since, after.since) == (None, JUNE)
    assert headlines["contact"].base == after.base
    assert headlines["whole"].base == before.base + after.base
    assert key_of(broken_run, headlines["contact"]) == key_of(broken_run, after)
    assert set(broken_run.changes.values_list("measure", flat=True)) == {"whole", "actions", "treatment", "informed"}
    rows = change_rows(broken_run, list(broken_run.figures.all()), instruments_of_run(broken_run))
    assert [row[-1] for row in rows if row[0].startswith("Ease of contact")] == [SENTENCE]
    assert [row[0] for row in rows if "[break]" in row[0]] == ["Ease of contact [break]"]
    check_analysis_page(client, researcher, broken_run)
    check_publication(client, researcher, broken_run)


def check_analysis_page(client: Client, researcher: User, run: AnalysisRun) -> None:
    client.force_login(researcher)
    page = client.get(reverse("results:analysis", args=[run.pk])).content.decode()
    assert SENTENCE in page
    assert "Nobody has decided yet" in page
    assert reverse("questionnaires:compare", args=["victim_satisfaction_9", "victim_satisfaction_1"]) in page


def check_publication(client: Client, researcher: User, run: AnalysisRun) -> None:
    draft = prepare(run=run, actor=researcher, at=LATER)
    lines = {line.measure: line for line in draft.figures.filter(breakdown="")}
    contact, whole = lines["contact"], lines["whole"]
    assert (contact.break_note, contact.change, contact.direction) == (SENTENCE, "", "")
    assert contact.precision.endswith("about crimes and incidents reported in June 2025.")
    assert whole.break_note == ""
    assert whole.precision.endswith("reported in January to June 2025.")
    notes = {(row[0], row[1], row[2]): row[-1] for row in csv_rows(draft)}
    assert SENTENCE in str(notes["Ease of contact", "All", ""])
    sign_off(publication=draft, actor=researcher, at=LATER)
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
    assert again.changes.filter(measure="contact").exists()
    assert again.figures.get(measure="contact", breakdown="").since is None
    assert broken_run.steps.get(measure="contact").decided is False


def test_a_break_at_the_beginning_of_a_period_is_known_from_the_wave_before(
    broken_run: AnalysisRun, programme: Programme, researcher: User
) -> None:
    run = analyse(programme=programme, period=Period(JUNE, JUNE), actor=researcher, at=LATER)
    line = prepare(run=run, actor=researcher, at=LATER).figures.get(measure="contact", breakdown="")
    assert (line.since, line.break_note) == (None, SENTENCE)

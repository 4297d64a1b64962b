"""From an analysis to a public page."""

import csv
import io

import pytest
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.publication.operations import prepare, sign_off
from aftercall.publication.presenters import CSV_HEADER, HIDDEN, csv_rows
from aftercall.publication.queries import headlines, published
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import AnalysisRun

pytestmark = pytest.mark.django_db


def test_a_draft_is_public_only_after_sign_off(run: AnalysisRun, researcher: User) -> None:
    draft = prepare(run=run, actor=researcher, at=LATER)
    assert list(published()) == []
    sign_off(publication=draft, actor=researcher, at=LATER)
    assert list(published()) == [draft]


def test_every_headline_has_its_sentence_the_whole_experience_first(run: AnalysisRun, researcher: User) -> None:
    lines = headlines(prepare(run=run, actor=researcher, at=LATER), instruments_of_run(run))
    assert [line.measure for line in lines] == ["whole", "contact", "actions", "treatment", "informed"]
    assert all("%" in line.statement and "95% confident" in line.precision for line in lines)


def test_a_suppressed_figure_has_no_numbers(run: AnalysisRun, researcher: User) -> None:
    hidden = prepare(run=run, actor=researcher, at=LATER).figures.filter(suppressed=True)
    assert hidden.exists()
    assert set(hidden.values_list("base", "percent", "low", "high", "statement")) == {(None, None, None, None, "")}


def test_a_hidden_figure_is_empty_in_the_file_and_never_zero(run: AnalysisRun, researcher: User) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(csv_rows(prepare(run=run, actor=researcher, at=LATER)))
    rows = list(csv.DictReader(io.StringIO(text.getvalue())))
    assert tuple(rows[0]) == CSV_HEADER
    assert {row["satisfied_per_cent"] == "" for row in rows if row["note"] == HIDDEN} == {True}
    assert {row["satisfied_per_cent"] == "" for row in rows if row["note"] != HIDDEN} == {False}


def test_an_analysis_can_be_published_only_once(run: AnalysisRun, researcher: User) -> None:
    draft = prepare(run=run, actor=researcher, at=LATER)
    with pytest.raises(Refused):
        prepare(run=run, actor=researcher, at=LATER)
    sign_off(publication=draft, actor=researcher, at=LATER)
    with pytest.raises(Refused, match="already"):
        sign_off(publication=draft, actor=researcher, at=LATER)


def test_nothing_is_published_if_every_headline_is_hidden(run: AnalysisRun, researcher: User) -> None:
    run.figures.update(base=5, satisfied=4)
    draft = prepare(run=run, actor=researcher, at=LATER)
    with pytest.raises(Refused, match="longer period"):
        sign_off(publication=draft, actor=researcher, at=LATER)
    assert list(published()) == []


def test_both_steps_are_audited(run: AnalysisRun, researcher: User) -> None:
    sign_off(publication=prepare(run=run, actor=researcher, at=LATER), actor=researcher, at=LATER)
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"publication.prepared", "publication.signed_off"} <= actions

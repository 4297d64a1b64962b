"""Preparing a publication of an analysis and signing it off."""

import csv
import io

import pytest
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.publication.operations import prepare, sign_off
from aftercall.publication.presenters import CSV_HEADER, csv_rows
from aftercall.publication.queries import headlines, published
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import AnalysisRun

pytestmark = pytest.mark.django_db


def test_a_draft_is_public_only_after_sign_off(run: AnalysisRun, researcher: User) -> None:
    draft = prepare(run=run, actor=researcher, at=LATER)
    assert list(published()) == []
    sign_off(publication=draft, actor=researcher, at=LATER)
    assert list(published()) == [draft]


def test_every_headline_has_a_sentence_and_the_whole_experience_comes_first(run: AnalysisRun, researcher: User) -> None:
    lines = headlines(prepare(run=run, actor=researcher, at=LATER), instruments_of_run(run))
    assert [line.measure for line in lines] == ["whole", "contact", "actions", "treatment", "informed"]
    assert all("%" in line.statement and "95% confident" in line.precision for line in lines)


def test_a_suppressed_figure_has_no_numbers(run: AnalysisRun, researcher: User) -> None:
    suppressed = prepare(run=run, actor=researcher, at=LATER).figures.filter(mark="c")
    assert suppressed.exists()
    assert set(suppressed.values_list("base", "percent", "low", "high", "statement")) == {(None, None, None, None, "")}


def test_a_suppressed_figure_has_an_empty_cell_in_the_csv_file_and_never_0(run: AnalysisRun, researcher: User) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(csv_rows(prepare(run=run, actor=researcher, at=LATER)))
    rows = list(csv.DictReader(io.StringIO(text.getvalue())))
    assert tuple(rows[0]) == CSV_HEADER
    assert all((row["satisfied_per_cent"] == "") == row["note"].startswith("Not shown: ") for row in rows)
    assert "Not shown: fewer than 30 people answered" in {row["note"] for row in rows}


def test_an_analysis_can_be_prepared_and_signed_off_only_once(run: AnalysisRun, researcher: User) -> None:
    draft = prepare(run=run, actor=researcher, at=LATER)
    with pytest.raises(Refused):
        prepare(run=run, actor=researcher, at=LATER)
    sign_off(publication=draft, actor=researcher, at=LATER)
    with pytest.raises(Refused, match="already"):
        sign_off(publication=draft, actor=researcher, at=LATER)


def test_a_draft_whose_headlines_are_all_suppressed_cannot_be_signed_off(run: AnalysisRun, researcher: User) -> None:
    run.figures.update(base=5, satisfied=4)
    draft = prepare(run=run, actor=researcher, at=LATER)
    with pytest.raises(Refused, match="longer period"):
        sign_off(publication=draft, actor=researcher, at=LATER)
    assert list(published()) == []


def test_preparing_and_signing_off_are_both_audited(run: AnalysisRun, researcher: User) -> None:
    sign_off(publication=prepare(run=run, actor=researcher, at=LATER), actor=researcher, at=LATER)
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"publication.prepared", "publication.signed_off"} <= actions

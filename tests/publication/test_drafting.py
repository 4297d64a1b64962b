"""The lines of a draft, and their CSV file."""

import csv
import io

import pytest
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.publication.operations import prepare
from aftercall.publication.presenters import CSV_HEADER, csv_rows
from aftercall.publication.queries import headlines
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import AnalysisRun

pytestmark = pytest.mark.django_db


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

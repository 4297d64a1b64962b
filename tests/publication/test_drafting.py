"""The lines of a draft."""

import pytest
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.publication.operations import prepare
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

"""The published sentences, to the letter."""

from datetime import date

import pytest

from aftercall.publication.wording import change_statement, precision, slug, statement, title
from aftercall.results.models import AnalysisRun, Change, Figure, Verdict
from aftercall.results.words import ITEM_NAMES

RUN = AnalysisRun(pk=7, first_month=date(2025, 1, 1), last_month=date(2025, 12, 1))


def figure(item: str = "whole", low: float | None = 0.7841, high: float | None = 0.8449) -> Figure:
    return Figure(run=RUN, item=item, base=2713, estimate=0.815, low=low, high=high)


def change(verdict: Verdict) -> Change:
    return Change(
        earlier=BEFORE,
        later=NOW,
        earlier_estimate=0.72,
        later_estimate=0.784,
        verdict=verdict,
    )


def test_a_sentence_gives_the_percentage() -> None:
    assert (
        statement(figure())
        == "Taking the whole experience into account, 82% of victims were satisfied with the service."
    )


def test_interval_base_and_period_stand_beside_it() -> None:
    assert precision(figure()) == (
        "We can be 95% confident that the figure for all victims is between 78% and 84%. "
        "2,713 people answered, about crimes and incidents reported in January to December 2025."
    )


def test_without_an_interval_it_says_so() -> None:
    assert precision(figure(low=None, high=None)).endswith("They are too few to say how precise this is.")


BEFORE, NOW = "July to September 2025", "October to December 2025"


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict.ROSE, f"This rose from 72% in {BEFORE} to 78% in {NOW}, more than chance explains."),
        (Verdict.FELL, f"This fell from 72% in {BEFORE} to 78% in {NOW}, more than chance explains."),
        (Verdict.NO_CLEAR_CHANGE, f"There was no clear change between {BEFORE} and {NOW}."),
    ],
)
def test_a_change_is_called_one_only_when_it_is(verdict: Verdict, words: str) -> None:
    assert change_statement(change(verdict)) == words


@pytest.mark.parametrize("item", list(ITEM_NAMES))
def test_every_item_has_a_sentence(item: str) -> None:
    assert "82%" in statement(figure(item))


def test_title_and_address() -> None:
    assert title(RUN) == "Victim satisfaction, January to December 2025"
    assert slug(RUN) == "2025-01-to-2025-12-7"

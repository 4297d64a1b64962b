"""The exact wording of the published sentences."""

from datetime import date

import pytest

from aftercall.core.words import percent
from aftercall.instrument.loading import load_instrument
from aftercall.publication.models import PublishedFigure
from aftercall.publication.wording import precision, slug, title
from aftercall.results.models import AnalysisRun

RUN = AnalysisRun(pk=7, first_month=date(2025, 1, 1), last_month=date(2025, 12, 1))


def line(low: float | None = 78.41, high: float | None = 84.49) -> PublishedFigure:
    return PublishedFigure(measure="whole", base=2713, percent=81.5, low=low, high=high)


SENTENCES = {
    "whole": "Taking the whole experience into account, 82% of victims were satisfied with the service.",
    "contact": "82% were satisfied with how easy it was to contact the police.",
    "actions": "82% were satisfied with the actions that the police took.",
    "treatment": "82% were satisfied with how officers and staff treated them.",
    "informed": "82% were satisfied with how well they were kept informed of progress.",
}


@pytest.mark.parametrize("measure", SENTENCES)
def test_every_measure_has_a_sentence_that_gives_the_percentage(measure: str) -> None:
    instrument = load_instrument("victim_satisfaction_1")
    assert instrument.measures[measure].statement(percent(0.815)) == SENTENCES[measure]


def test_the_precision_states_the_interval_the_base_and_the_period() -> None:
    assert precision(line(), RUN.period) == (
        "We can be 95% confident that the figure for all victims is between 78% and 84%. "
        "2,713 people answered, about crimes and incidents reported in January to December 2025."
    )


def test_the_precision_says_so_if_there_is_no_interval() -> None:
    assert precision(line(low=None, high=None), RUN.period).endswith(
        "This is too few to say how precise the figure is."
    )


def test_the_title_names_the_period_and_the_slug_also_the_analysis() -> None:
    assert title(RUN) == "Victim satisfaction, January to December 2025"
    assert slug(RUN) == "2025-01-to-2025-12-7"

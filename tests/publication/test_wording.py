"""The exact wording of the published sentences."""

from datetime import date

import pytest

from aftercall.core.words import percent
from aftercall.instrument.loading import load_instrument
from aftercall.programmes.models import Survey
from aftercall.publication.models import Direction, PublishedFigure
from aftercall.publication.wording import Compared, change_statement, precision, slug, statement, title
from aftercall.results.models import AnalysisRun, Population

YEAR = (date(2025, 1, 1), date(2025, 12, 1))
RUN = AnalysisRun(pk=7, first_month=YEAR[0], last_month=YEAR[1])


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
    assert precision(line(), Population.ALL, *YEAR) == (
        "We can be 95% confident that the figure for all victims is between 78% and 84%. "
        "2,713 people answered, about crimes and incidents reported in 2025."
    )


def test_the_precision_says_so_if_there_is_no_interval() -> None:
    assert precision(line(low=None, high=None), Population.ALL, *YEAR).endswith(
        "too few to say how precise the figure is."
    )


def test_a_population_is_named_in_its_sentences() -> None:
    measures = load_instrument("victim_satisfaction_1").measures
    assert statement(measures["treatment"], Population.CRIME, 93.4) == (
        "Among victims of crime, 93% were satisfied with how officers and staff treated them."
    )
    assert precision(line(), Population.ANTI_SOCIAL_BEHAVIOUR, *YEAR) == (
        "We can be 95% confident that the figure for all victims of anti-social behaviour is between 78% and 84%. "
        "2,713 people answered, about incidents reported in 2025."
    )


SUMMER, AUTUMN = (date(2025, 7, 1), date(2025, 9, 1)), (date(2025, 10, 1), date(2025, 12, 1))
BEFORE, NOW = "in July to September 2025", "in October to December 2025"


@pytest.mark.parametrize(
    ("direction", "later", "sentence"),
    [
        (
            Direction.ROSE,
            78.4,
            f"This rose from 72% {BEFORE} to 78% {NOW}. The rise is more than we would expect by chance.",
        ),
        (
            Direction.FELL,
            71.6,
            f"This fell from 72.4% {BEFORE} to 71.6% {NOW}. The fall is more than we would expect by chance.",
        ),
        (
            Direction.NO_CLEAR_CHANGE,
            73,
            f"There was no clear change: it was 72% {BEFORE} and 73% {NOW}, and chance could explain the difference.",
        ),
        (Direction.NO_CLEAR_CHANGE, 71.6, f"There was no clear change: it was 72% both {BEFORE} and {NOW}."),
    ],
)
def test_a_change_is_called_a_rise_or_fall_only_if_it_is_clear(
    direction: Direction, later: float, sentence: str
) -> None:
    assert change_statement(direction, Compared(SUMMER, AUTUMN, 72.4, later)) == sentence


def test_an_imported_earlier_figure_is_named_as_such() -> None:
    compared = Compared(SUMMER, AUTUMN, 72, 73, "Example Research Ltd", "A postal survey.")
    assert change_statement(Direction.NO_CLEAR_CHANGE, compared).endswith(
        f" The figure {BEFORE} was measured by Example Research Ltd, not by this survey. "
        "How they measured it: A postal survey."
    )


def test_the_title_names_the_survey_and_the_period_and_the_slug_the_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnalysisRun, "survey", Survey(name="Victims of burglary"))
    assert title(RUN) == "Victims of burglary, 2025"
    assert title(RUN, corrections=2) == "Victims of burglary, 2025 (correction 2)"
    assert slug(RUN) == "2025-01-to-2025-12-7"

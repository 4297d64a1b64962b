"""The sample as a table: answers on either side of a break are never in one column that is estimated as a whole."""

from dataclasses import replace
from datetime import date

from tests.instrument.test_series_breaks import VERSIONS

from aftercall.instrument.series import InstrumentSeries
from aftercall.results.answered import read_answers
from aftercall.results.counts import measure_counts
from aftercall.results.dataset import RAKING_VARIABLES, Dataset, SampledPerson
from aftercall.results.document import design_document
from aftercall.results.models import AnalysisRun, Population
from aftercall.results.table import POPULATION_COLUMN, sample_table

MONTHS = [date(2025, month, 1) for month in (1, 4, 5, 7)]
BY_AREA = {
    digest: replace(version, breakdowns={"quarter": "Quarter", "area": "Area"}) for digest, version in VERSIONS.items()
}
SERIES = InstrumentSeries(BY_AREA, {"happy": (date(2025, 5, 1),)})


def person(month: date, population: Population = Population.CRIME) -> SampledPerson:
    levels = dict.fromkeys(RAKING_VARIABLES, "all") | {"quarter": "January to March 2025"}
    answers = {"happy": "yes", "safe": "no"}
    return SampledPerson(
        month,
        f"{month:%Y-%m} all",
        10,
        1.0,
        levels,
        responded=True,
        instrument="one",
        answers=answers,
        population=population,
    )


PEOPLE = [person(month) for month in MONTHS]
BOTH = [*PEOPLE, person(MONTHS[-1], Population.ANTI_SOCIAL_BEHAVIOUR)]


def test_a_measure_has_only_answers_since_its_last_break() -> None:
    table = sample_table(read_answers(PEOPLE, SERIES), SERIES)
    assert table["happy"].to_pylist() == [None, None, True, True]
    assert table["safe"].to_pylist() == [False] * 4


def test_figures_are_for_everybody_and_by_breakdown_but_not_by_quarter() -> None:
    document = design_document({}, sample_table(read_answers(PEOPLE, SERIES), SERIES), SERIES)
    assert [(one["kind"], one["by"]) for one in document["estimate"]] == [("proportion", []), ("proportion", ["area"])]


def test_figures_are_given_for_each_population_if_there_are_people_in_both() -> None:
    document = design_document({}, sample_table(read_answers(BOTH, SERIES), SERIES), SERIES)
    assert [one["by"] for one in document["estimate"]] == [
        [],
        ["area"],
        [POPULATION_COLUMN],
        [POPULATION_COLUMN, "area"],
    ]


def test_every_breakdown_counts_the_same_people_also_before_a_break() -> None:
    counts = {one.measure: one.counts for one in measure_counts(AnalysisRun(), read_answers(BOTH, SERIES))}
    months = ["2025-01", "2025-04", "2025-05", "2025-07"]
    incidents = [["2025-07", "anti_social_behaviour", name, group, 1, 0] for name, group in (("", ""), ("area", "all"))]
    crimes = [[month, "crime", name, group, 1, 0] for month in months for name, group in (("", ""), ("area", "all"))]
    assert sorted(counts["happy"]) == sorted([*crimes, *incidents])


def test_the_digest_of_the_data_is_as_it_was_before_people_had_a_month() -> None:
    """Published analyses name this digest."""
    digest = Dataset(10, {}, {}, [person(MONTHS[0])]).digest()
    assert digest == "2e3293a03a222072edc1f610b7fd6f8fb4c8b5d8d8d53c503d84257ef7290eab"

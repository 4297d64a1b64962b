"""The sample as a table: answers on either side of a break are never in one column that is estimated as a whole."""

from dataclasses import replace
from datetime import date

from tests.instrument.test_series_breaks import VERSIONS

from aftercall.instrument.series import InstrumentSeries
from aftercall.results.dataset import RAKING_VARIABLES, Dataset, SampledPerson
from aftercall.results.document import breaks_comparison, design_document
from aftercall.results.periods import Period, quarter_of, quarter_words
from aftercall.results.table import by_quarter, sample_table

MONTHS = [date(2025, month, 1) for month in (1, 4, 5, 7)]
PERIOD = Period(date(2025, 1, 1), date(2025, 9, 1))
BY_QUARTER = {digest: replace(version, breakdowns={"quarter": "Quarter"}) for digest, version in VERSIONS.items()}
SERIES = InstrumentSeries(BY_QUARTER, {"happy": (date(2025, 5, 1),)})


def person(month: date) -> SampledPerson:
    quarter = quarter_words(quarter_of(month, last_month=PERIOD.last_month))
    levels = dict.fromkeys(RAKING_VARIABLES, "all") | {"quarter": quarter}
    answers = {"happy": "yes", "safe": "no"}
    return SampledPerson(
        month, f"{month:%Y-%m} all", 10, 1.0, levels, responded=True, instrument="one", answers=answers
    )


PEOPLE = [person(month) for month in MONTHS]


def test_a_measure_has_only_answers_since_its_last_break() -> None:
    table = sample_table(PEOPLE, SERIES)
    assert table["happy"].to_pylist() == [None, None, True, True]
    assert table["safe"].to_pylist() == [False] * 4


def test_each_quarter_has_the_answers_since_the_last_break_within_it() -> None:
    table = sample_table(PEOPLE, SERIES)
    assert table[by_quarter("happy")].to_pylist() == [True, None, True, True]
    assert by_quarter("safe") not in table.column_names


def test_quarters_on_both_sides_of_a_break_are_not_compared() -> None:
    document = design_document({}, sample_table(PEOPLE, SERIES), SERIES, PERIOD)
    kinds = [(one["kind"], one.get("by"), one["variable"]) for one in document["estimate"]]
    assert kinds == [
        ("proportion", None, ["happy", "safe"]),
        ("proportion", "quarter", [by_quarter("happy"), "safe"]),
        ("difference", None, ["safe"]),
    ]


def test_a_break_at_the_beginning_of_the_quarters_or_before_them_does_not_matter() -> None:
    months = {date(2025, month, 1): breaks for month, breaks in ((3, False), (4, False), (5, True), (9, True))}
    for month, breaks in months.items():
        assert breaks_comparison(InstrumentSeries(VERSIONS, {"happy": (month,)}), "happy", PERIOD) is breaks


def test_the_digest_of_the_data_is_as_it_was_before_people_had_a_month() -> None:
    """Published analyses name this digest."""
    digest = Dataset(10, {}, {}, [person(MONTHS[0])]).digest()
    assert digest == "2e3293a03a222072edc1f610b7fd6f8fb4c8b5d8d8d53c503d84257ef7290eab"

"""Reading a file of figures of earlier years: what is taken, and one clear line for each mistake."""

from datetime import date

import pytest

from aftercall.core.list_files import ListRefused
from aftercall.errors import BadInput
from aftercall.publication.importing.months import months_of
from aftercall.publication.importing.reading import EarlierFigure, read_earlier_figures

MEASURES = {"whole": "The whole experience", "contact": "Ease of contact"}


def read(text: str) -> list[EarlierFigure]:
    return read_earlier_figures(text.encode(), "old.csv", MEASURES)


def mistakes(*rows: str, header: str = "measure,period,n,percent,low,high,population") -> list[str]:
    with pytest.raises(ListRefused) as refused:
        read("\n".join([header, *rows]))
    return refused.value.lines


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", (2024, 1), (2024, 12)),
        ("2024 Q1", (2024, 1), (2024, 3)),
        ("2024q4", (2024, 10), (2024, 12)),
        ("2024/25", (2024, 4), (2025, 3)),
        ("2099/00", (2099, 4), (2100, 3)),
        ("2024-02", (2024, 2), (2024, 2)),
    ],
)
def test_a_period_can_be_written_as_people_do(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    assert months_of(text) == (date(*first, 1), date(*last, 1))


@pytest.mark.parametrize(
    "text", ["", "24", "2024 Q5", "2024/26", "2024-13", "1999", "2024-00", "２０２４", "2024-01-32", "Q1"]
)
def test_another_period_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match=r"write the|from 2000"):
        months_of(text)


def test_a_figure_is_read_by_the_name_or_the_label_of_its_measure() -> None:
    found = read(
        "\ufeffMeasure,Population,Period,Base,Percentage,Low,High\n"
        'whole,,2024 Q1,"1,204",81.5%,79,84\n'
        "ease of contact,Victims of crime,2024,300,60,,\n\n"
    )
    assert found == [
        EarlierFigure(2, "whole", "all", date(2024, 1, 1), date(2024, 3, 1), 1204, 81.5, 79.0, 84.0),
        EarlierFigure(3, "contact", "crime", date(2024, 1, 1), date(2024, 12, 1), 300, 60.0, None, None),
    ]


def test_months_can_be_given_as_the_days_of_our_own_open_data() -> None:
    [found] = read("measure,period_start,period_end,n,percent\nwhole,2024-01-01,2024-06-30,300,60\n")
    assert found.months == (date(2024, 1, 1), date(2024, 6, 1))


def test_quarters_and_their_year_and_rolling_years_do_not_overlap() -> None:
    header = "measure,period_start,period_end,n,percent"
    rows = ["whole,2024-01,2024-03,99,1", "whole,2024-01,2024-12,99,1", "whole,2024-04,2025-03,99,1"]
    assert len(read("\n".join([header, *rows]))) == 3


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("speed,2024,300,60,,,", "measure: is not a measure of this programme; use one of whole, contact"),
        ("whole,last year,300,60,,,", "period: write the period as 2024, 2024 Q1, 2024/25 or 2024-03"),
        ("whole,2024,many,60,,,", "n: write how many people answered, as a whole number"),
        ("whole,2024,29,60,,,", "n: figures on fewer than 30 people are not shown; leave the row out"),
        ("whole,2024,300,101,,,", "percent: write a percentage from 0 to 100, such as 81.5"),
        ("whole,2024,300,-1,,,", "percent: write a percentage from 0 to 100, such as 81.5"),
        ("whole,2024,300,nan,,,", "percent: write a percentage from 0 to 100, such as 81.5"),
        ("whole,2024,300,60,61,70,", "low: the interval must contain the percentage"),
        ("whole,2024,300,60,50,59,", "high: the interval must contain the percentage"),
        ("whole,2024,300,60,50,,", "high: give both ends of the interval, or neither"),
        ("whole,2024,300,60,,,robots", "population: is not a population; use one of all, crime, anti_social_behaviour"),
        ("whole,2024,300", "give 7 values, one for each column"),
    ],
)
def test_a_mistake_is_one_line_with_row_and_column(row: str, message: str) -> None:
    [line] = mistakes(row)
    separator = ": " if message.startswith("give 7") else ", "
    assert line == f"old.csv, row 2{separator}{message}"


def test_every_mistake_is_listed_in_the_order_of_the_rows() -> None:
    lines = mistakes("whole,2024 Q1,300,60,,,", "speed,2024,300,999,,,", "whole,2024 Q1,300,61,,,")
    assert [line.partition(":")[0] for line in lines] == [
        "old.csv, row 3, measure",
        "old.csv, row 3, percent",
        "old.csv, row 4, period",
    ]
    assert lines[-1].endswith("overlaps with row 2; leave one of them out")


def test_periods_that_share_months_are_refused() -> None:
    rows = ["whole,2024-01,2024-03,99,1", "whole,2024-02,2024-04,99,1"]
    [line] = mistakes(*rows, header="measure,period_start,period_end,n,percent")
    assert "row 3, period: overlaps with row 2" in line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("measure,period,n\n", "column percent: is missing"),
        ("measure,n,percent\n", "column period_start: is missing"),
        ("measure,period,n,percent,colour\n", "column colour: is not known"),
        ("measure,period,n,base,percent\n", "column n: occurs more than once"),
        ("measure,period,n,percent\n", "has no figures"),
        ('measure,period,n,percent\n"whole', "is not valid CSV"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_line(text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message) as refused:
        read(text)
    assert str(refused.value).startswith("old.csv")

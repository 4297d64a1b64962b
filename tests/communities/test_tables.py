"""Tables of the population, and the survey beside them."""

import json
from dataclasses import replace
from importlib.resources import files

import pytest
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.communities import presenters, queries
from aftercall.communities.census.reading import read_table
from aftercall.communities.census.tables import PopulationTable, age_table, shipped_table, shipped_tables
from aftercall.communities.census_names import census_category
from aftercall.communities.consulted import _beside
from aftercall.communities.operations import tables as operations
from aftercall.communities.survey import beside
from aftercall.consultations.demographics import Category, Characteristic
from aftercall.core.errors import Refused
from aftercall.errors import BadInput
from aftercall.programmes.models import Programme
from aftercall.results.models import AnalysisRun


def test_shipped_tables_add_up_to_what_was_published() -> None:
    tables = {table.key: table for table in shipped_tables()}
    assert tables["ethnic_group_5"].counts["White"] == 101_722 + 505_482
    assert tables["ethnic_group_5"].total == 629_850
    assert len(tables["ethnic_group"].counts) == 19
    assert tables["age"].total == 533_149 + 107_402
    assert list(age_table((18, 35)).counts) == ["18 to 34", "35 and over"]
    assert len(tables["area"].counts) == 63 + 20
    assert "Not answered" not in tables["religion"].counts
    assert all("Open Government Licence" in table.source for table in tables.values())


def test_a_community_that_is_absent_is_missing_and_small_counts_are_not_shown() -> None:
    table = shipped_table("religion")
    counts = {"Christian": 900, "No religion": 580, "Muslim": 3}
    found = beside(table, counts)
    by_name = {group["name"]: group for group in found["groups"]}
    assert by_name["Muslim"]["missing"]
    assert not by_name["Jewish"]["missing"]  # one person would be expected among so few
    rows = {row[0]: row for row in presenters.census_rows(found["groups"])}
    assert rows["Muslim"][1] == "fewer than 5"
    assert rows["Muslim"][5] == "Yes"


def test_a_small_count_cannot_be_worked_out_from_the_others() -> None:
    def rows(small: int) -> list[tuple[str, ...]]:
        counts = {"White": 900, "Other ethnic group": small, "Asian, Asian British or Asian Welsh": 24 - small}
        table = shipped_table("ethnic_group_5")
        table = replace(table, counts={name: table.counts[name] for name in counts})
        return [row[:5] for row in presenters.census_rows(beside(table, counts)["groups"]) if row[0] != "White"]

    assert rows(1) == rows(3)
    assert [row[1] for row in rows(1)] == ["fewer than 5", "not shown"]


def test_categories_of_nobody_are_left_out_of_a_comparison() -> None:
    said = Characteristic("faith", "Faith", "Which faith?", (Category("a", "A"), Category("b", "B")))
    table = PopulationTable("t", "Faith", "faith", {"A": 5, "B": 0}, "")
    found = _beside([{"faith": "a"}, {"faith": "b"}], said, table)
    assert (found["unknown"], [group["missing"] for group in found["groups"]]) == (1, [False, False])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "must name the columns category and people"),
        ("category,number\na,1", "must name the columns"),
        ("category,people\na,1\na,2", "row 3, category: is there twice"),
        ("category,people\na,x\nb,2", "row 2, people: write a whole number"),
        ("category,people\n,1\nb,2", "row 2, category: write a name"),
        ("category,people\na,1,2", "row 2: give 2 values"),
        ("category,people\na,1", "at least two categories"),
    ],
)
def test_mistakes_in_a_loaded_table_are_named(content: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_table(content.encode(), "table.csv")


def test_a_table_is_read_loaded_and_removed(researcher: User) -> None:
    counts = read_table(b'people,category\n"1,250",Under 30\n900,30 and over\n', "table.csv")
    assert counts == {"Under 30": 1250, "30 and over": 900}
    table = operations.load_table(
        title="Age in 2025", characteristic="age", source="ONS", counts=counts, actor=researcher, at=LATER
    )
    assert table.title in {one.title for one in queries.tables()}
    operations.remove_table(table=table, actor=researcher, at=LATER)
    assert table.title not in {one.title for one in queries.tables()}


def test_a_survey_is_compared_with_its_frame(run: AnalysisRun, researcher: User) -> None:
    found = operations.compare_survey(programme=run.programme, actor=researcher, at=LATER).found
    assert found["responded"] == run.respondents
    assert 0 < found["r"]["low"] < found["r"]["high"] <= 1
    assert found["propensity"] == pytest.approx(found["responded"] / found["sampled"], abs=0.02)
    assert {one["name"] for one in found["characteristics"]} <= {"Age", "Sex", "Area", "What was reported"}
    for one in found["characteristics"]:
        assert sum(level["sampled"] for level in one["levels"]) == found["sampled"]


def test_every_choice_of_the_questionnaire_has_its_category_in_the_census() -> None:
    """Of the questions about the person that the latest shipped questionnaire asks."""
    content = files("aftercall.instrument").joinpath("data", "victim_satisfaction_4.json").read_text()
    choices = {one["name"]: [option["name"] for option in one["options"]] for one in json.loads(content)["choices"]}
    questions = {"ethnic_group_5": ("ethnic_group", "ethnic_groups"), "religion": ("religion", "religions")}
    for table, (question, name) in {**questions, "orientation": ("orientation", "orientations")}.items():
        found = {census_category(table, {question: choice}) for choice in choices[name]}
        assert found == set(shipped_table(table).counts)
    answers = [{"condition": "no"}, {"condition": "yes", "condition_limits": "a_lot"}, {"condition": "yes"}]
    found = {census_category("disability", one) for one in answers}
    assert found == {*shipped_table("disability").counts, ""}


def test_a_survey_without_results_is_refused(programme: Programme, researcher: User) -> None:
    with pytest.raises(Refused, match="No results have been returned"):
        operations.compare_survey(programme=programme, actor=researcher, at=LATER)

"""Population tables, and comparing the survey with them."""

import json
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
from tests.oracle.methods import plain_representativeness as plain
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.communities import presenters, queries
from aftercall.communities.census.reading import read_table
from aftercall.communities.census.tables import PopulationTable, age_table, shipped_table, shipped_tables
from aftercall.communities.census_names import census_category, known_categories
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
    of_age = age_table(youngest=18).counts
    assert (of_age["Under 16"], of_age["25 to 34"]) == (0, tables["age"].counts["25 to 34"])
    assert of_age["16 to 24"] < tables["age"].counts["16 to 24"]
    assert len(tables["area"].counts) == 63 + 20
    assert "Not answered" not in tables["religion"].counts
    assert all("Open Government Licence" in table.source for table in tables.values())


CENSUS = [
    ("ethnic_group_5", "ethnic_group_5_ltla", "ethnic_group"),
    ("religion", "religion_ltla", "religion"),
    ("disability", "disability_equality_act_ltla", "disability"),
    ("orientation", "sexual_orientation_16plus_ltla", "sexual_orientation"),
]


@pytest.mark.parametrize(("key", "file", "column"), CENSUS)
def test_figures_are_those_of_a_plain_script_from_the_published_file(key: str, file: str, column: str) -> None:
    names, chance = list(shipped_table(key).counts), np.random.default_rng(5)
    counts = dict(zip(names, map(int, chance.multinomial(700, chance.dirichlet([2.0] * len(names)))), strict=True))
    found = beside(shipped_table(key), counts)
    with files("aftercall.communities").joinpath("data", f"{file}.csv.xz").open("rb") as published:
        table = plain.against_census(published, column, "n", counts)
    for group in found["groups"]:
        row = table.loc[group["name"]]
        assert [group["population"], group["population_share"]] == [row.people, pytest.approx(row.population_share)]
        ratio = group["ratio"]
        assert [ratio["value"], ratio["low"], ratio["high"]] == pytest.approx([row.ratio, row.low, row.high], rel=1e-6)
        assert group["missing"] == (row.high < 1)
    for name, distance in plain.distances(table).items():
        value = found[name]["value"] if name == "variation" else found[name]
        assert value == pytest.approx(distance, rel=1e-9)


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
        ("category,people\na,12.5\nb,2", "row 2, people: write a whole number"),
        ("category,people\na,-3\nb,2", "row 2, people: write a whole number"),
        ("category,people\na,1 250\nb,2", "row 2, people: write a whole number"),
        ("category,people\na,45%\nb,2", "row 2, people: write a whole number"),
        ("category,people\na,\nb,2", "row 2, people: write a whole number"),
        ("category,people\na,١\nb,2", "row 2, people: write a whole number"),
        ("category,people\na,99999999999\nb,2", "row 2, people: write a whole number"),
        ("category,people\na,1\nb,2\nAll usual residents,3", "row 4, category: looks like a total"),
        ('category,people\n"a,1\nb,2', "is not valid CSV"),
        ("category,people\na,0\nb,0", "at least two categories"),
    ],
)
def test_mistakes_in_a_loaded_table_are_named(content: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as refused:
        read_table(content.encode(), "table.csv")
    assert "\n" not in str(refused.value)


def test_a_table_has_the_categories_that_people_can_be_in() -> None:
    """Otherwise a community that nobody can say they belong to would be missing for ever."""
    with pytest.raises(BadInput, match="row 2, category: nobody can be in it; use one of: Female; Male"):
        read_table(b"category,people\nWomen,5\nMale,6", "table.csv", known_categories("sex"))
    assert read_table(b"category,people\nFemale,5\nMale,6", "t", known_categories("sex")) == {"Female": 5, "Male": 6}
    assert all(set(known_categories(key)) >= set(shipped_table(key).counts) for key, *_ in CENSUS)
    assert set(known_categories("age")) == set(age_table().counts)
    assert known_categories("area") == []
    with pytest.raises(BadInput, match="save it as “CSV UTF-8”"):
        read_table("category,people\nCafé,5".encode("latin-1"), "table.csv")


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
    titles = {one["title"]: {group["name"] for group in one["groups"]} for one in found["census"]}
    assert "Under 16" not in titles["Age"]  # nobody of them is asked
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

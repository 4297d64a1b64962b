"""Published figures over time: the table beside a chart has all that the chart shows, and the way to each origin."""

from datetime import date

import pytest
from tests.fieldwork.making import make_programme, make_user
from tests.improvements.making import Q1, Q2, quarter

from aftercall.accounts.roles import Role
from aftercall.publication.models import Publication
from aftercall.publication.trends import TrendPoint
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import Population
from aftercall.workbench import published
from aftercall.workbench.published import Choice, trend_row

MONTHS = (date(2025, 1, 1), date(2025, 3, 1))


def test_a_period_has_its_interval_its_base_and_its_origin() -> None:
    [period, figure, *rest] = trend_row(TrendPoint(*MONTHS, 1234, 78.2, 75.0, 81.4, line=7), "Treatment")
    assert (period, *rest) == ("January to March 2025", "75% to 81%", "1,234")
    assert figure.startswith('<a class="govuk-link" href="/workbench/published/figure/7/">78%')
    assert "Treatment, January to March 2025: origin" in figure


def test_what_is_not_known_is_said() -> None:
    hidden = TrendPoint(*MONTHS, None, None, None, None, "Not shown: it could identify someone", line=8)
    assert trend_row(hidden, "Treatment")[1:] == ["[c]", "Not shown: it could identify someone", ""]
    imported = TrendPoint(*MONTHS, None, 78.2, None, None, supplier="Another firm")
    row = ["January to March 2025 (another supplier)", "78%", "not known", "not known"]
    assert trend_row(imported, "Treatment") == row


@pytest.fixture
def publication(db: None) -> Publication:
    """The second of two quarters, with three areas; one is far below the others."""
    programme, author = make_programme(), make_user(Role.RESEARCHER, signed=False)
    quarter(programme, author, Q1)
    return quarter(programme, author, Q2, {"North": (400, 66.0), "South": (400, 80.0), "East": (400, 82.0)})


@pytest.mark.one_database
def test_a_measure_is_charted_over_all_published_periods_and_its_groups_beside_each_other(
    publication: Publication,
) -> None:
    instruments = instruments_of_run(publication.run)
    choice = Choice(publication, Population.ALL, "whole", "area")
    [trend] = published.trend_pictures(choice, instruments)
    assert (trend.title, trend.note) == ("The whole experience", "")
    assert [row[0] for row in trend.rows] == ["January to March 2025", "April to June 2025"]
    lines = published.group_lines(choice)
    found = published.group_funnel(choice)
    funnel, tiles = published.group_pictures(choice, lines, found, instruments)
    assert (funnel.title, tiles.title) == (
        "Funnel plot: The whole experience: Where",
        "Tile map: The whole experience: Where",
    )
    assert [row[2] for row in funnel.rows if row[0].endswith("North")] == ["low: beyond the 99.8% limits"]
    assert tiles.svg.count("▼") == 1
    north, *_ = published.figure_rows(lines, {line.pk: line.group for line in lines}, found)
    assert north["label"] == "North (400)"
    assert str(north["interval"]).endswith("▼ lower than chance explains")


@pytest.mark.one_database
def test_a_figure_without_an_interval_says_so_and_is_not_compared(publication: Publication) -> None:
    publication.figures.filter(group="North").update(low=None, high=None, standard_error=None)
    choice = Choice(publication, Population.ALL, "whole", "area")
    lines, found = published.group_lines(choice), published.group_funnel(choice)
    rows = published.figure_rows(lines, {line.pk: line.group for line in lines}, found)
    assert rows[0]["interval"] == "not available"
    assert found is not None
    assert sorted(found.cells) == ["East", "South"]

"""Figures of earlier periods beside a publication's own."""

from datetime import date, timedelta

import pytest
from tests.publication.small_runs import published, small_run
from tests.world import LATER, MONTH

from aftercall.accounts.models import User
from aftercall.core.dates import months_later
from aftercall.programmes.models import Programme
from aftercall.publication.models import ImportedFigure, ImportedSeries, Publication
from aftercall.publication.trends import TrendPoint, plotted, quarters_within, trends
from aftercall.results.models import Population

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def point(month: int, percent: float | None, **values: object) -> TrendPoint:
    bounds = (None, None) if percent is None else (percent - 5, percent + 5)
    return TrendPoint(date(2025, month, 1), date(2025, month, 1), 200, percent, *bounds, **values)  # type: ignore[arg-type]


def test_a_publication_shows_the_same_kind_of_period_before_it_and_imported_ones(
    programme: Programme, researcher: User
) -> None:
    series = ImportedSeries.objects.create(
        programme=programme, supplier="Others", method="By post", digest="", imported_at=LATER, imported_by=researcher
    )
    for first, months in ((months_later(MONTH, -2), 1), (months_later(MONTH, -3), 3)):
        ImportedFigure.objects.create(
            series=series,
            first_month=first,
            last_month=months_later(first, months - 1),
            measure="whole",
            base=90,
            percent=70,
        )
    published(small_run(programme, researcher), researcher)
    published(small_run(programme, researcher, months=3), researcher, at=LATER + timedelta(days=1))
    next_month = small_run(programme, researcher, first=months_later(MONTH, 1), gave=140, did_not=60)
    publication = published(next_month, researcher, at=LATER + timedelta(days=2))
    found = trends(publication, Population.ALL)["whole"]
    assert [(one.period, one.percent, one.supplier) for one in found] == [
        ("November 2024", 70.0, "Others"),
        ("January 2025", 80.0, ""),
        ("February 2025", 70.0, ""),
    ]
    assert [(one.place, one.joined, one.hollow) for one in plotted(found)] == [
        (1, False, True),
        (3, False, False),
        (4, True, False),
    ]


def test_a_year_shows_its_quarters_too(programme: Programme, researcher: User) -> None:
    for number, gave in enumerate((160, 120)):
        quarter = small_run(programme, researcher, first=months_later(MONTH, 3 * number), months=3, gave=gave)
        published(quarter, researcher, at=LATER + timedelta(days=number))
    year = published(small_run(programme, researcher, months=12), researcher, at=LATER + timedelta(days=2))
    found = quarters_within(year, Population.ALL)["whole"]
    assert [one.period for one in found] == ["January to March 2025", "April to June 2025"]
    assert [one.period for one in trends(year, Population.ALL)["whole"]] == ["2025"]
    assert quarters_within(Publication.objects.get(slug__startswith="2025-04"), Population.ALL) == {}


def test_a_later_correction_replaces_the_figure_of_its_period(programme: Programme, researcher: User) -> None:
    published(small_run(programme, researcher), researcher)
    publication = published(small_run(programme, researcher, first=months_later(MONTH, 1)), researcher)
    again = small_run(programme, researcher, gave=100, did_not=100)
    published(again, researcher, at=LATER + timedelta(days=1), correction="Counted wrongly.")
    assert [one.percent for one in trends(publication, Population.ALL)["whole"]] == [50.0, 80.0]


def test_a_line_connects_only_figures_that_can_be_compared() -> None:
    found = plotted([point(1, 70), point(2, 75), point(3, 80, after_break=True), point(4, 82)])
    assert [one.joined for one in found] == [False, True, False, True]


def test_a_period_without_a_figure_takes_its_place() -> None:
    """Such as one that was withdrawn."""
    found = plotted([point(1, 70), point(2, 75), point(5, 80)])
    assert [(one.place, one.joined) for one in found] == [(1, False), (2, True), (5, False)]


def test_percentages_become_shares() -> None:
    (one,) = plotted([point(1, 70)])
    assert (one.share, one.low, one.high) == (0.7, 0.65, 0.75)

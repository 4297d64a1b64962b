"""The content of a publication, without a database."""

from dataclasses import replace
from datetime import date
from typing import Any

from aftercall.publication.files.content import Content, Reference
from aftercall.publication.models import (
    Comparison,
    Direction,
    Mark,
    PublishedChange,
    PublishedFigure,
    Suppression,
)
from aftercall.publication.trends import TrendPoint
from aftercall.results.models import Population

FIRST, LAST = date(2025, 1, 1), date(2025, 3, 1)
SITE = "https://survey.example.org"
POINTS = [
    TrendPoint(date(2024, 7, 1), date(2024, 9, 1), 600, 76.1, None, None, supplier="Old Survey Ltd"),
    TrendPoint(date(2024, 10, 1), date(2024, 12, 1), None, None, None, None, not_shown="Not shown", after_break=True),
    TrendPoint(FIRST, LAST, 812, 81.66, 78.25, 84.4),
]
CORRECTION = Reference("Victim satisfaction, January to March 2025 (corrected)", f"{SITE}/results/q1-2/")


def figure(measure: str = "whole", percent: float | None = 81.66, **given: Any) -> PublishedFigure:
    """A line: everybody's unless a breakdown and a group are given."""
    numbers = {} if percent is None else {"base": 812, "percent": percent, "low": 78.25, "high": 84.4}
    return PublishedFigure(first_month=FIRST, last_month=LAST, measure=measure, **{**numbers, **given})


def hidden(**given: Any) -> PublishedFigure:
    """A line that disclosure control hides."""
    return figure(percent=None, mark=Mark.CONFIDENTIAL, suppression=Suppression.FEW_PEOPLE, **given)


def change(**given: Any) -> PublishedChange:
    """A change since the period before."""
    numbers = {"earlier_percent": 77.0, "difference": 4.66, "low": 1.2, "high": 8.1, "p_value": 0.01}
    words = {
        "population": Population.ALL,
        "measure": "whole",
        "comparison": Comparison.PERIOD_BEFORE,
        "direction": Direction.ROSE,
        "statement": "Satisfaction with the whole experience rose from 77% to 82%.",
    }
    months = {"earlier_first_month": date(2024, 10, 1), "earlier_last_month": date(2024, 12, 1)}
    return PublishedChange(**{**words, **months, **numbers, **given})


def content(**given: Any) -> Content:
    """What a small publication shows: two measures, a group with a formula for a name, a hidden and an empty group."""
    made = Content(
        slug="2025-01-to-2025-03-1",
        title="Victim satisfaction, January to March 2025",
        survey="Victims of crime",
        force="Example Constabulary",
        contact="survey@example.org",
        site=SITE,
        address=f"{SITE}/results/2025-01-to-2025-03-1/",
        first_month=FIRST,
        last_month=LAST,
        period="January to March 2025",
        published=date(2025, 6, 3),
        commentary=["More people were kept informed."],
        facts=[("Interviewed", "812"), ("Response rate (AAPOR RR2)", "41.0%")],
        measures={"whole": "The whole experience", "informed": "Being kept informed", "reported": "Reported by phone"},
        shares=frozenset({"reported"}),
        breakdowns={"sex": "Sex", "category": "What was reported"},
        figures=[
            figure(statement="82% of victims were satisfied with the whole experience.", precision="From 78% to 84%."),
            figure("informed", 0.03, statement="Hardly anybody was satisfied.", low=0.0, high=0.4),
            figure("reported", 61.0, statement="61% of victims reported by phone."),
            figure(population=Population.CRIME, statement="82% of victims of crime were satisfied."),
            figure(breakdown="sex", group="female", mark=Mark.UNRELIABLE, reliability="unreliable"),
            figure(breakdown="sex", group="male", low=None, high=None),
            figure(breakdown="sex", group="other", percent=None, mark=Mark.NOT_AVAILABLE),
            figure(breakdown="category", group="=HYPERLINK(1)", reliability="caution"),
            hidden(breakdown="category", group="Robbery"),
        ],
        changes=[
            change(),
            change(
                measure="informed",
                comparison=Comparison.YEAR_BEFORE,
                difference=None,
                low=None,
                high=None,
                earlier_percent=None,
                direction=Direction.NOT_COMPARABLE,
                statement="The question was changed, so we do not compare.",
                imported=True,
            ),
        ],
        trends={("all", "whole"): POINTS},
    )
    return replace(made, **given)


def superseded() -> Content:
    """The same, after a correction."""
    return content(corrected_by=CORRECTION)

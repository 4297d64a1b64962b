"""What a publication says in a few sentences, and what it shows first. What chance explains is called no change."""

from datetime import date

import pytest
from tests.fieldwork.making import make_programme, make_user
from tests.improvements.making import Q2, quarter

from aftercall.accounts.roles import Role
from aftercall.publication.models import Comparison, Direction, Publication, PublishedChange
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import Population
from aftercall.workbench.forms import PublishedForm
from aftercall.workbench.in_short import in_short

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
EARLIER = {
    "population": "all",
    "measure": "whole",
    "comparison": Comparison.PERIOD_BEFORE,
    "earlier_first_month": date(2025, 1, 1),
    "earlier_last_month": date(2025, 3, 1),
}


@pytest.fixture
def publication() -> Publication:
    areas = {"North": (400, 66.0), "South": (400, 80.0), "East": (400, 82.0)}
    return quarter(make_programme(), make_user(Role.RESEARCHER, signed=False), Q2, areas)


def sentences(publication: Publication) -> str:
    return "\n".join(in_short(publication, instruments_of_run(publication.run)))


def test_areas_and_changes_beyond_chance_are_named(publication: Publication) -> None:
    numbers = {"earlier_percent": 72.0, "difference": 8.0, "direction": Direction.ROSE}
    PublishedChange.objects.create(publication=publication, **EARLIER, **numbers)
    said = sentences(publication)
    assert "The whole experience: 80% satisfied (78% to 82%, 1,200 people)." in said
    assert "The whole experience rose by 8.0 points since January to March 2025: more than chance explains." in said
    assert "North (66%, below) differs from the rest by more than chance explains." in said


def test_what_chance_explains_is_not_called_a_change(publication: Publication) -> None:
    PublishedChange.objects.create(publication=publication, **EARLIER, direction=Direction.NO_CLEAR_CHANGE)
    publication.figures.filter(group="North").update(percent=79.0, low=75.0, high=83.0)
    broken = EARLIER | {"comparison": Comparison.YEAR_BEFORE, "direction": Direction.NOT_COMPARABLE}
    PublishedChange.objects.create(publication=publication, **broken)
    said = sentences(publication)
    assert "Chance explains every difference from earlier results (1 comparison)." in said
    assert "no group differs from the rest" in said


def test_the_first_breakdown_has_something_to_compare(publication: Publication) -> None:
    series = instruments_of_run(publication.run)
    assert PublishedForm(publication, series, [Population.ALL], {})["breakdown"].value() == "area"
    for number, line in enumerate(publication.figures.filter(group__in=("North", "South"))):
        line.pk, line.breakdown, line.group = None, "category", f"Category {number}"
        line.save()
    publication.figures.filter(group__in=("North", "South")).update(percent=None)
    assert PublishedForm(publication, series, [Population.ALL], {})["breakdown"].value() == "category"

"""The demo's figures of 2024."""

import pytest
from tests.world import PLANNED

from aftercall.accounts.models import User
from aftercall.demo.earlier import import_earlier
from aftercall.demo.programme import make_programme
from aftercall.results.periods import period_words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_they_are_by_quarter_and_year_and_say_that_they_are_invented(researcher: User) -> None:
    programme = make_programme(takes_effect_on=PLANNED.date(), at=PLANNED)
    series = import_earlier(programme=programme, researcher=researcher, at=PLANNED)
    periods = {(one.first_month, one.last_month) for one in series.figures.filter(measure="whole")}
    assert len(periods) == 5
    assert all(first.year == last.year == 2024 for first, last in periods)
    assert period_words(*max(periods, key=lambda one: one[1] - one[0])) in ("January to December 2024", "2024")
    assert "invented" in series.method
    assert "made up" in series.supplier

"""The demo's saved views."""

from datetime import date

import pytest
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.demo.workbench import save_views
from aftercall.programmes.models import Programme
from aftercall.workbench.models import SavedView

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_views_over_time_are_saved_only_where_there_are_several_quarters(
    programme: Programme, researcher: User
) -> None:
    months = [date(2025, month, 1) for month in (1, 2)]
    save_views(programme=programme, months=months, researcher=researcher, at=LATER)
    assert [one.name for one in SavedView.objects.all()] == ["Weakest areas", "What drives satisfaction"]
    year = [date(2025, month, 1) for month in range(1, 13)]
    save_views(programme=programme, months=year, researcher=researcher, at=LATER)
    assert SavedView.objects.count() == 4
    assert "period_choice=2025-01%2F2025-12" in SavedView.objects.earliest("pk").query

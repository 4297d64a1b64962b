"""Choosing the period of an analysis."""

from datetime import date

import pytest

from aftercall.core.dates import months_later
from aftercall.programmes.models import Programme
from aftercall.results.forms import PeriodForm

PROGRAMMES = [Programme(pk=1, name="Victims of crime"), Programme(pk=2, name="Victims of burglary")]
QUARTER = [months_later(date(2025, 1, 1), number) for number in range(3)]
RETURNED = {1: QUARTER, 2: [date(2025, 9, 1)]}


@pytest.mark.parametrize(
    ("looked_at", "periods"),
    [
        ("", ["2025-03/2025-03", "2025-02/2025-02", "2025-01/2025-01", "2025-01/2025-03"]),
        ("2", ["2025-09/2025-09"]),
        ("unknown", ["2025-03/2025-03", "2025-02/2025-02", "2025-01/2025-01", "2025-01/2025-03"]),
    ],
)
def test_only_the_periods_of_the_programme_looked_at_are_offered(looked_at: str, periods: list[str]) -> None:
    form = PeriodForm(PROGRAMMES, RETURNED, looked_at=looked_at)
    assert offered(form) == periods


def test_the_period_of_another_programme_is_refused_and_its_own_are_offered() -> None:
    form = PeriodForm(PROGRAMMES, RETURNED, {"programme": "2", "period_choice": "2025-01/2025-03"})
    assert not form.is_valid()
    assert form.errors["period_choice"] == ["Choose one of this programme’s periods"]
    assert offered(form) == ["2025-09/2025-09"]


def offered(form: PeriodForm) -> list[str]:
    choices = getattr(form.fields["period_choice"], "choices", ())
    return [value for value, _ in choices if value]

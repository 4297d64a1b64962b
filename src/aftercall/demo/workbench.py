"""The views of the workbench that the demo's researcher has saved."""

from collections.abc import Sequence
from datetime import date, datetime

from aftercall.accounts.models import User
from aftercall.instrument.measures import QUARTER
from aftercall.programmes.models import Programme
from aftercall.results.models import Population
from aftercall.results.periods import Period
from aftercall.workbench.asked import EVERY, Asked
from aftercall.workbench.dimensions import AREA, MEASURE, MONTH
from aftercall.workbench.operations import save_view

# Name, measure, rows, columns, and whether others see it.
_VIEWS = (
    ("Weakest areas", "whole", AREA, "", True),
    ("What drives satisfaction", EVERY, MEASURE, "", True),
    ("Being kept informed, by what was reported and quarter", "informed", "category", QUARTER, False),
    ("The whole experience, month by month", "whole", MONTH, "", False),
)


def save_views(*, programme: Programme, months: Sequence[date], researcher: User, at: datetime) -> None:
    """Save views of all the months; those over time only where there are several."""
    period = Period(months[0], months[-1])
    for name, measure, rows, columns, shared in _VIEWS:
        if len(months) > 3 or not {rows, columns} & {MONTH, QUARTER}:
            asked = Asked(programme.pk, period, Population.ALL, (), measure, rows, columns)
            save_view(name=name, asked=asked, shared=shared, actor=researcher, at=at)

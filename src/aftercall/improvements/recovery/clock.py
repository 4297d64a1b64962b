"""The day by which a request for service recovery must be answered."""

from datetime import date, timedelta

from aftercall.core.working_days import next_working_day

# docs/decisions/0041-service-recovery.md says why.
WORKING_DAYS = 10
_DAY = timedelta(days=1)


def due_on(agreed_on: date) -> date:
    """The tenth working day after the person agreed, without weekends and bank holidays."""
    day = agreed_on
    for _ in range(WORKING_DAYS):
        day = next_working_day(day + _DAY)
    return day

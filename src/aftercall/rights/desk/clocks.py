"""The day by which a request must be answered.

One calendar month from the day of receipt, to the same day of the next month or its last day (Article 12(3) of the UK
GDPR, as the Information Commissioner explains it). The days on which we wait for the person to prove who they are or to
say what they mean do not count. A complaint is acknowledged within 30 days, which begin on the day after its receipt
(section 164A of the Data Protection Act 2018). A period that ends on a weekend or a bank holiday ends on the next
working day.
"""

from datetime import date, timedelta

from aftercall.core.dates import months_later
from aftercall.core.working_days import next_working_day

MONTHS_TO_ANSWER = 1
FURTHER_MONTHS = 2
DAYS_TO_ACKNOWLEDGE = 30


def due_on(received_on: date, *, extended: bool = False, paused_days: int = 0) -> date:
    """The last day on which the answer is in time."""
    months = MONTHS_TO_ANSWER + (FURTHER_MONTHS if extended else 0)
    return next_working_day(months_later(received_on, months) + timedelta(days=paused_days))


def acknowledge_by(received_on: date) -> date:
    """The last day on which the acknowledgement of a complaint is in time."""
    return next_working_day(received_on + timedelta(days=DAYS_TO_ACKNOWLEDGE))

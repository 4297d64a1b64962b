"""When jobs are due, including on the two nights of the year when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.core.jobs.timetables import Daily, Every, Slot

LONDON = ZoneInfo("Europe/London")
QUARTER_HOUR = timedelta(minutes=15)
# Times around both clock changes, and in an ordinary week.
TIMES = st.one_of(
    st.datetimes(datetime(2025, first.month, first.day), datetime(2025, first.month, first.day) + timedelta(days=4))  # noqa: DTZ001 - hypothesis adds the zone
    for first in (date(2025, 3, 28), date(2025, 10, 24), date(2025, 7, 1))
).map(lambda naive: naive.replace(tzinfo=UTC))
QUARTER_HOURS = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45)))


def due_by_trial(day: date, local: time) -> datetime:
    """Try each quarter-hour of the day: the first with this local time, or that would have it had the clocks not
    changed."""
    due = datetime.combine(day, local)
    start = datetime.combine(day, time(), tzinfo=UTC) - timedelta(hours=3)
    old_offset = start.astimezone(LONDON).utcoffset()
    tried = [start + QUARTER_HOUR * number for number in range(4 * 30)]
    matching = [at for at in tried if at.astimezone(LONDON).replace(tzinfo=None) == due]
    return matching[0] if matching else next(at for at in tried if (at + old_offset).replace(tzinfo=None) == due)  # type: ignore[operator]


@given(TIMES, QUARTER_HOURS)
def test_a_daily_job_is_due_at_the_time_found_by_trying_each_quarter_hour(at: datetime, local: time) -> None:
    around = [at.date() + timedelta(days=number) for number in range(-2, 3)]
    dues = {day: due_by_trial(day, local) for day in around}
    latest = max(day for day, due in dues.items() if due <= at)
    assert Daily(local).latest(at) == Slot(latest.isoformat(), dues[latest])
    assert Daily(local).next_due(at) == min(due for due in dues.values() if due > at)


@given(TIMES, st.sampled_from((1, 5, 10, 60)))
def test_a_job_with_an_interval_is_due_at_multiples_of_it_in_utc(at: datetime, minutes: int) -> None:
    step = timedelta(minutes=minutes)
    midnight = datetime.combine(at.date(), time(), tzinfo=UTC)
    dues = [midnight + step * number for number in range(1440 // minutes + 1)]
    latest = max(due for due in dues if due <= at)
    assert Every(minutes).latest(at) == Slot(latest.strftime("%Y-%m-%dT%H:%MZ"), latest)
    assert Every(minutes).next_due(at) == min(due for due in dues if due > at)


@given(TIMES, QUARTER_HOURS)
def test_due_times_do_not_depend_on_the_time_zone_of_the_argument(at: datetime, local: time) -> None:
    for timetable in (Daily(local), Every(5)):
        assert timetable.latest(at.astimezone(LONDON)) == timetable.latest(at)
        assert timetable.next_due(at.astimezone(LONDON)) == timetable.next_due(at)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2025, 3, 29), datetime(2025, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2025, 3, 30), datetime(2025, 3, 30, 1, 30, tzinfo=UTC)),  # 1:30am is skipped: 2:30am, British Summer Time
        (date(2025, 3, 31), datetime(2025, 3, 31, 0, 30, tzinfo=UTC)),
        (date(2025, 10, 25), datetime(2025, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2025, 10, 26), datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),  # the first of two occurrences
        (date(2025, 10, 27), datetime(2025, 10, 27, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_daily_job_has_one_slot_on_a_date_when_its_time_is_skipped_or_occurs_twice(day: date, due: datetime) -> None:
    daily = Daily(time(1, 30))
    assert daily.latest(due) == Slot(day.isoformat(), due)
    assert daily.next_due(due - timedelta(microseconds=1)) == due
    assert daily.latest(due - timedelta(microseconds=1)).name == (day - timedelta(days=1)).isoformat()


def test_timetables_are_described_in_words() -> None:
    assert Every(5).words == "Every 5 minutes"
    assert Every(1).words == "Every minute"
    assert Every(60).words == "Every hour"
    assert Every(120).words == "Every 2 hours"
    assert Daily(time(0, 5)).words == "Daily at 12:05am"

"""When a wave's sample may be drawn, and when its possible matches may be reviewed."""

from datetime import date

from aftercall.core.dates import months_later
from aftercall.core.errors import Refused
from aftercall.core.words import counted, day
from aftercall.core.words import month as in_words
from aftercall.programmes import queries
from aftercall.programmes.models import ExtractLoad, Programme, Wave
from aftercall.programmes.retention import require_retained
from aftercall.programmes.states import WaveState

# How far back a month may be opened, unless the programme itself is older.
MOST_MONTHS_BACK = 24
# How far back and ahead a version may take effect.
OLDEST_VERSION, NEWEST_VERSION = -120, 24


def require_final_frame(wave: Wave) -> None:
    """Refused if the frame may still change: while an extract is being loaded or decisions wait for the next load."""
    if queries.load_is_running(wave):
        raise Refused("An extract is being loaded into this wave. You can draw the sample when loading has finished")
    if waiting := queries.waiting_decisions(wave).count():
        decisions = counted(waiting, "decision about possible matches is", "decisions about possible matches are")
        raise Refused(f"{decisions} waiting. Apply or withdraw your decisions, then draw the sample")


def require_month_to_open(programme: Programme, month: date, *, today: date) -> None:
    """Refused if the programme can't be about this month: one mistyped year would make hundreds of months overdue."""
    start = queries.earliest_date(programme) or today
    first, last = min(start, months_later(today, -MOST_MONTHS_BACK)).replace(day=1), months_later(today, 1)
    if not first <= month <= last:
        raise Refused(f"{in_words(month)} cannot be opened. Enter a month from {in_words(first)} to {in_words(last)}")


def require_plausible_date(takes_effect_on: date, *, today: date) -> None:
    """Refused if a version's date is so far away that it must be mistyped: a version is never changed."""
    first, last = months_later(today, OLDEST_VERSION), months_later(today, NEWEST_VERSION)
    if not first <= takes_effect_on <= last:
        raise Refused(f"Enter a date from {day(first)} to {day(last)}")


def require_removable(wave: Wave) -> None:
    """Refused once an extract has been loaded into the wave, and while one is being loaded."""
    if wave.state != WaveState.PLANNED:
        raise Refused("You can only remove a month before its extract is loaded")
    if queries.load_is_running(wave):
        raise Refused("An extract is being loaded into this month. You can remove the month only if loading fails")


def require_no_months(programme: Programme) -> None:
    """Refused once a month of the programme has been opened."""
    if programme.waves.exists():
        raise Refused(
            "Months of this programme have been opened, so it cannot be removed. A researcher can remove them"
        )


def require_current_load(load: ExtractLoad) -> None:
    """Refused if this load is no longer the wave's current one, because another extract has been loaded since."""
    if not ExtractLoad.objects.filter(pk=load.pk, folder=load.folder).exists():
        raise Refused(
            "Another extract was loaded while the sample was being drawn. Check its record flow, then draw the sample"
        )


def require_reviewable_matches(wave: Wave) -> None:
    """Refused unless possible matches can be reviewed: after an extract has been loaded and before the draw."""
    require_retained(wave)
    if wave.state == WaveState.PLANNED:
        raise Refused("Load the extract first. We look for possible matches while we read it")
    if wave.state != WaveState.LOADED:
        raise Refused("The sample has been drawn, so you can no longer review possible matches")

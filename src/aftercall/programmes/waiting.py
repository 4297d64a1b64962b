"""What waits for the researcher before a release (extracts, possible matches, samples), and for the administrator."""

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from aftercall.core.home import HomeItem
from aftercall.core.words import counted, day, listed, month
from aftercall.programmes import kept_extracts, queries
from aftercall.programmes.models import Wave
from aftercall.programmes.queries import WaveBeforeRelease
from aftercall.programmes.skipped_months import skipped_months
from aftercall.programmes.states import LoadState, WaveState
from aftercall.programmes.wave_titles import wave_titles


def month_to_open(at: datetime, *_: object) -> Iterator[HomeItem]:
    """The month after a programme's newest wave, once it has begun."""
    today, programmes = timezone.localdate(at), queries.newest_months()
    for programme, newest in programmes.items():
        of_programme = f" of {programme.name}" if len(programmes) > 1 else ""
        if newest is None:
            yield HomeItem(
                f"Open the first month{of_programme}", reverse("programmes:waves"), "Then you can load its extract."
            )
        elif newest.next_month <= today:
            yield HomeItem(
                f"Open {month(newest.next_month)}{of_programme}",
                reverse("programmes:waves"),
                "The seed of the draw is fixed before anyone has seen the extract.",
            )


def months_left_out(*_: object) -> Iterator[HomeItem]:
    """Months between a programme's first and its newest one that have not been opened."""
    programmes = queries.opened_months()
    for programme, months in programmes.items():
        if skipped := skipped_months(months):
            of_programme = f" of {programme.name}" if len(programmes) > 1 else ""
            yield HomeItem(
                f"You have not opened {listed([month(one) for one in skipped], 'or')}{of_programme}",
                reverse("programmes:waves"),
                "If you left this out on purpose, there is nothing to do.",
            )


def extracts(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Extracts that could not be loaded, and those of months that have ended."""
    today, title = timezone.localdate(at), wave_titles()
    for row in queries.waves_before_release():
        if row.wave.state != WaveState.DRAWN and row.last_load in {LoadState.FAILED, LoadState.STOPPED}:
            yield HomeItem(
                f"The extract for {title(row.wave)} was not loaded",
                reverse("programmes:loading", args=[row.wave.pk]),
                "See why, and what to fix. Nothing has changed.",
                urgent=True,
            )
        elif _waits_for_extract(row) and row.wave.next_month <= today:
            yield _before_first_call(f"Load the extract for {title(row.wave)}", row.wave, today)


def possible_matches(*_: object) -> Iterator[HomeItem]:
    """Possible matches to review, and decisions that wait for the extract to be loaded again."""
    title = wave_titles()
    for row in queries.waves_before_release():
        if row.wave.state != WaveState.LOADED:
            continue
        if row.waiting:
            kept = kept_extracts.is_kept(row.wave.load)
            yield HomeItem(
                f"Apply the decisions about {title(row.wave)}"
                if kept
                else f"Load the extract for {title(row.wave)} again",
                reverse("programmes:wave", args=[row.wave.pk]),
                f"{counted(row.waiting, 'decision')} about possible matches will then take effect. You cannot draw the "
                "sample before you have done this or withdrawn what you decided.",
            )
        if row.decided < row.wave.load.possible_matches:
            pairs = counted(row.wave.load.possible_matches, "pair of records", "pairs of records")
            yield HomeItem(
                f"Review the possible matches of {title(row.wave)}",
                reverse("programmes:matches", args=[row.wave.pk]),
                f"{pairs} may or may not be about the same person. You can leave them as they are.",
            )


def samples(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Samples to draw and to release."""
    today, title = timezone.localdate(at), wave_titles()
    for row in queries.waves_before_release():
        if row.wave.state == WaveState.DRAWN:
            yield _before_first_call(f"Release the sample for {title(row.wave)}", row.wave, today)
        elif row.wave.state == WaveState.LOADED and not row.waiting and row.last_load != LoadState.RUNNING:
            yield _before_first_call(f"Draw the sample for {title(row.wave)}", row.wave, today)


def changes_to_confirm(*_: object) -> Iterator[HomeItem]:
    """Programmes whose settings have been changed and not confirmed. Those never confirmed are on the check list."""
    for one in queries.programmes_with_state():
        if one.draft and one.versions:
            yield HomeItem(
                f"Confirm or discard the changes to {one.programme.name}",
                reverse("programmes:confirm", args=[one.programme.slug]),
                "They take effect when you confirm them.",
            )


def coming_up(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Loads in progress, and extracts of months that have not ended. Before there is a programme, who can set it up."""
    if not queries.programmes_with_settings():
        yield HomeItem(
            "The survey has not been set up yet",
            reverse("programmes:waves"),
            "Ask an administrator to set it up. Then you can open the first month.",
        )
    title = wave_titles()
    for row in queries.waves_before_release():
        if row.last_load == LoadState.RUNNING:
            yield HomeItem(
                f"The extract for {title(row.wave)} is being loaded",
                reverse("programmes:loading", args=[row.wave.pk]),
            )
        elif _waits_for_extract(row) and row.wave.next_month > timezone.localdate(at):
            yield HomeItem(
                f"Load the extract for {title(row.wave)} from {day(row.wave.next_month)}",
                reverse("programmes:wave", args=[row.wave.pk]),
                "The month has not ended yet.",
            )


def results_to_come(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Waves whose results the agency has not returned."""
    title = wave_titles()
    for wave in queries.waves().filter(state__in=(WaveState.RELEASED, WaveState.CLOSED)).order_by("month"):
        yield HomeItem(
            f"Results for {title(wave)} have not been returned yet",
            reverse("programmes:wave", args=[wave.pk]),
            _window(wave, timezone.localdate(at)),
        )


def _window(wave: Wave, today: date) -> str:
    if wave.first_call_on > today:
        return f"The first contact window opens on {day(wave.first_call_on)}."
    closes = "closes" if wave.last_call_on >= today else "closed"
    return f"The last contact window {closes} on {day(wave.last_call_on)}."


def _waits_for_extract(row: WaveBeforeRelease) -> bool:
    return row.wave.state == WaveState.PLANNED and row.last_load in {None, LoadState.DONE}


def _before_first_call(text: str, wave: Wave, today: date) -> HomeItem:
    """A step that should be done before the wave's first contact window opens."""
    first = wave.first_call_on
    opens = "opens" if first > today else "opened"
    return HomeItem(
        text,
        reverse("programmes:wave", args=[wave.pk]),
        f"The first contact window {opens} on {day(first)}.",
        due_on=first,
    )

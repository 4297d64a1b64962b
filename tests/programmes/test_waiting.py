"""What waits for the researcher before a release."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from tests.fieldwork.making import make_programme, make_wave
from tests.world import make_researcher

from aftercall.core.home import HomeItem
from aftercall.programmes.models import ExtractLoad, LoadJob, MatchDecision, MatchVerdict, Programme, Wave
from aftercall.programmes.states import LoadState, WaveState
from aftercall.programmes.waiting import (
    coming_up,
    extracts,
    month_to_open,
    months_left_out,
    possible_matches,
    results_to_come,
    samples,
)

type Counting = Callable[[int], AbstractContextManager[object]]
pytestmark = pytest.mark.django_db
AT = datetime(2025, 2, 5, 9, tzinfo=UTC)


@pytest.fixture
def wave(programme: Programme) -> Wave:
    """The planned wave of January 2025."""
    return make_wave_in(WaveState.PLANNED, programme)


def make_wave_in(state: WaveState, programme: Programme, month: date = date(2025, 1, 1)) -> Wave:
    wave = make_wave(programme, month)
    Wave.objects.filter(pk=wave.pk).update(state=state)
    return wave


def store_load(wave: Wave, state: LoadState = LoadState.DONE, *, matches: int = 0) -> None:
    """Store a load that ended, or is, in this state; if it is done, the wave is loaded."""
    loader = wave.load_jobs.first().started_by if wave.load_jobs.exists() else make_researcher()  # type: ignore[union-attr]
    folder = f"folder {LoadJob.objects.count()}"
    LoadJob.objects.create(wave=wave, started_at=AT, started_by=loader, folder=folder, state=state, steps=8)
    if state == LoadState.DONE:
        Wave.objects.filter(pk=wave.pk).update(state=WaveState.LOADED)
        ExtractLoad.objects.create(
            wave=wave, loaded_at=AT, loaded_by=loader, folder=folder, flow={}, possible_matches=matches
        )


def decide(wave: Wave, pair: str, applied: MatchVerdict = MatchVerdict.NONE) -> None:
    MatchDecision.objects.create(
        wave=wave, pair=pair, verdict=MatchVerdict.SAME, applied=applied, decided_by=wave.load.loaded_by, decided_at=AT
    )


def texts(items: object) -> list[str]:
    return [item.text for item in items if isinstance(item, HomeItem)]  # type: ignore[attr-defined]


def test_a_month_is_opened_once_it_has_begun(programme: Programme) -> None:
    assert texts(month_to_open(AT)) == ["Open the first month"]
    make_wave(programme)
    assert texts(month_to_open(AT)) == ["Open February 2025"]
    make_wave(programme, date(2025, 2, 1))
    assert texts(month_to_open(AT)) == []


def test_months_that_were_left_out_are_named(programme: Programme) -> None:
    for month in (1, 2, 4):
        make_wave(programme, date(2025, month, 1))
    assert texts(months_left_out(AT)) == ["You have not opened March 2025"]
    make_wave(make_programme(slug="hate-crime"), date(2025, 1, 1))
    assert texts(months_left_out(AT)) == ["You have not opened March 2025 of Victims 1"]


def test_without_a_programme_the_researcher_is_told_who_can_set_it_up() -> None:
    assert texts(month_to_open(AT)) == []
    assert texts(coming_up(AT)) == ["The survey has not been set up yet"]


def test_an_extract_is_loaded_when_its_month_has_ended(wave: Wave) -> None:
    [item] = extracts(AT)
    assert (item.text, item.url) == ("Load the extract for January 2025", f"/waves/{wave.pk}/")
    assert (item.due_on, item.details) == (
        date(2025, 2, 26),
        "The first contact window opens on 26 February 2025.",
    )
    before_it_ended = datetime(2025, 1, 31, 12, tzinfo=UTC)
    assert texts(extracts(before_it_ended)) == []
    assert texts(coming_up(before_it_ended)) == ["Load the extract for January 2025 from 1 February 2025"]
    assert "opened on" in next(extracts(datetime(2025, 3, 1, tzinfo=UTC))).details


@pytest.mark.parametrize("state", [LoadState.FAILED, LoadState.STOPPED])
def test_a_load_that_failed_is_shown_until_another_succeeds(state: LoadState, wave: Wave) -> None:
    store_load(wave, state)
    [item] = extracts(AT)
    assert (item.text, item.url) == ("The extract for January 2025 was not loaded", f"/waves/{wave.pk}/loading/")
    store_load(wave)
    assert texts(extracts(AT)) == []


def test_a_running_load_is_shown_and_nothing_else_of_its_wave(wave: Wave) -> None:
    store_load(wave, LoadState.RUNNING)
    assert texts(coming_up(AT)) == ["The extract for January 2025 is being loaded"]
    assert texts(extracts(AT)) == texts(samples(AT)) == []


def test_possible_matches_wait_until_all_are_decided(wave: Wave) -> None:
    store_load(wave, matches=2)
    decide(wave, "one", applied=MatchVerdict.SAME)
    [item] = possible_matches(AT)
    assert (item.text, item.url) == (
        "Review the possible matches of January 2025",
        f"/waves/{wave.pk}/matches/",
    )
    assert item.details.startswith("2 pairs of records")
    decide(wave, "two", applied=MatchVerdict.SAME)
    assert texts(possible_matches(AT)) == []


def test_decisions_that_wait_for_a_load_come_before_the_draw(wave: Wave) -> None:
    store_load(wave, matches=1)
    assert texts(samples(AT)) == ["Draw the sample for January 2025"]
    decide(wave, "one")
    [item] = possible_matches(AT)
    assert item.text == "Load the extract for January 2025 again"
    assert item.details.startswith("1 decision about possible matches")
    assert texts(samples(AT)) == []


def test_a_drawn_sample_is_released_before_the_first_window_opens(wave: Wave) -> None:
    Wave.objects.update(state=WaveState.DRAWN)
    [item] = samples(AT)
    assert (item.text, item.due_on) == ("Release the sample for January 2025", date(2025, 2, 26))


def test_waves_of_the_agency_are_shown_with_the_end_of_their_windows(programme: Programme) -> None:
    make_wave_in(WaveState.CLOSED, programme)
    make_wave_in(WaveState.RELEASED, programme, date(2025, 2, 1))
    first, second = results_to_come(AT)
    assert (first.text, second.text) == (
        "Results for January 2025 have not been returned yet",
        "Results for February 2025 have not been returned yet",
    )
    assert second.details == "The first contact window opens on 29 March 2025."
    _, second = results_to_come(datetime(2025, 3, 29, 9, tzinfo=UTC))
    assert second.details == "The last contact window closes on 23 May 2025."


def test_the_number_of_queries_does_not_grow_with_the_waves(wave: Wave, django_assert_num_queries: Counting) -> None:
    for month in (11, 12):
        make_wave_in(WaveState.PLANNED, wave.programme, date(2024, month, 1))
    with django_assert_num_queries(2):
        assert len(list(extracts(AT))) == 3


def test_with_several_programmes_each_wave_is_named_with_its_own(wave: Wave) -> None:
    other = make_programme(slug="hate-crime")
    assert texts(extracts(AT)) == ["Load the extract for January 2025 (Victims 1)"]
    assert texts(month_to_open(AT)) == ["Open February 2025 of Victims 1", "Open the first month of Hate crime"]
    make_wave_in(WaveState.DRAWN, other)
    assert texts(samples(AT)) == ["Release the sample for January 2025 (Hate crime)"]

"""The page of a load: its progress and how it ended."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import new_version
from tests.programmes.views.sending import as_csv, page, rows_of, send
from tests.world import LOADED, MONTH, fresh, loaded_wave, planned_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import clock
from aftercall.core.models import AuditEntry
from aftercall.frames.building.progress import STEP_COUNT, STEP_LABELS
from aftercall.programmes import load_process
from aftercall.programmes.models import LoadJob, Wave
from aftercall.programmes.operations import set_mapping
from aftercall.programmes.operations.loading import EmptyFrame
from aftercall.programmes.states import LoadState, WaveState
from aftercall.programmes.views.loads import AT_FIRST

MAPPING = '[columns]\ncrime_ref = "Crime No."\n'
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]


def running_job(wave: Wave, researcher: User, **values: object) -> LoadJob:
    """A load that is recorded as running."""
    values = {"folder": "being-loaded", "step": 2, "steps": STEP_COUNT} | values
    return LoadJob.objects.create(wave=wave, started_at=LOADED, started_by=researcher, **values)


@pytest.fixture(autouse=True)
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """A function that sets the clock to a time after the load's start. Before it is called, the clock shows the start
    itself."""

    def set_to(elapsed: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: LOADED + elapsed)

    set_to(timedelta())
    return set_to


@pytest.fixture
def process_running(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Make every load's process appear to be running, in a working folder that no other test run uses."""
    settings.WORKING_DIR = tmp_path / "work"
    monkeypatch.setattr(load_process, "is_running", lambda _: True)


@pytest.mark.usefixtures("process_running")
def test_the_page_names_the_current_step(client: Client, researcher: User) -> None:
    wave = planned_wave(researcher)
    running_job(wave, researcher)
    shown = page(client, "loading", wave)
    assert f"Step 3 of {STEP_COUNT}: {STEP_LABELS[2]}" in shown
    assert shown.count("Completed") == 2
    assert shown.count("In progress") == 1
    assert shown.count("Not started") == STEP_COUNT - 3
    assert f'<progress class="aftercall-progress__bar" id="load-progress" max="{STEP_COUNT}" value="2">' in shown


@pytest.mark.usefixtures("process_running")
def test_the_page_shows_the_progress_of_the_step_and_the_elapsed_time(
    client: Client, researcher: User, set_clock: Callable[[timedelta], None]
) -> None:
    wave = planned_wave(researcher)
    folder = load_process.upload_folder(running_job(wave, researcher, step=0).folder)
    folder.mkdir(parents=True)
    load_process.save_step_progress(folder.name.removeprefix("aftercall-load-"), 0, 0.374)
    set_clock(timedelta(seconds=75))
    shown = page(client, "loading", wave)
    assert f'max="{STEP_COUNT}" value="0.374">0 of {STEP_COUNT} steps completed, and 37% of step 1</progress>' in shown
    assert "Loading began 1 minute ago." in shown
    LoadJob.objects.update(step=1)
    assert f'max="{STEP_COUNT}" value="1">1 of {STEP_COUNT} steps completed</progress>' in page(client, "loading", wave)


@pytest.mark.usefixtures("process_running")
def test_the_page_refreshes_until_the_user_stops_it(
    client: Client, researcher: User, set_clock: Callable[[timedelta], None]
) -> None:
    wave = planned_wave(researcher)
    running_job(wave, researcher)
    address = reverse("programmes:loading", args=[wave.pk])
    assert client.get(address)["Refresh"] == "2"
    set_clock(AT_FIRST)
    assert client.get(address)["Refresh"] == "10"
    stopped = client.get(f"{address}?still")
    assert "Refresh" not in stopped
    assert "Refresh now" in stopped.content.decode()


@pytest.mark.usefixtures("process_running")
def test_the_page_says_that_the_frame_is_being_saved_after_the_last_step(client: Client, researcher: User) -> None:
    wave = planned_wave(researcher)
    running_job(wave, researcher, step=STEP_COUNT)
    assert "All steps completed" in page(client, "loading", wave)


@pytest.mark.usefixtures("process_running")
def test_a_step_without_a_label_is_shown_by_number(client: Client, researcher: User) -> None:
    wave = planned_wave(researcher)
    running_job(wave, researcher, step=STEP_COUNT, steps=STEP_COUNT + 1)
    assert f"Step {STEP_COUNT + 1} of {STEP_COUNT + 1}: Step {STEP_COUNT + 1}" in page(client, "loading", wave)


@pytest.mark.usefixtures("process_running")
def test_the_page_of_the_wave_links_to_the_running_load_and_offers_no_other_action(
    client: Client, researcher: User, extract: Path
) -> None:
    wave = loaded_wave(researcher, extract)
    running_job(wave, researcher)
    shown = page(client, "wave", wave)
    assert reverse("programmes:loading", args=[wave.pk]) in shown
    assert "Replace the extract" not in shown
    assert "Draw the sample" not in shown


def test_a_load_whose_process_has_ended_is_marked_as_stopped_and_can_be_started_again(
    client: Client, researcher: User, extract: Path
) -> None:
    wave = planned_wave(researcher)
    job = running_job(wave, researcher)
    shown = page(client, "loading", wave)
    assert "Loading stopped before it was finished. Nothing has changed. Load the extract again." in shown
    assert "Not finished" in shown
    assert client.get(reverse("programmes:loading", args=[wave.pk])).get("Refresh") is None
    assert LoadJob.objects.get(pk=job.pk).state == LoadState.STOPPED
    assert AuditEntry.objects.filter(action="load.stopped").count() == 1
    assert "The last extract was not loaded" in page(client, "wave", wave)
    send(client, wave, extract.read_bytes())
    assert fresh(wave).state == WaveState.LOADED
    assert "The last extract was not loaded" not in page(client, "wave", wave)


def test_the_problems_of_many_invalid_rows_are_listed_by_row_column_and_fix(
    client: Client, researcher: User, extract: Path
) -> None:
    wave = planned_wave(researcher)
    rows = [row | {"reported_on": "31/02/2025"} for row in rows_of(extract) * 25]
    shown = send(client, wave, as_csv(rows), follow=True).content.decode()
    assert "We read 10,000 rows, of which 10,000 cannot be used" in shown
    assert "the first 100 of 10,000" in shown
    assert shown.count('<th scope="row"') == 101
    assert "reported_on (Date reported)" in shown
    assert "31/02/2025" not in shown
    assert "<title>Error: The extract was not loaded" in shown
    assert fresh(wave).state == WaveState.PLANNED


def test_a_file_of_another_month_is_refused_with_the_reason(client: Client, researcher: User, extract: Path) -> None:
    wave = planned_wave(researcher)
    rows = [row | {"reported_on": "2024-06-01", "date_of_birth": ""} for row in rows_of(extract)]
    shown = send(client, wave, as_csv(rows), follow=True).content.decode()
    assert "Check that it is the file for that month" in shown
    assert "400 rows have a report date in another month." in shown


@pytest.mark.parametrize(
    ("fault", "mapping", "words"),
    [
        ("none_known", "", ("Make a mapping", "give the export at least these columns")),
        ("missing", "", ("Make a mapping", "add what is missing")),
        ("unknown", "", ("Make a mapping", "remove or rename")),
        ("none_known", MAPPING, ("Change the mapping", "The mapping needs these columns")),
        ("missing", MAPPING, ("Change the mapping", "Missing from the extract")),
        ("unknown", MAPPING, ("Change the mapping", "may be a reason not to call")),
    ],
)
def test_refused_columns_lead_to_the_mapping(
    client: Client, researcher: User, fault: str, mapping: str, words: tuple[str, ...]
) -> None:
    wave = planned_wave(researcher)
    Wave.objects.update(version=new_version(wave.programme, MONTH, mapping=mapping))
    columns = {"fault": fault, "names": ["Bail Notes", "D.O.B."]}
    running_job(wave, researcher, state=LoadState.FAILED, error="Refused", report={"columns": columns})
    shown = page(client, "loading", wave)
    for text in (*words, "<li>Bail Notes</li>", reverse("mappings:overview", args=[wave.programme.slug])):
        assert text in shown
    assert "waiting for an administrator" not in shown
    set_mapping(programme=wave.programme, mapping='[columns]\nsex = "x"\n', actor=researcher, at=LOADED)
    assert "A new mapping is waiting for an administrator to confirm it" in page(client, "loading", wave)


def test_a_load_that_leaves_nobody_says_why_and_leads_to_the_values(client: Client, researcher: User) -> None:
    wave = planned_wave(researcher)
    Wave.objects.update(version=new_version(wave.programme, MONTH, categories=["Theft"]))
    refused = EmptyFrame(fresh(wave), {"outside_population": 230, "deceased": 2, "objected": 0})
    assert "What was reported is in none of the programme’s categories" in str(refused)
    ended = {"state": LoadState.FAILED, "step": STEP_COUNT, "error": str(refused)}
    running_job(wave, researcher, **ended, report={"excluded": refused.excluded})
    shown = page(client, "loading", wave)
    for text in ("Why records were excluded", ">230<", "these categories and no others: Theft", "Translate the values"):
        assert text in shown
    assert ">Steps<" not in shown


def test_an_unexpected_error_is_reported_without_its_message(
    client: Client, researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("Amelia Walton")

    wave = planned_wave(researcher)
    monkeypatch.setattr("aftercall.programmes.operations.loading.build_frame", fail)
    with pytest.raises(ValueError, match="Amelia"):
        send(client, wave, extract.read_bytes())
    shown = page(client, "loading", wave)
    assert "a fault in this service" in shown
    assert "Amelia" not in shown


def test_there_is_no_page_before_the_first_load(client: Client, researcher: User) -> None:
    wave = planned_wave(researcher)
    assert client.get(reverse("programmes:loading", args=[wave.pk])).status_code == 404


def test_the_page_redirects_to_the_wave_without_a_message_after_the_draw(
    client: Client, researcher: User, extract: Path
) -> None:
    wave = planned_wave(researcher)
    send(client, wave, extract.read_bytes())
    client.post(reverse("programmes:draw", args=[wave.pk]))
    page(client, "wave", wave)
    shown = client.get(reverse("programmes:loading", args=[wave.pk]), follow=True).content.decode()
    assert "The extract has been loaded" not in shown


def test_only_the_researcher_may_view_the_page_and_only_by_get(
    client_signed_in_as: Callable[[Role | None], Client], researcher: User
) -> None:
    address = reverse("programmes:loading", args=[planned_wave(researcher).pk])
    assert client_signed_in_as(Role.INTERVIEWER).get(address).status_code == 403
    assert client_signed_in_as(Role.RESEARCHER).post(address).status_code == 405

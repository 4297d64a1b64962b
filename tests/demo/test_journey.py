"""The whole demo runs on real crime records, and the same seed reproduces its report.

A run takes long, so the tests share the first one's report.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test.utils import override_settings
from tests.soak import quick_and_soak

from aftercall.core import audit, vault
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.demo import journey as journey_module
from aftercall.demo.journey import BY_HAND_MONTH, YEAR, Journey, run_journey
from aftercall.demo.report import report
from aftercall.frames.build import build_frame
from aftercall.frames.rules import FrameRules
from aftercall.programmes.models import ProgrammeVersion, Wave
from aftercall.programmes.operations import MATCH_KEY
from aftercall.programmes.states import WaveState
from aftercall.publication.models import Publication
from aftercall.publication.states import PublicationState
from aftercall.synthetic.generate import generate_extracts

type Reports = dict[tuple[date, ...], str]
MONTHS = YEAR[:1]
# One database, because the operations that a demo calls have tests on both.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]


def run_demo(home: Path, months: tuple[date, ...] = MONTHS) -> Journey:
    """Run a demo of some months in a separate home."""
    call_command("flush", interactive=False, verbosity=0)
    with override_settings(HOME=home), keys_in(home):
        return run_journey(seed=1, progress=lambda _: None, months=months)


def report_of(home: Path, journey: Journey) -> str:
    """The report of a demo in this home."""
    with override_settings(HOME=home), keys_in(home):
        return report(journey)


def keys_in(home: Path) -> override_settings:
    """Lets the block use the keys of a demo's home."""
    return override_settings(KEYS_DIR=home / "keys", ROOT_KEY_FILE=home / "keys" / "root.key")


@pytest.fixture(params=quick_and_soak(1_000, None))
def rows(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int | None:
    """The number of rows in an extract of 2025; None for as many as there are real crime records."""

    def generate_fewer(out: Path, **options: Any) -> object:
        return generate_extracts(out, **{"rows": request.param} | options)

    if request.param:
        monkeypatch.setattr(journey_module, "generate_extracts", generate_fewer)
    number: int | None = request.param
    return number


@pytest.fixture(scope="module")
def reports() -> Reports:
    """The report of the first run of each set of months in this process."""
    return {}


def test_every_step_is_carried_out_and_audited(rows: int | None, reports: Reports, tmp_path: Path) -> None:
    months = MONTHS if rows else YEAR
    journey = run_demo(tmp_path, months)
    reports[months] = report_of(tmp_path, journey)
    for month in months:
        assert_every_record_is_accounted_for(journey, month)
    assert_every_step_is_audited(tmp_path)
    assert_the_manual_month_has_a_possible_match(tmp_path)
    assert_two_programmes_wait_for_that_month()
    assert_the_report_counts_every_interview(reports[months], journey)
    assert_results_are_public(journey, corrected=months == YEAR)
    with pytest.raises(Refused, match="in an empty one"):
        run_journey(seed=1, progress=lambda _: None, months=months)


@pytest.mark.soak  # its smaller sibling is below
@pytest.mark.usefixtures("rows")
def test_the_same_seed_gives_the_same_report(reports: Reports, tmp_path: Path) -> None:
    home, again = tmp_path / "first", tmp_path / "again"
    first = reports.get(MONTHS) or report_of(home, run_demo(home))
    assert report_of(again, run_demo(again)) == first


@pytest.mark.usefixtures("rows")
def test_each_seed_gives_people_and_a_match_key_of_its_own(tmp_path: Path) -> None:
    first, again, other = (set_up_demo(tmp_path / name, seed) for name, seed in (("1", 1), ("again", 1), ("2", 2)))
    assert again == first
    assert not set(other) & set(first)


def set_up_demo(home: Path, seed: int) -> tuple[bytes, bytes]:
    """Run only the first step of a demo. Returns its first extract and its match key."""
    call_command("flush", interactive=False, verbosity=0)
    with override_settings(HOME=home), keys_in(home):
        journey_module._set_up(seed, MONTHS, lambda _: None)
        return next((home / "extracts" / "2025").glob("*.csv")).read_bytes(), vault.long_lived_key(MATCH_KEY)


def assert_the_report_counts_every_interview(text: str, journey: Journey) -> None:
    """Also those of waves whose retention has ended."""
    [total] = [line.split() for line in text.splitlines() if line.split()[:1] == ["all"]]
    assert total[-1] == f"{journey.main_results.run.respondents:,}"


def assert_results_are_public(journey: Journey, *, corrected: bool) -> None:
    """In the year a quarter is corrected, a correction of the whole year is announced, and one waits for approval."""
    states = list(Publication.objects.order_by("pk").values_list("state", flat=True))
    published, replaced = PublicationState.PUBLISHED, PublicationState.CORRECTED
    announced, waiting = PublicationState.APPROVED, PublicationState.CHECKED
    year = [published, published, replaced, published, published, published, announced, waiting]
    assert states == (year if corrected else [published])


def assert_every_record_is_accounted_for(journey: Journey, month: date) -> None:
    wave = Wave.objects.select_related("load").get(month=month)
    flow = wave.load.flow
    assert wave.state == WaveState.RETURNED
    assert flow["read"] == journey.summary.rows_by_month[f"{month:%Y-%m}"]
    assert flow["read"] == flow["rejected"] + sum(flow["excluded"].values()) + flow["repeats"] + flow["frame"]


def assert_every_step_is_audited(home: Path) -> None:
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {
        "programme.imported", "wave.planned", "extract.loaded", "sample.drawn", "sample.released", "release.received",
        "call.started", "interview.begun", "fieldwork.closed", "results.returned", "period.analysed",
        "publication.prepared", "publication.refused", "publication.approved", "publication.published",
    } <= actions  # fmt: skip
    with keys_in(home):
        assert audit.check().findings == []


def assert_two_programmes_wait_for_that_month() -> None:
    waiting = Wave.objects.filter(month=BY_HAND_MONTH, state=WaveState.PLANNED)
    assert [(wave.version.programme.slug, wave.version.number) for wave in waiting.order_by("pk")] == [
        ("victims-of-crime", 1), ("anti-social-behaviour", 1),
    ]  # fmt: skip
    assert ProgrammeVersion.objects.filter(takes_effect_on__gt=BY_HAND_MONTH).get().number == 2


def assert_the_manual_month_has_a_possible_match(home: Path) -> None:
    extract = home / "extracts" / "by-hand" / f"extract-{BY_HAND_MONTH:%Y-%m}.csv"
    build_frame([extract], out=home / "by-hand", rules=FrameRules(), as_of=date(2026, 2, 5))
    assert len((home / "by-hand" / "doubtful.csv").read_text().splitlines()) > 1

"""The main job on real crime records, and the same again from the same seed."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test.utils import override_settings
from tests.soak import quick_and_soak

from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.demo import journey as demo
from aftercall.demo.journey import BY_HAND_MONTH, YEAR, Journey, run_journey
from aftercall.demo.report import report
from aftercall.frames.build import build_frame
from aftercall.frames.rules import FrameRules
from aftercall.programmes.models import Wave
from aftercall.programmes.states import WaveState
from aftercall.synthetic.generate import generate_extracts

MONTHS = YEAR[:1]
QUICK_HASH = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in
pytestmark = pytest.mark.django_db(transaction=True)


def journey(home: Path, seed: int, months: Sequence[date] = MONTHS) -> Journey:
    """A demo of some months in a home of its own."""
    call_command("flush", interactive=False, verbosity=0)
    keys = home / "keys"
    with override_settings(HOME=home, KEYS_DIR=keys, ROOT_KEY_FILE=keys / "root.key", PASSWORD_HASHERS=QUICK_HASH):
        return run_journey(seed=seed, say=lambda _: None, months=months)


@pytest.mark.parametrize("months", quick_and_soak(MONTHS, YEAR), ids=len)
def test_every_step_is_taken(months: Sequence[date], tmp_path: Path) -> None:
    done = journey(tmp_path, 1, months)
    for month in months:
        every_record_is_accounted_for(done, month)
    every_step_is_in_the_log()
    the_month_left_to_do_by_hand_has_a_possible_match(tmp_path)
    with pytest.raises(Refused, match="in an empty one"):
        run_journey(seed=1, say=lambda _: None, months=months)


@pytest.mark.parametrize("rows", quick_and_soak(1_000, None))
def test_the_seed_decides_everything(rows: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`rows`: of every extract; None: as many as there are real records."""

    def generate_fewer(out: Path, **options: Any) -> object:
        return generate_extracts(out, **options | {"rows": rows})

    if rows:
        monkeypatch.setattr(demo, "generate_extracts", generate_fewer)
    printed = report(journey(tmp_path / "first", 1))
    assert report(journey(tmp_path / "again", 1)) == printed
    assert report(journey(tmp_path / "other", 2)) != printed


def every_record_is_accounted_for(done: Journey, month: date) -> None:
    wave = Wave.objects.select_related("load").get(month=month)
    flow = wave.load.flow
    assert wave.state == WaveState.RETURNED
    assert flow["read"] == done.summary.rows_by_month[f"{month:%Y-%m}"]
    assert flow["read"] == flow["rejected"] + sum(flow["excluded"].values()) + flow["repeats"] + flow["frame"]


def every_step_is_in_the_log() -> None:
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {
        "programme.set_up", "wave.planned", "extract.loaded", "sample.drawn", "sample.released", "release.received",
        "call.started", "interview.begun", "fieldwork.closed", "results.returned", "period.analysed",
        "publication.prepared", "publication.signed_off",
    } <= actions  # fmt: skip
    assert audit.changed_entries() == []


def the_month_left_to_do_by_hand_has_a_possible_match(home: Path) -> None:
    extract = home / "extracts" / "by-hand" / f"extract-{BY_HAND_MONTH:%Y-%m}.csv"
    build_frame([extract], out=home / "by-hand", rules=FrameRules(), as_of=date(2026, 2, 5))
    assert len((home / "by-hand" / "doubtful.csv").read_text().splitlines()) > 1

"""The main job on one month of real crime records."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test.utils import override_settings

from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.demo.journey import BY_HAND_MONTH, Journey, run_journey
from aftercall.demo.report import report
from aftercall.frames.build import build_frame
from aftercall.frames.rules import FrameRules
from aftercall.programmes.models import Wave
from aftercall.programmes.states import WaveState

MONTHS = (date(2025, 1, 1),)


def journey(home: Path, seed: int) -> Journey:
    """A demo of one month in a home of its own."""
    call_command("flush", interactive=False, verbosity=0)
    keys = home / "keys"
    with override_settings(HOME=home, KEYS_DIR=keys, ROOT_KEY_FILE=keys / "root.key"):
        return run_journey(seed=seed, say=lambda _: None, months=MONTHS)


@pytest.mark.django_db(transaction=True)
def test_every_step_is_taken_and_the_seed_decides_everything(tmp_path: Path) -> None:
    first = journey(tmp_path / "first", 1)
    every_step_is_taken_and_every_record_accounted_for(first)
    the_month_left_to_do_by_hand_has_a_doubtful_match(tmp_path / "first")
    printed = report(first)
    assert report(journey(tmp_path / "again", 1)) == printed
    assert report(journey(tmp_path / "other", 2)) != printed


def every_step_is_taken_and_every_record_accounted_for(done: Journey) -> None:
    wave = Wave.objects.select_related("load").get(month=MONTHS[0])
    flow = wave.load.flow
    assert wave.state == WaveState.RETURNED
    assert flow["read"] == done.summary.rows_by_month["2025-01"]
    assert flow["read"] == flow["rejected"] + sum(flow["excluded"].values()) + flow["repeats"] + flow["frame"]
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {
        "programme.set_up", "wave.planned", "extract.loaded", "sample.drawn", "sample.released", "release.received",
        "call.started", "interview.begun", "fieldwork.closed", "results.returned", "period.analysed",
        "publication.prepared", "publication.signed_off",
    } <= actions  # fmt: skip
    assert audit.changed_entries() == []
    with pytest.raises(Refused, match="in an empty one"):
        run_journey(seed=1, say=lambda _: None, months=MONTHS)


def the_month_left_to_do_by_hand_has_a_doubtful_match(home: Path) -> None:
    extract = home / "extracts" / "by-hand" / f"extract-{BY_HAND_MONTH:%Y-%m}.csv"
    build_frame([extract], out=home / "by-hand", rules=FrameRules(), as_of=date(2026, 2, 5))
    assert len((home / "by-hand" / "doubtful.csv").read_text().splitlines()) > 1

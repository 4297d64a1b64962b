"""How long `aftercall doctor` takes for a million cases: the goal is a minute.

Run: PYTHONPATH=src:. python bench/doctor.py [number of cases, such as 1000000]. It makes an installation of its own,
with waves of 2,000 cases each, a tenth of whose contact details have been erased.
"""

import json
import os
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import django

FOLDER = TemporaryDirectory()
os.umask(0o077)
os.environ["AFTERCALL_HOME"] = str(Path(FOLDER.name) / "home")
os.environ["DJANGO_SETTINGS_MODULE"] = "aftercall.config.settings"
Path(os.environ["AFTERCALL_HOME"]).mkdir()
django.setup()

from tests.fieldwork.making import (  # noqa: E402 - after the set-up
    REPORTED,
    TUESDAY,
    make_programme,
    make_release,
    make_wave,
)

from aftercall.cli.site import migrate  # noqa: E402
from aftercall.config import doctor  # noqa: E402
from aftercall.core import vault  # noqa: E402
from aftercall.core.models import KeyTombstone  # noqa: E402
from aftercall.handover.answers import AnswersKey  # noqa: E402
from aftercall.handover.models import Release, ReleasedCase, answers_ring  # noqa: E402
from aftercall.handover.schedule import Contact, encrypt_contact  # noqa: E402
from aftercall.programmes.operations import MATCH_KEY  # noqa: E402

CASES_A_WAVE = 2000
CONTACT = Contact("Ms", "Ann", "Example", "+447700900123", "", "English")


def main() -> None:
    """Make the cases, then print what doctor says about them and how long it took."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    migrate()
    make_cases(cases)
    started, processor_started = time.perf_counter(), time.process_time()
    found = doctor.examine()
    seconds, processor_seconds = time.perf_counter() - started, time.process_time() - processor_started
    answer = {
        "cases": cases,
        "opened": found.opened,
        "erased": found.erased,
        "findings": list(found.findings),
        "seconds": round(seconds, 1),
        "processor_seconds": round(processor_seconds, 1),
    }
    print(json.dumps(answer))


def make_cases(cases: int) -> None:
    """Released cases with contact details and ids, in waves."""
    os.fsync = lambda _: None  # waiting for the disk a hundred thousand times would take longer than all the rest
    vault.long_lived_key(MATCH_KEY)
    programme = make_programme()
    for number, first in enumerate(range(0, cases, CASES_A_WAVE)):
        month = date(1500 + number // 12, number % 12 + 1, 1)  # as many as are needed
        add_cases(make_release([], make_wave(programme, month)), min(CASES_A_WAVE, cases - first), first)


def add_cases(release: Release, count: int, first: int) -> None:
    """Add encrypted cases to an empty release. Every tenth has a tombstone instead of a key."""
    rings = (release.ring, answers_ring(release.ring))
    for ring in rings:
        vault.destroy_ring(ring)
        vault.create_ring(ring, slots=count)
    keys = zip(*(vault.open_ring(ring) for ring in rings), strict=True)
    rows = (_case(release, slot, f"C{first + slot}", *pair) for slot, pair in enumerate(keys))
    ReleasedCase.objects.bulk_create(rows, batch_size=500)
    erased = range(0, count, 10)
    for slot in erased:
        vault.destroy_key(release.ring, slot)
    KeyTombstone.objects.bulk_create(
        KeyTombstone(ring=release.ring, slot=slot, recorded_at=TUESDAY, destroyed_at=TUESDAY) for slot in erased
    )


def _case(
    release: Release, slot: int, reference: str, contact_key: bytes | None, answers_key: bytes | None
) -> ReleasedCase:
    return ReleasedCase(
        release=release,
        ring=release.ring,
        reference=reference,
        key_slot=slot,
        category="Burglary",
        area="all",
        reported_on=REPORTED,
        sealed_person=AnswersKey(answers_key or b"", reference).seal_person(reference * 4),
        sealed_contact=encrypt_contact(CONTACT, key=contact_key or b"", reference=reference),
    )


if __name__ == "__main__":
    main()

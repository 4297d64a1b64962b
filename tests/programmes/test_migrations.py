"""An installation from before there were versions: its settings become its programme's first version, and the answers
that it holds are encrypted."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.journeys.site import own_database

BEFORE = """
import django; django.setup()
from datetime import UTC, date, datetime, time
from decimal import Decimal
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
old = [(room, "0001_initial") for room in ("programmes", "suppression", "handover", "fieldwork")]
executor.migrate(old)
model = executor.loader.project_state(old).apps.get_model
instrument = model("questionnaires", "InstrumentVersion").objects.create(
    name="form", version=1, title="Form", document={}, digest="", stored_at=datetime(2025, 1, 1, tzinfo=UTC))
survey = model("programmes", "Survey").objects.create(
    name="Victims", force_name="F", contact_email="f@example.org", lawful_basis="L", instrument=instrument)
calling = model("programmes", "CallingRules").objects.create(
    agency_name="A", agency_phone="0808 157 0000", calls_from=time(9), sunday_calls_from=time(11), calls_until=time(20))
programme = model("programmes", "Programme").objects.create(
    survey=survey, calling=calling, sampling_fraction=Decimal("0.2"), minimum_age=18, exclusion_rules="x")
for month in (3, 2):
    model("programmes", "Wave").objects.create(
        programme=programme, month=date(2025, month, 1), seed_commitment="", sealed_seed=b"")
for reference, digest in (("R", "d"), ("S", "c")):
    model("suppression", "ContactDigest").objects.create(
        reference=reference, digest=digest, released_on=date(2025, 3, 5))
at = datetime(2025, 3, 5, tzinfo=UTC)
user = model("accounts", "User").objects.create(email="r@example.org", name="R")
wave = model("programmes", "Wave").objects.get(month=date(2025, 2, 1))
release = model("handover", "Release").objects.create(
    wave=wave, instrument=instrument, released_at=at, released_by=user, fields=[], ring="release-1", case_count=1,
    digest="", erased_at=at)
released = model("handover", "ReleasedCase").objects.create(
    release=release, reference="R", person_id="person", stratum="s", category="c", area="a",
    reported_on=date(2025, 2, 3), ring="release-1", key_slot=0, sealed_contact=b"")
returned = model("handover", "Return").objects.create(
    wave=wave, instrument=instrument, returned_at=at, returned_by=user, case_count=1, digest="")
model("handover", "ReturnedCase").objects.create(
    returned=returned, case=released, disposition="1.1", attempts=1, answers={"whole": "satisfied"})
case = model("fieldwork", "Case").objects.create(
    released=released, wave=wave, calling=calling, opens_on=date(2025, 3, 31), closes_on=date(2025, 4, 28),
    next_call_from=at)
attempt = model("fieldwork", "Attempt").objects.create(
    case=case, number=1, interviewer=user, phone="main", last_number=True, started_at=at)
interview = model("fieldwork", "Interview").objects.create(case=case, attempt=attempt, consented_at=at)
model("fieldwork", "Answer").objects.create(interview=interview, question="whole", value="satisfied", at=at)
call_command("migrate", verbosity=0)
"""
AFTER = """
from aftercall.programmes.models import Programme, ProgrammeVersion, Wave
from aftercall.fieldwork.models import Answer
from aftercall.fieldwork.queries import events_of
from aftercall.handover import answers
from aftercall.handover.models import ReleasedCase, ReturnedCase
from aftercall.suppression.models import CaseDigest, ContactDigest
version = ProgrammeVersion.objects.get()
calling, contact = version.calling, ContactDigest.objects.first()
print(version.programme.slug, version.number, version.takes_effect_on, version.sampling_fraction, version.minimum_age)
print(calling.weekday_calls_from, calling.saturday_calls_until, calling.sunday_calls_from, calling.sunday_calls_until)
print(calling.calls_on_bank_holidays, version.exclusion_rules, version.survey.force_phone)
print(*[(wave.reference, wave.version_id == version.pk) for wave in Wave.objects.all()])
print(contact.last_call_on, contact.free_on, *CaseDigest.objects.all())
print([contact.digest for contact in ContactDigest.objects.order_by("pk")])
print(answers.person_of(ReleasedCase.objects.get()), answers.answers_of(ReturnedCase.objects.get()))
print(events_of([Answer.objects.get().interview_id]))
"""


@pytest.mark.postgresql
def test_the_settings_before_versions_become_the_first_version(tmp_path: Path) -> None:
    environment = os.environ | own_database() | {"AFTERCALL_HOME": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "aftercall.config.settings"
    done = subprocess.run(
        [sys.executable, "-c", BEFORE + AFTER], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.splitlines() == [
        "victims 1 2025-02-01 0.200 18",
        "09:00:00 20:00:00 11:00:00 20:00:00",
        "True exclusions_1 101",
        "('2025-02', True) ('2025-03', True)",
        "2025-05-28 2026-05-28 digest of case R digest of case S",
        "['c', 'd']",
        "person {'whole': 'satisfied'}",
        "{1: [('whole', 'satisfied')]}",
    ]

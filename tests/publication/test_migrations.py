"""Results that were published before there were states stay public, with what they say."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.journeys.site import own_database

BEFORE = """
import django; django.setup()
from datetime import UTC, date, datetime
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
old = [("publication", "0004_series_breaks"), ("results", "0002_series_breaks"), ("programmes", "0010_survey_modules")]
executor.migrate(old)
model = executor.loader.project_state(old).apps.get_model
user = model("accounts", "User").objects.create(email="r@example.org", name="R")
programme = model("programmes", "Programme").objects.create(
    name="Victims", slug="victims", created_at=datetime(2025, 1, 1, tzinfo=UTC))
def publish(day, correction=""):
    at = datetime(2025, 9, day, tzinfo=UTC)
    run = model("results", "AnalysisRun").objects.create(
        programme=programme, first_month=date(2024, 12, 1), last_month=date(2025, 5, 1), run_at=at, run_by=user,
        code_version="1", data_digest="", design_text="{}", frame_size=9, sampled=3, respondents=2, outcome_rates={},
        weighting={})
    published_at, signed_off_by = (at, user) if day < 20 else (None, None)
    made = model("publication", "Publication").objects.create(
        run=run, title="Results", slug=f"results-{day}", prepared_at=at, prepared_by=user, published_at=published_at,
        signed_off_by=signed_off_by, correction=correction)
    line = model("publication", "PublishedFigure").objects.create
    numbers = {"base": 40, "percent": 82.0, "low": 76.0, "high": 88.0}
    line(publication=made, measure="whole", suppressed=False, statement="82% were satisfied.", change="It rose.",
         **numbers)
    line(publication=made, measure="whole", breakdown="quarter", group="March to May 2025", suppressed=False,
         reliability="unreliable", **numbers)
    line(publication=made, measure="whole", breakdown="quarter", group="October 2024 to January 2025", suppressed=True)
    line(publication=made, measure="contact", since=date(2025, 4, 1), suppressed=False, **numbers)
    model("results", "Figure").objects.create(
        run=run, measure="whole", base=40, satisfied=33, estimate=0.82, standard_error=0.03, degrees_of_freedom=39)
publish(1)
publish(10, "Some answers had been left out.")
publish(20)
call_command("migrate", verbosity=0)
"""
AFTER = """
from aftercall.publication.models import Publication
for one in Publication.objects.order_by("id"):
    events = [(event.action, event.at.day, event.by and event.by.name, event.reason) for event in one.events.all()]
    print(one.slug, one.state, one.supersedes and one.supersedes.slug, events)
for line in Publication.objects.order_by("id")[0].figures.all():
    print(line.measure, f"{line.first_month:%Y-%m} {line.last_month:%Y-%m}", line.population, repr(line.mark),
          line.percent, line.standard_error, line.statement)
"""


@pytest.mark.postgresql
def test_published_results_keep_their_figures_and_words(tmp_path: Path) -> None:
    environment = os.environ | own_database() | {"AFTERCALL_HOME": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "aftercall.config.settings"
    done = subprocess.run(
        [sys.executable, "-c", BEFORE + AFTER], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    reason = "Some answers had been left out."
    prepare, publish = [("prepare", 1, "R", "")], [("publish", 1, "R", "")]
    assert done.stdout.splitlines() == [
        f"results-1 corrected None {[*prepare, *publish, ('correct', 10, 'R', reason)]}",
        f"results-10 published results-1 {[('prepare', 10, 'R', ''), ('publish', 10, 'R', '')]}",
        f"results-20 draft None {[('prepare', 20, 'R', '')]}",
        "whole 2024-12 2025-05 all '' 82.0 3.0 82% were satisfied. It rose.",
        "whole 2025-03 2025-05 all 'u' 82.0 None ",
        "whole 2024-12 2025-01 all 'c' None None ",
        "contact 2025-04 2025-05 all '' 82.0 None ",
    ]

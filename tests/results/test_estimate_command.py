"""`aftercall estimate` calculates the stored figures again from the table and the design of an analysis."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from click.testing import CliRunner
from django.db.models import Model
from django.forms.models import model_to_dict
from tests.results.conftest import vary_treatment
from tests.world import LATER, returned_wave

from aftercall.accounts.models import User
from aftercall.estimates.commands import estimate
from aftercall.programmes.models import Programme
from aftercall.results import rows
from aftercall.results.answered import read_answers
from aftercall.results.dataset import read_period
from aftercall.results.group_order import group_orders, in_own_order
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import AnalysisRun
from aftercall.results.operations import analyse
from aftercall.results.periods import Period
from aftercall.results.table import sample_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]
MONTHS = (date(2025, 1, 1), date(2025, 6, 1))


def toml_value(value: object) -> str:
    """A value in TOML. Text and numbers are written as in JSON, but inline tables are not."""
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(entry) for entry in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml_value(entry)}" for key, entry in value.items()) + "}"
    return json.dumps(value)


def toml_document(document: Mapping[str, Any]) -> str:
    return "".join(f"{name} = {toml_value(entries)}\n" for name, entries in document.items())


def estimate_again(folder: Path, run: AnalysisRun) -> list[dict[str, Any]]:
    sample = read_period(list(run.waves.select_related("programme", "load")), last_month=run.last_month).sample
    instruments = instruments_of_run(run)
    table = sample_table(read_answers(sample, instruments), instruments)
    pyarrow.parquet.write_table(table, folder / "sample.parquet")
    (folder / "D.toml").write_text(toml_document(run.design), encoding="utf-8")
    arguments = ["sample.parquet", "--design", "D.toml", "--out", "figures.json", "--diagnostics-out", "weighting.json"]
    result = CliRunner().invoke(estimate, [a if a.startswith("--") else str(folder / a) for a in arguments])
    assert result.exit_code == 0, result.output
    return list(json.loads((folder / "figures.json").read_text(encoding="utf-8")))


def values(records: Iterable[Model]) -> list[dict[str, Any]]:
    return [model_to_dict(record, exclude=["id"]) for record in records]


@pytest.mark.one_database  # slow because of its estimates; the other tests store and read as much
def test_the_command_estimates_exactly_the_stored_figures(
    programme: Programme, researcher: User, tmp_path: Path
) -> None:
    for month in MONTHS:
        returned_wave(researcher, tmp_path / month.isoformat(), programme=programme, month=month, rows=1600)
    vary_treatment()
    period = Period(*MONTHS)
    run = analyse(programme=programme, period=period, actor=researcher, at=LATER)
    run.refresh_from_db()
    estimated = estimate_again(tmp_path, run)
    instruments = instruments_of_run(run)
    orders = group_orders(list(run.waves.all()), instruments)
    for calculated, stored in (
        (in_own_order(rows.figures(run, estimated, instruments), orders), run.figures),
        (rows.importances(run, estimated), run.importances),
    ):
        expected = values(stored.order_by("id"))
        assert values(calculated) == expected
        assert expected
    nonresponse, raking = json.loads((tmp_path / "weighting.json").read_text(encoding="utf-8"))
    assert len(nonresponse["cells"]) == run.weighting["nonresponse_cells"]
    assert raking["merged"] == run.weighting["merged_levels"]

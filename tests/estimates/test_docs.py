"""docs/estimate.md: its design file is valid, and its worked example gives the figures it shows."""

import csv
import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from aftercall.estimates.commands import estimate
from aftercall.estimates.requests import read_settings

PAGE = (Path(__file__).parents[2] / "docs" / "estimate.md").read_text(encoding="utf-8")
COLUMNS = ["kind", "variable", "domain", "n", "count", "estimate", "low", "high", "p_value", "adjusted_p", "direction"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_page_shows_a_valid_design_file(tmp_path: Path) -> None:
    (tmp_path / "D.toml").write_text(blocks("toml")[0], encoding="utf-8")
    (tmp_path / "margins.json").write_text('{"area": {"2024": {"north": 1}}}', encoding="utf-8")
    settings = read_settings(tmp_path / "D.toml")
    assert settings.design.ids == ("dnum", "snum")
    assert [request.kind.value for (request,) in settings.requests] == ["proportion"]


def test_the_worked_example_gives_the_figures_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("victims.csv").write_text(blocks("csv")[0], encoding="utf-8")
    Path("victims.toml").write_text(blocks("toml")[1], encoding="utf-8")
    result = CliRunner().invoke(estimate, shlex.split(blocks("sh")[1])[2:])
    assert result.exit_code == 0, result.output
    with Path("figures.csv").open(encoding="utf-8", newline="") as file:
        shown = ["| " + " | ".join(rounded(row[name]) for name in COLUMNS) + " |" for row in csv.DictReader(file)]
    assert "\n".join(["| " + " | ".join(COLUMNS) + " |", "| --- " * len(COLUMNS) + "|", *shown]) in PAGE
    (raking,) = json.loads(Path("weighting.json").read_text(encoding="utf-8"))
    assert raking["merged"] == json.loads(blocks("json")[0])


def rounded(value: str) -> str:
    return f"{float(value):.3f}" if re.fullmatch(r"-?\d+\.\d+(e-\d+)?", value) else value

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from aftercall.synthetic.commands import generate


def test_it_writes_the_files_and_a_summary(tmp_path: Path) -> None:
    out = tmp_path / "made"
    result = CliRunner().invoke(generate, ["--rows", "50", "--months", "2", "--seed", "1", "--out", str(out)])
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "50 records, 50 rows" in result.stdout
    assert {path.name for path in out.iterdir()} == {"extract-2025-01.csv", "extract-2025-02.csv", "truth.parquet"}


def test_it_accounts_for_records_without_a_victim(tmp_path: Path) -> None:
    arguments = ["--months", "1", "--seed", "1", "--out", str(tmp_path / "made"), "--json"]
    summary = json.loads(CliRunner().invoke(generate, arguments).stdout)
    assert summary["records"] == sum(summary["without_victim"].values()) + sum(summary["rows_by_month"].values())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--first-month", "2025-13"], "--first-month: enter a month"),
        (["--rows", "0"], "number of rows"),
        (["--forces", "3"], "give a number of rows for several forces"),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(arguments: list[str], words: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(generate, ["--seed", "1", "--out", str(tmp_path / "out"), *arguments])
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_an_error_while_writing_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = CliRunner().invoke(generate, ["--seed", "1", "--rows", "5", "--out", str(tmp_path / "file" / "out")])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


def test_the_seed_is_required_and_help_has_an_example() -> None:
    assert CliRunner().invoke(generate, ["--out", "x"]).exit_code == 2
    assert "aftercall generate --rows 8000000" in CliRunner().invoke(generate, ["--help"]).stdout

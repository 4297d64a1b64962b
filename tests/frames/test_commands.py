"""The commands: what they print, and their exit codes 0, 1 and 2."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.frames.people import stranger, write_csv

from aftercall.frames.frame_commands import frame
from aftercall.frames.reading.mapping import shipped_mappings
from aftercall.frames.sample_commands import sample


def _run(*arguments: str | Path) -> Result:
    group, *rest = map(str, arguments)
    result = CliRunner().invoke({"frame": frame, "sample": sample}[group], rest)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@dataclass(frozen=True)
class Build:
    """A frame that the command has built, and what it printed."""

    folder: Path
    result: Result


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [stranger(number) for number in range(40)]
    path = tmp_path_factory.mktemp("extract") / "x.csv"
    return write_csv(path, [*rows, stranger(50, reported_on="soon"), stranger(51, flags="deceased")])


@pytest.fixture(scope="module")
def built(extract: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The frame of the extract, for tests that only read it."""
    folder = tmp_path_factory.mktemp("built") / "frame"
    return Build(folder, _run("frame", "build", extract, "--out", folder, "--as-of", "2025-03-01"))


def test_from_extract_to_verified_sample(tmp_path: Path, extract: Path) -> None:
    folder, drawn = tmp_path / "frame", tmp_path / "sample"
    built = _run("frame", "build", extract, "--out", folder, "--as-of", "2025-03-01", "--engine", "duckdb", "--json")
    flow = json.loads(built.stdout)
    assert built.exit_code == 0
    assert flow == json.loads((folder / "flow.json").read_text())
    assert (flow["read"], flow["rejected"], flow["excluded"]["deceased"], flow["frame"]) == (42, 1, 1, 40)

    result = _run("sample", "draw", folder, "--seed", "00ff" * 16, "--out", drawn)
    assert (result.exit_code, result.stdout) == (0, "6 of 40 drawn from 1 strata; see certificate.json.\n")
    assert _run("sample", "verify", drawn, "--frame", folder).stdout.startswith("Verified")
    assert json.loads(_run("sample", "verify", drawn, "--frame", folder, "--json").stdout)["verified"] is True

    (drawn / "sample.parquet").write_bytes(b"")
    failed = _run("sample", "verify", drawn, "--frame", folder)
    assert failed.exit_code == 1
    assert "sample.parquet is not byte for byte" in failed.stdout


def test_an_option_overrides_the_programmes_fraction(tmp_path: Path, extract: Path) -> None:
    programme = tmp_path / "p.toml"
    programme.write_text("sampling_fraction = 0.5")
    _run("frame", "build", extract, "--programme", programme, "--out", tmp_path / "f", "--as-of", "2025-03-01")
    for options, size in (((), 20), (("--fraction", "1/10"), 4)):
        result = _run("sample", "draw", tmp_path / "f", "--seed", "0a", "--out", tmp_path / "s", "--json", *options)
        assert json.loads(result.stdout)["sample"] == size


def test_build_prints_the_whole_flow(built: Build) -> None:
    counts = [int(line.split()[0]) for line in built.result.stdout.splitlines()]
    assert counts[0] == sum(counts[1:]) == 42


def test_build_counts_the_people_of_the_register(tmp_path: Path, extract: Path) -> None:
    key = tmp_path / "key"
    key.write_text("00ff" * 16)
    words = ("frame", "build", extract, "--as-of", "2025-03-01", "--match-key", key, "--register")
    first = _run(*words, "new", "--out", tmp_path / "f")
    again = _run(*words, tmp_path / "f" / "register.parquet", "--out", tmp_path / "g")
    counts = [
        [int(line.split()[0]) for line in result.stdout.splitlines() if " people" in line] for result in (first, again)
    ]
    assert counts == [[0, 42, 0, 0], [42, 0, 0, 0]]


def test_check_shows_some_problems_and_writes_all_of_them(tmp_path: Path) -> None:
    extract = write_csv(tmp_path / "x.csv", [stranger(number, area="") for number in range(30)])
    result = _run("frame", "check", extract, "--table", tmp_path / "fix.csv")
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert lines[:3] == [
        "30 rows, of which 30 can't be used.",
        "More than half of the rows can't be used, so a build refuses the file.",
        "x.csv, row 2 (C00000), area: enter a value",
    ]
    assert lines[-1] == "and 10 more; use --table to see them all."
    assert len((tmp_path / "fix.csv").read_text().splitlines()) == 31
    report = json.loads(_run("frame", "check", extract, "--json").stdout)
    assert (report["refused"], len(report["problems"]), report["problems"][0]["code"]) == (True, 30, "missing")


def test_a_number_of_too_many_people_is_reported_and_not_shown(tmp_path: Path) -> None:
    rows = [stranger(number, phone="0191 498 0500") for number in range(100)]
    extract = write_csv(tmp_path / "x.csv", [*rows, dict(rows[0], crime_ref="C99"), stranger(200)])
    checked, built = _run("frame", "check", extract), _run("frame", "build", extract, "--out", tmp_path / "frame")
    for result in (checked, built):
        assert result.exit_code == 0
        assert "1 telephone number is on 101 records of too many people" in result.stdout
        assert "4980500" not in result.stdout.replace(" ", "")


def test_check_finds_nothing_in_a_good_extract(tmp_path: Path) -> None:
    result = _run("frame", "check", write_csv(tmp_path / "x.csv", [stranger(1)]))
    assert (result.exit_code, result.stdout.splitlines()) == (
        0,
        ["1 rows, of which 0 can't be used.", "Telephone numbers: 1 landline."],
    )


def test_a_mapping_is_a_file_or_the_name_of_an_example(tmp_path: Path) -> None:
    extract = Path(__file__).parent / "extracts" / "occurrence-export.csv"
    name, file = "occurrence-export", shipped_mappings()["occurrence-export"]
    for mapping in (name, file):
        checked = _run("frame", "check", extract, "--mapping", mapping)
        assert checked.stdout.splitlines()[0] == "7 rows, of which 1 can't be used."
    words = ("frame", "build", extract, "--mapping", name, "--out", tmp_path / "f", "--as-of", "2025-03-01", "--json")
    assert json.loads(_run(*words).stdout)["frame"] == 1
    assert _run("frame", "check", extract, "--mapping", "none.toml").exit_code == 2


def test_the_match_key_is_read_from_a_file(tmp_path: Path, extract: Path) -> None:
    key, listed = tmp_path / "key", tmp_path / "objected.csv"
    listed.write_text("digest\n")
    key.write_text("ab" * 32 + "\n")
    common = ("frame", "build", extract, "--out", tmp_path / "f", "--as-of", "2025-03-01", "--suppressed", listed)
    assert _run(*common, "--match-key", key).exit_code == 0
    for content in ("", "no key"):
        key.write_text(content)
        assert _run(*common, "--match-key", key).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("frame", "build", "none.csv", "--out", "f"), "none.csv: there is no such file"),
        (("frame", "build", "--out", "f"), "Missing argument 'EXTRACT...'"),
        (("frame", "build", "x.csv", "--out", "f", "--as-of", "1/2/2025"), "write a date as year-month-day"),
        (("frame", "check", "none.csv"), "none.csv: there is no such file"),
        (("sample", "draw", "none", "--seed", "00", "--out", "s"), "rules.json: can't be read"),
        (("sample", "draw", "none", "--seed", "0", "--out", "s"), "write an even number of hexadecimal digits"),
        (("sample", "draw", "none", "--seed", "00", "--fraction", "x", "--out", "s"), "write a number above 0"),
        (("sample", "verify", "none", "--frame", "none"), "name a folder made by 'aftercall sample draw'"),
    ],
)
def test_bad_input_is_one_line_with_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = _run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_a_design_and_a_permanent_seed_are_certified(tmp_path: Path, built: Build) -> None:
    design, folder = tmp_path / "d.toml", built.folder
    design.write_text('fraction = "1/4"\nselection = "systematic"')
    options = ("--design", design, "--permanent", "ab" * 32, "--json")
    certificate = json.loads(_run("sample", "draw", folder, "--seed", "0a", "--out", tmp_path / "s", *options).stdout)
    assert (certificate["sample"], certificate["permanent_seed"]) == (10, "ab" * 32)
    assert certificate["design"]["selection"] == "systematic"
    assert _run("sample", "verify", tmp_path / "s", "--frame", folder).exit_code == 0


def test_a_plan_estimates_a_year(tmp_path: Path, built: Build) -> None:
    responses = tmp_path / "r.csv"
    responses.write_text("category,sampled,answered\nother,10,5\n")
    lines = _run("sample", "plan", built.folder, "--responses", responses).stdout.splitlines()
    assert lines[-1].split() == ["480", "72", "36", "±15.7", "all"]
    [*_, whole] = json.loads(_run("sample", "plan", built.folder, built.folder, "--json").stdout)
    assert (whole["population"], whole["sample"], whole["answers"], whole["category"]) == (480, 72, 72, "")


_COMMANDS = [("frame", "build"), ("frame", "check"), ("sample", "draw"), ("sample", "plan"), ("sample", "verify")]


@pytest.mark.parametrize("command", _COMMANDS)
def test_help_shows_an_example(command: tuple[str, str]) -> None:
    assert f"Example: aftercall {' '.join(command)}" in _run(*command, "--help").stdout

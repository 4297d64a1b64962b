"""What all console commands have in common: one-line errors that say what to fix, exit codes, and help."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from aftercall.cli.__main__ import main


@dataclass(frozen=True)
class Result:
    """A command's exit code and output."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def aftercall(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Runs the command in this process: starting a process per test would take minutes."""

    def run(*arguments: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["aftercall", *arguments])
        code = 0
        try:
            main()
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        output = capsys.readouterr()
        return Result(code, output.out, output.err)

    return run


pytestmark = pytest.mark.django_db
type Command = Callable[..., Result]


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["generate", "--rows", "5"],
        ["generate", "--seed", "one", "--out", "folder"],
        ["frame", "build"],
        ["frame", "build", "no-such-file.csv", "--out", "folder"],
        ["sample", "draw", "no-such-folder", "--seed", "00", "--out", "folder"],
        ["sample", "verify", "no-such-folder", "--frame", "no-such-folder"],
        ["demo", "--seed", "one"],
        ["panel", "draw", "no.csv", "--quotas", "no.csv", "--size", "3", "--seed", "00", "--out", "no.json"],
    ],
)
def test_a_usage_error_gets_one_line_and_exit_code_2(arguments: list[str], aftercall: Command) -> None:
    result = aftercall(*arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("aftercall: ")


@pytest.mark.one_database
def test_without_a_command_all_of_them_are_listed(aftercall: Command) -> None:
    alone, helped = aftercall(), aftercall("--help")
    assert (alone.returncode, alone.stdout) == (2, "")
    assert (helped.returncode, helped.stderr) == (0, "")
    assert alone.stderr == helped.stdout
    listed = [line.split()[0] for line in helped.stdout.partition("Commands:\n")[2].splitlines() if line[2:3].strip()]
    assert listed == sorted(listed)
    assert {"demo", "evidence", "panel", "set-up", "work"} <= set(listed)


@pytest.mark.parametrize("command", ["audit", "demo", "frame", "generate", "sample", "serve", "set-up", "work"])
def test_every_command_has_help(command: str, aftercall: Command) -> None:
    result = aftercall(command, "--help")
    assert result.returncode == 0
    assert result.stdout.startswith(f"Usage: aftercall {command}")


@pytest.mark.parametrize(
    "command",
    [
        "audit export", "audit head", "audit check", "audit verify", "frame build", "frame check", "sample draw",
        "sample verify", "generate", "demo", "serve", "set-up", "work",
    ],
)  # fmt: skip
def test_every_command_shows_an_example(command: str, aftercall: Command) -> None:
    assert "Example" in aftercall(*command.split(), "--help").stdout


def test_each_command_reads_what_the_previous_one_wrote(tmp_path: Path, aftercall: Command) -> None:
    extracts, frame, sample = (str(tmp_path / name) for name in ("extracts", "frame", "sample"))
    generated = aftercall("generate", "--rows", "300", "--months", "1", "--seed", "1", "--out", extracts)
    assert generated.returncode == 0, generated.stderr
    built = aftercall("frame", "build", f"{extracts}/extract-2025-01.csv", "--out", frame, "--as-of", "2025-03-01")
    assert built.returncode == 0, built.stderr
    drawn = aftercall("sample", "draw", frame, "--seed", "ab" * 32, "--out", sample)
    assert drawn.returncode == 0, drawn.stderr
    assert aftercall("sample", "verify", sample, "--frame", frame).returncode == 0
    (tmp_path / "frame" / "frame.parquet").write_bytes(b"")
    assert aftercall("sample", "verify", sample, "--frame", frame).returncode in {1, 2}

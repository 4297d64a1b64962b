"""requirements/run.txt names every package that the commands import."""

import os
import re
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_LOCK = (_ROOT / "requirements/run.txt").read_text(encoding="utf-8")

# Blocks the import of every package that the lock file does not name, then runs the console command.
_RUN = """
import os, re, sys
from importlib.metadata import packages_distributions
locked = set(os.environ["LOCKED"].split())
hidden = {
    module
    for module, distributions in packages_distributions().items()
    if not {re.sub("[-_.]+", "-", each).lower() for each in distributions} & locked
}
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in hidden:
            raise ModuleNotFoundError(f"{name} is not in requirements/run.txt")
sys.meta_path.insert(0, Hidden())
from aftercall.cli.__main__ import main
main()
"""


def _run(*arguments: str, home: Path, lock: str = _LOCK) -> "subprocess.CompletedProcess[str]":
    locked = " ".join(re.findall(r"^([a-z0-9][\w.-]*)(?:\[[^\]]*\])?==", lock, re.MULTILINE))
    folders = {"AFTERCALL_HOME": str(home), "AFTERCALL_KEYS": str(home.with_name("keys"))}
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-c", _RUN, *arguments],
        cwd=_ROOT,
        env=environment | {"PYTHONPATH": "src", "LOCKED": locked} | folders,
        capture_output=True,
        text=True,
        check=False,
    )


def test_commands_run_with_only_the_locked_packages(tmp_path: Path) -> None:
    extracts, frame = str(tmp_path / "extracts"), str(tmp_path / "frame")
    for arguments in (
        ["generate", "--out", extracts, "--seed", "1", "--rows", "2000", "--months", "1"],
        ["frame", "build", f"{extracts}/extract-2025-01.csv", "--out", frame, "--as-of", "2025-06-01"],
        ["sample", "draw", frame, "--seed", "5e" * 32, "--out", str(tmp_path / "sample")],
        ["sample", "verify", str(tmp_path / "sample"), "--frame", frame],
        ["estimate", "--help"],
        ["set-up"],
    ):
        done = _run(*arguments, home=tmp_path / "home")
        assert done.returncode == 0, done.stderr


def test_packages_that_the_lock_file_does_not_name_cannot_be_imported(tmp_path: Path) -> None:
    done = _run("--version", home=tmp_path, lock="click==8.0")
    assert done.returncode == 0
    done = _run("frame", "--help", home=tmp_path, lock="click==8.0")
    assert "is not in requirements/run.txt" in done.stderr

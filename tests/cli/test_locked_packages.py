"""requirements/run.txt names every package that the product imports."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_LOCK = (_ROOT / "requirements/run.txt").read_text(encoding="utf-8")

# Blocks the import of every package that the lock file does not name.
_BLOCK = """
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
"""
_RUN_COMMAND = """
from aftercall.cli.__main__ import main
main()
"""
# Loads the models, every view and every job.
_CHECK_SITE = """
import django
django.setup()
from django.urls import get_resolver
from aftercall.config import schedule
get_resolver().url_patterns
"""
# Listed in requirements/spark.in, because it is installed separately.
_APART = {"pyspark", "py4j"}


def _locked(lock: str) -> list[str]:
    return re.findall(r"^([a-z0-9][\w.-]*)(?:\[[^\]]*\])?==", lock, re.MULTILINE)


def _run(
    *arguments: str, home: Path, lock: str = _LOCK, code: str = _RUN_COMMAND
) -> "subprocess.CompletedProcess[str]":
    folders = {"AFTERCALL_HOME": str(home), "AFTERCALL_KEYS": str(home.with_name("keys"))}
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-c", _BLOCK + code, *arguments],
        cwd=_ROOT,
        env=environment
        | {
            "PYTHONPATH": "src",
            "DJANGO_SETTINGS_MODULE": "aftercall.config.settings",
            "LOCKED": " ".join(_locked(lock)),
        }
        | folders,
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
    ):
        done = _run(*arguments, home=tmp_path / "home")
        assert done.returncode == 0, done.stderr


def test_the_site_loads_with_only_the_locked_packages(tmp_path: Path) -> None:
    done = _run(home=tmp_path / "home", code=_CHECK_SITE)
    assert done.returncode == 0, done.stderr


def test_every_package_that_is_imported_anywhere_is_locked() -> None:
    """Large libraries are imported only where they are used, so loading the site does not show all of them."""
    distributions = packages_distributions()
    locked = set(_locked(_LOCK))
    imported = {name for path in (_ROOT / "src").rglob("*.py") for name in _imports(path)}
    foreign = imported - sys.stdlib_module_names - _APART - {"aftercall", "__future__"}
    assert {"django", "pandas", "openpyxl", "pptx"} <= foreign
    unlocked = [name for name in sorted(foreign) if not {_folded(one) for one in distributions[name]} & locked]
    assert unlocked == []


def _imports(path: Path) -> Iterator[str]:
    """The top-level names of the packages that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        yield from (name.partition(".")[0] for name in names)


def _folded(distribution: str) -> str:
    return re.sub("[-_.]+", "-", distribution).lower()


def test_packages_that_the_lock_file_does_not_name_cannot_be_imported(tmp_path: Path) -> None:
    done = _run("--version", home=tmp_path, lock="click==8.0")
    assert done.returncode == 0
    done = _run("frame", "--help", home=tmp_path, lock="click==8.0")
    assert "is not in requirements/run.txt" in done.stderr

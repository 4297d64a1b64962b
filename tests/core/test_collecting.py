"""Processes do not look for garbage often, nor at their end unless the engine is loaded, which would complain."""

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from aftercall.core import collecting


def test_at_its_end_a_process_does_not_look_unless_the_engine_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[str] = []
    monkeypatch.setitem(sys.modules, "_duckdb", sys)
    monkeypatch.setattr(gc, "freeze", lambda: left.append("with the engine"))
    collecting._leave_everything()
    monkeypatch.delitem(sys.modules, "_duckdb")
    monkeypatch.setattr(gc, "freeze", lambda: left.append("without"))
    collecting._leave_everything()
    assert left == ["without"]


def test_a_process_that_loads_the_engine_ends_silently(project_root: Path) -> None:
    code = "from aftercall.core.collecting import collect_seldom; collect_seldom(); import duckdb"
    done = subprocess.run([sys.executable, "-c", code], cwd=project_root / "src", capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")

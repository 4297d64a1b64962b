"""How messages name the console command."""

from pathlib import Path

import pytest

import aftercall
from aftercall.core.commands import command


def test_in_a_clone_the_command_is_run_through_go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert command("set-up") == "./go aftercall set-up"
    monkeypatch.setattr(aftercall, "__file__", str(tmp_path / "site-packages" / "aftercall" / "__init__.py"))
    assert command("set-up") == "aftercall set-up"

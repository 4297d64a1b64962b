"""Serving the site."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from aftercall.cli.site import serve


def test_what_loads_left_in_memory_is_gone_before_the_first_request(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WORKING_DIR = tmp_path
    (tmp_path / "aftercall-load-dead").mkdir()
    there: list[bool] = []
    monkeypatch.setattr(
        "aftercall.config.server.serve", lambda *_: there.append((tmp_path / "aftercall-load-dead").exists())
    )
    assert CliRunner().invoke(serve).exit_code == 0
    assert there == [False]

"""The design file on docs/estimate.md is one that the command takes."""

import re
from pathlib import Path

from aftercall.estimates.requests import read_settings

PAGE = Path(__file__).parents[2] / "docs" / "estimate.md"


def test_the_page_shows_a_design_file_that_is_understood(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    (tmp_path / "D.toml").write_text(example, encoding="utf-8")
    (tmp_path / "margins.json").write_text('{"area": {"2024": {"north": 1}}}', encoding="utf-8")
    settings = read_settings(tmp_path / "D.toml")
    assert settings.design.ids == ("dnum", "snum")
    assert [request.kind.value for request in settings.requests] == ["proportion"]

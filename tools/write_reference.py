"""Writes the tables of docs/extract.md from the code."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

from aftercall.frames.reference import refreshed  # noqa: E402 - the path must be set first

PAGE = ROOT / "docs" / "extract.md"

if __name__ == "__main__":
    PAGE.write_text(refreshed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

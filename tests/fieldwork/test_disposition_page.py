"""docs/dispositions.md is generated from the data."""

from pathlib import Path

from aftercall.fieldwork.disposition_page import as_markdown


def test_the_page_matches_the_data(project_root: Path) -> None:
    page = (project_root / "docs" / "dispositions.md").read_text(encoding="utf-8")
    assert page == as_markdown(), (
        "generate it again: python -m aftercall.fieldwork.disposition_page > docs/dispositions.md"
    )

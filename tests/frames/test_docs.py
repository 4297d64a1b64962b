"""The documentation lists exactly what exists."""

import re
from pathlib import Path

from aftercall.frames.checks import CHECKS
from aftercall.frames.exclusions import FACTS
from aftercall.frames.layout import COLUMNS, FLAGS
from aftercall.frames.reading.mapping import ExtractMapping, shipped_mappings
from aftercall.frames.recognition.match_keys import MATCH_KEYS
from aftercall.frames.recognition.suppression_keys import FURTHER_KEYS, HOUSEHOLD_KEYS
from aftercall.frames.reference import refreshed
from aftercall.frames.rules import FrameRules

_DOCS = Path(__file__).parents[2] / "docs"


def _table(page: str, heading: str) -> list[list[str]]:
    """The cells of the table with that heading."""
    text = (_DOCS / page).read_text(encoding="utf-8")
    lines = text[text.index(heading) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def _codes(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def test_the_page_on_the_extract_is_generated_from_the_code() -> None:
    page = (_DOCS / "extract.md").read_text(encoding="utf-8")
    assert refreshed(page) == page, "run python tools/write_reference.py"


def test_the_page_on_the_extract_lists_everything() -> None:
    columns = _table("extract.md", "| Column | Required |")
    assert [(_codes(cells[0])[0], cells[1] == "yes") for cells in columns] == [(c.name, c.required) for c in COLUMNS]
    assert tuple(_codes(columns[-1][2])[:-1]) == FLAGS
    fixes = {
        (_codes(cells[1])[0], cells[2].replace("`", "").replace("\\", ""))
        for cells in _table("extract.md", "| Column | Code |")
    }
    assert fixes >= {(check.code, check.fix) for check in CHECKS}
    assert [_codes(cells[0])[0] for cells in _table("extract.md", "| Name |")] == list(shipped_mappings())


def test_the_mapping_on_the_page_is_valid(tmp_path: Path) -> None:
    page = (_DOCS / "extract.md").read_text(encoding="utf-8")
    example = tmp_path / "m.toml"
    example.write_text(page.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    mapping = ExtractMapping.of(example)
    assert (mapping.column("last_name"), mapping.dialect.heading_rows) == ("surname", (3, 4))


def test_every_exclusion_is_documented_in_order() -> None:
    rows = _table("frame-and-sample.md", "| Code | Scope |")
    documented = [(_codes(cells[0])[0], cells[1], cells[2]) for cells in rows]
    assert documented == [(e.code, e.scope, e.words) for e in FrameRules().all_exclusions]


def test_every_fact_and_match_key_is_documented() -> None:
    assert [_codes(cells[0])[0] for cells in _table("frame-and-sample.md", "| Fact |")] == list(FACTS)
    assert [_codes(cells[0])[0] for cells in _table("frame-and-sample.md", "| Key |")] == [
        key.kind for key in MATCH_KEYS
    ]
    assert [_codes(cells[0])[0] for cells in _table("suppression.md", "| Key | What it combines |")] == [
        key.kind for key in FURTHER_KEYS
    ]
    assert [_codes(cells[0])[0] for cells in _table("suppression.md", "| Key | What it has |")] == [
        key.kind for key in HOUSEHOLD_KEYS
    ]

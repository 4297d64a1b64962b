"""The documentation names what there is, and nothing else."""

import re
from pathlib import Path

from aftercall.frames.checks import CHECKS, RAGGED
from aftercall.frames.exclusions import FACTS, standard_exclusions
from aftercall.frames.keys import KEYS
from aftercall.frames.layout import COLUMNS, FLAGS

_DOCS = Path(__file__).parents[2] / "docs"


def _table(page: str, heading: str) -> list[list[str]]:
    """The cells of the table under that heading row."""
    text = (_DOCS / page).read_text(encoding="utf-8")
    lines = text[text.index(heading) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def _codes(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def test_every_column_of_the_layout() -> None:
    rows = _table("extract.md", "| Column | Required |")
    named = [(name, cells[1] == "yes") for cells in rows for name in _codes(cells[0])]
    assert named == [(column.name, column.required) for column in COLUMNS]


def test_every_flag() -> None:
    text = (_DOCS / "extract.md").read_text(encoding="utf-8")
    assert tuple(_codes(text[text.index("Flags: ") :].split("\n\n")[0])) == FLAGS


def test_every_check() -> None:
    rows = _table("extract.md", "| Column | Code |")
    assert [_codes(cells[1])[0] for cells in rows] == [RAGGED, *dict.fromkeys(check.code for check in CHECKS)]
    mends = " ".join(cells[2] for cells in rows).replace("\\", "").replace("`", "")
    for check in CHECKS:
        if check.code not in {"unknown_flag", "too_long"}:
            assert check.mend in mends


def test_every_exclusion_in_its_order() -> None:
    rows = _table("frame-and-sample.md", "| Code | Scope |")
    documented = [(_codes(cells[0])[0], cells[1], cells[2]) for cells in rows]
    assert documented == [(e.code, e.scope, e.words) for e in standard_exclusions()]


def test_every_fact_and_key() -> None:
    assert [_codes(cells[0])[0] for cells in _table("frame-and-sample.md", "| Fact |")] == list(FACTS)
    assert [_codes(cells[0])[0] for cells in _table("frame-and-sample.md", "| Key |")] == [key.kind for key in KEYS]

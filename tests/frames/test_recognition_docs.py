"""The page on recognition says what the code does: its tables are the code's, its figures those of the tests."""

import re
from pathlib import Path

import ibis
import tests.frames.test_truth as truth

from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.recognition import blocks, clusters, doubtful
from aftercall.frames.recognition.evidence import (
    ENOUGH_HOUSEHOLD,
    ENOUGH_STRANGER,
    HOUSEHOLD,
    SHARED,
    STRANGER,
)
from aftercall.frames.recognition.profiles import CROWD, IDENTITY

_PAGE = (Path(__file__).parents[2] / "docs" / "recognition.md").read_text(encoding="utf-8")
_TEXT = " ".join(_PAGE.split())


def _table(heading: str) -> list[list[str]]:
    """The cells of the table under that heading row."""
    lines = _PAGE[_PAGE.index(heading) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]


def _points(cell: str) -> int:
    found = re.match(r"[+−]\d+", cell)
    return int(found[0].replace("−", "-")) if found else 0


def _codes(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def test_the_points_of_every_level_are_the_codes() -> None:
    rows = [(cells[0], _codes(cells[1])[0], *cells[3:]) for cells in _table("| Value | Level |")]
    for column, points in ((2, HOUSEHOLD), (3, STRANGER)):
        documented: dict[str, dict[str, int]] = {kind: {} for kind in points}
        for row in rows:
            documented[row[0]] |= {row[1]: _points(row[column])} if _points(row[column]) else {}
        assert documented == points
    rare = {(kind, level) for kind, level, _, stranger in rows if "rarity" in stranger}
    counted = {("home" if kind == "district" else kind, level) for kind, of in SHARED.items() for level in of.levels}
    assert rare == counted


def test_rarity_counts_as_the_code_says() -> None:
    rows = _table("| Rarity of |")
    assert {cells[0]: (tuple(_codes(cells[1])), int(cells[2])) for cells in rows} == {
        kind: (shared.levels, shared.most) for kind, shared in SHARED.items()
    }


def test_every_block_and_no_other() -> None:
    profile = ibis.table(dict.fromkeys([*IDENTITY, "forename", "surname", "district"], "string"), name="profile")
    with DuckDBWorkspace() as workspace:
        kinds = blocks._kinds(blocks._parted(workspace, profile))
    assert [_codes(cells[0])[0] for cells in _table("| Block |")] == list(kinds)


def test_limits_in_words_are_the_codes() -> None:
    assert f"at least {ENOUGH_HOUSEHOLD} household points **and** at least {ENOUGH_STRANGER} stranger points" in _TEXT
    assert f"A number that more than {CROWD['number']} profiles bear" in _TEXT
    assert f"e-mail address that more than {CROWD['email']} do, or a birth date that more than {CROWD['born']}" in _TEXT
    assert f"One that more than {blocks.MOST} profiles share ({blocks._MOST_ALONE} where" in _TEXT
    assert f"({-clusters.AGAINST} points or more short of the household's limit" in _TEXT
    assert f"Pairs within {doubtful.NEAR} points of a limit" in _TEXT


def test_what_the_table_of_doubtful_matches_and_a_decision_hold() -> None:
    columns = [code for cells in _table("| Column | What it holds |") for code in _codes(cells[0])]
    assert sorted(columns) == sorted([
        *("pair", "joined", *HOUSEHOLD, "household_points", "stranger_points"),
        *(f"{name}_{side}" for side in "ab" for name in ("crime_ref", "victim_ref")),
    ])  # fmt: skip
    example = _PAGE.split("```\ncrime_ref_a")[1].split("```")[0].split()
    assert [line.rsplit(",", 1)[1] for line in example[1:]] == list(reversed(doubtful.VERDICTS))


def test_what_remains_is_stated() -> None:
    assert f"at most {truth.REMAINING} remain in the frame" in _TEXT
    assert f"on {truth.ROWS:,} labelled rows" in _TEXT

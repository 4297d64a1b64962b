"""The page on recognition matches the code: its tables, its limits and the figures of the tests."""

import re
from pathlib import Path

import ibis
import tests.frames.test_truth as truth

from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.recognition import blocks, clusters, possible_matches
from aftercall.frames.recognition.evidence import (
    HOUSEHOLD_THRESHOLD,
    HOUSEHOLD_WEIGHTS,
    RARITY_RULES,
    STRANGER_THRESHOLD,
    STRANGER_WEIGHTS,
)
from aftercall.frames.recognition.profiles import IDENTITY, MAX_SHARED

_PAGE = (Path(__file__).parents[2] / "docs" / "recognition.md").read_text(encoding="utf-8")
_TEXT = " ".join(_PAGE.split())


def _table(heading: str) -> list[list[str]]:
    """The cells of the table with that heading."""
    lines = _PAGE[_PAGE.index(heading) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]


def _weight(cell: str) -> int:
    found = re.match(r"[+−]\d+", cell)
    return int(found[0].replace("−", "-")) if found else 0


def _codes(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def test_the_match_weights_are_those_of_the_code() -> None:
    rows = [(cells[0], _codes(cells[1])[0], *cells[3:]) for cells in _table("| Value | Level |")]
    for column, weights in ((2, HOUSEHOLD_WEIGHTS), (3, STRANGER_WEIGHTS)):
        documented: dict[str, dict[str, int]] = {kind: {} for kind in weights}
        for row in rows:
            documented[row[0]] |= {row[1]: _weight(row[column])} if _weight(row[column]) else {}
        assert documented == weights
    rare = {(kind, level) for kind, level, _, stranger in rows if "rarity" in stranger}
    counted = {
        ("home" if kind == "district" else kind, level) for kind, of in RARITY_RULES.items() for level in of.levels
    }
    assert rare == counted


def test_the_rarity_rules_are_those_of_the_code() -> None:
    rows = _table("| Rarity of |")
    assert {cells[0]: (tuple(_codes(cells[1])), int(cells[2])) for cells in rows} == {
        kind: (rule.levels, rule.max_weight) for kind, rule in RARITY_RULES.items()
    }


def test_the_blocks_are_those_of_the_code() -> None:
    profile = ibis.table(dict.fromkeys([*IDENTITY, "forename", "surname", "district"], "string"), name="profile")
    with DuckDBWorkspace() as workspace:
        kinds = blocks._blocks(blocks._with_block_parts(workspace, profile))
    assert [_codes(cells[0])[0] for cells in _table("| Block |")] == list(kinds)


def test_the_limits_are_those_of_the_code() -> None:
    assert f"a household weight of at least {HOUSEHOLD_THRESHOLD} **and** a stranger weight of at least" in _TEXT
    assert f"stranger weight of at least {STRANGER_THRESHOLD} above that cost" in _TEXT
    assert f"number shared by more than {MAX_SHARED['number']} profiles" in _TEXT
    assert f"e-mail address shared by more than {MAX_SHARED['email']}" in _TEXT
    assert f"birth date shared by more than {MAX_SHARED['born']}" in _TEXT
    single = f"{blocks.MAX_BLOCK_SIZE} profiles ({blocks._MAX_SINGLE_VALUE_SIZE} for a single number or address)"
    assert f"A combination shared by more than {single}" in _TEXT
    assert f"({-clusters.CONFLICT_WEIGHT} or more below the household threshold)" in _TEXT
    assert f"Pairs within {possible_matches.REVIEW_MARGIN} of a threshold" in _TEXT


def test_the_columns_of_possible_matches_and_decisions_are_documented() -> None:
    columns = [code for cells in _table("| Column | Content |") for code in _codes(cells[0])]
    assert sorted(columns) == sorted([
        *("pair", "joined", *HOUSEHOLD_WEIGHTS, "household_points", "stranger_points"),
        *(f"{name}_{side}" for side in "ab" for name in ("crime_ref", "victim_ref")),
    ])  # fmt: skip
    example = _PAGE.split("```\ncrime_ref_a")[1].split("```")[0].split()
    assert [line.rsplit(",", 1)[1] for line in example[1:]] == list(reversed(possible_matches.VERDICTS))


def test_the_figures_of_the_tests_are_documented() -> None:
    assert f"at most {truth.REMAINING} remain in the frame" in _TEXT
    assert f"with {truth.ROWS:,} labelled rows" in _TEXT

"""Doubtful matches: what the researcher is shown of them, and what a decision on them changes."""

import csv
from pathlib import Path
from typing import Any

import pytest
from tests.frames.conftest import Build, Built
from tests.frames.people import Row, person, stranger

from aftercall.frames.errors import BadInput

_COLUMNS = ("crime_ref_a", "victim_ref_a", "crime_ref_b", "victim_ref_b", "verdict")
_HER = person(1)
_SAME_WORDS = person(2)  # says exactly the same
_DAUGHTER = person(3, date_of_birth="2004-11-30")


def _decide(folder: Path, *decisions: tuple[str, str, str]) -> Path:
    """A list of (crime_ref, crime_ref, verdict)."""
    path = folder / "decisions.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows((a, f"{a}-V1", b, f"{b}-V1", verdict) for a, b, verdict in decisions)
    return path


def _people(built: Built) -> set[frozenset[str]]:
    together: dict[str, set[str]] = {}
    for crime_ref, person_id in built.persons.items():
        together.setdefault(person_id, set()).add(crime_ref)
    return {frozenset(refs) for refs in together.values()}


def _apart(*groups: str) -> set[frozenset[str]]:
    return {frozenset(group.split()) for group in groups}


def _doubtful(built: Built) -> list[dict[str, str]]:
    with (built.folder / "doubtful.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("second", [_SAME_WORDS, person(2, first_name="Amélia J", phone="07700 900321")])
def test_different_separates_two_records_that_would_be_joined(build: Build, tmp_path: Path, second: Row) -> None:
    rows = [_HER, second, stranger(9)]
    joined = build(rows)
    apart = build(rows, decisions=_decide(tmp_path, ("C00001", "C00002", "different")))
    assert _people(joined) == _apart("C00001 C00002", "C00009")
    assert _people(apart) == _apart("C00001", "C00002", "C00009")
    assert ((joined.flow.repeats, joined.flow.frame), (apart.flow.repeats, apart.flow.frame)) == ((1, 2), (0, 3))
    assert apart.flow.reconciles


def test_same_joins_two_that_would_not_be(build: Build, tmp_path: Path) -> None:
    rows = [_HER, _DAUGHTER, stranger(9)]
    joined = build(rows, decisions=_decide(tmp_path, ("C00003", "C00001", "same")))
    assert _people(build(rows)) == _apart("C00001", "C00003", "C00009")
    assert _people(joined) == _apart("C00001 C00003", "C00009")


def test_what_an_overruled_pair_says_against_calling_holds_for_whom_it_is_decided(build: Build, tmp_path: Path) -> None:
    rows = [dict(_HER, flags="deceased"), _SAME_WORDS, stranger(9)]
    assert build(rows).flow.excluded["deceased"] == 2
    different = build(rows, decisions=_decide(tmp_path, ("C00001", "C00002", "different")))
    assert different.reasons == {"C00001": "deceased"}
    same = build([rows[0], stranger(9)], decisions=_decide(tmp_path, ("C00001", "C00009", "same")))
    assert same.reasons == {"C00001": "deceased", "C00009": "deceased"}


def test_a_decision_holds_against_links_through_others(build: Build, tmp_path: Path) -> None:
    rows = [_HER, _SAME_WORDS, person(3, first_name="Amélia"), stranger(9)]
    built = build(rows, decisions=_decide(tmp_path, ("C00001", "C00002", "different")))
    assert built.persons["C00001"] != built.persons["C00002"]


def test_unknown_references_are_passed_over(build: Build, tmp_path: Path) -> None:
    rows = [_HER, _SAME_WORDS, _DAUGHTER]
    decisions = _decide(tmp_path, ("C00001", "C09999", "different"), ("C08888", "C00003", "same"))
    assert _people(build(rows, decisions=decisions)) == _people(build(rows))


@pytest.mark.parametrize("verdict", ["maybe", "", "SAME?"])
def test_a_wrong_verdict_is_one_clear_line(build: Build, tmp_path: Path, verdict: str) -> None:
    decisions = _decide(tmp_path, ("C00001", "C00002", "same"), ("C00001", "C00003", verdict))
    with pytest.raises(BadInput) as refused:
        build([_HER, _SAME_WORDS], decisions=decisions)
    assert str(refused.value) == "decisions.csv, verdict: write one of same, different"


def test_a_missing_column_is_one_clear_line(build: Build, tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text("crime_ref_a,victim_ref_a,crime_ref_b,verdict\n")
    with pytest.raises(BadInput, match=r"^decisions\.csv: the column victim_ref_b is missing; add it$"):
        build([_HER], decisions=path)


_TWIN = person(2, first_name="Amelie", phone="0191 498 0001", email="")  # one forename away: near the limit


def test_the_table_of_doubtful_matches_holds_no_personal_value(build: Build) -> None:
    shown: list[Any] = []
    built = build([dict(_HER, date_of_birth=""), dict(_TWIN, date_of_birth=""), stranger(9)], doubtful=shown.extend)
    [row] = _doubtful(built)
    assert {row["crime_ref_a"], row["crime_ref_b"]} == {"C00001", "C00002"}
    assert {row["victim_ref_a"], row["victim_ref_b"]} == {"C00001-V1", "C00002-V1"}
    assert row["joined"] == str(built.persons["C00001"] == built.persons["C00002"]).lower()
    assert (row["forename"], row["surname"], row["birth"]) == ("alike", "same", "")
    text = (built.folder / "doubtful.csv").read_text(encoding="utf-8").lower()
    assert not [value for value in ("amelia", "amelie", "walton", "4980001", "za1", "female") if value in text]
    [pair] = shown
    assert pair["pair"] == row["pair"]
    assert pair["joined"] == (row["joined"] == "true")
    sides = {pair[side]["crime_ref"]: pair[side] for side in "ab"}
    assert (sides["C00001"]["first_name"], sides["C00002"]["first_name"]) == ("Amelia", "Amelie")
    assert sides["C00001"] == {
        "crime_ref": "C00001",
        "victim_ref": "C00001-V1",
        "reported_on": "2025-01-15",
        "first_name": "Amelia",
        "last_name": "Walton",
        "sex": "female",
        "phone": "+441914980001",
        "phone_alt": None,
        "email": None,
        "postcode": "ZA11AA",
        "date_of_birth": None,
    }


def test_a_table_of_doubtful_matches_with_a_verdict_is_a_list_of_decisions(build: Build, tmp_path: Path) -> None:
    """The researcher adds a column to doubtful.csv and hands it back."""
    rows = [dict(_HER, date_of_birth=""), dict(_TWIN, date_of_birth=""), stranger(9)]
    first = build(rows)
    [row] = _doubtful(first)
    verdict = "different" if row["joined"] == "true" else "same"
    path = tmp_path / "decided.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*row, "verdict"])
        writer.writeheader()
        writer.writerow(row | {"verdict": verdict})
    second = build(rows, decisions=path)
    assert (first.persons["C00001"] == first.persons["C00002"]) != (
        second.persons["C00001"] == second.persons["C00002"]
    )
    assert first.flow.repeats + first.flow.frame == second.flow.repeats + second.flow.frame == 3
    assert first.flow.frame != second.flow.frame

"""Possible matches: what the researcher sees, and what a decision changes."""

import csv
from pathlib import Path
from typing import Any

import pytest
from tests.frames.conftest import Build, Built
from tests.frames.people import OF_ONE_PERSON, person, stranger

from aftercall.errors import BadInput

_COLUMNS = ("crime_ref_a", "victim_ref_a", "crime_ref_b", "victim_ref_b", "verdict")
_AMELIA = person(1)
_IDENTICAL = person(2)
_ZOE = stranger(11, first_name="Zoë Ann")  # the same person as the next row
_DAUGHTER = stranger(21, date_of_birth="2004-11-30")  # has the same name as her mother, the row before
_ROWS = [
    *(_AMELIA, _IDENTICAL, person(3, phone="07700 900321")),
    *(_ZOE, dict(_ZOE, crime_ref="C00012", victim_ref="C00012-V1", first_name="Zoe", flags="deceased")),
    *(dict(_DAUGHTER, crime_ref="C00020", victim_ref="C00020-V1", date_of_birth="1950-02-01"), _DAUGHTER),
    *(stranger(31, flags="do_not_contact"), stranger(32), stranger(33)),
]


def _decide(folder: Path, *decisions: tuple[str, str, str]) -> Path:
    """A list of (crime_ref, crime_ref, verdict)."""
    path = folder / "decisions.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows((a, f"{a}-V1", b, f"{b}-V1", verdict) for a, b, verdict in decisions)
    return path


def _people(built: Built) -> set[frozenset[str]]:
    records: dict[str, set[str]] = {}
    for crime_ref, person_id in built.persons.items():
        records.setdefault(person_id, set()).add(crime_ref)
    return {frozenset(refs) for refs in records.values()}


def _groups(*groups: str) -> set[frozenset[str]]:
    return {frozenset(f"C000{number}" for number in group.split()) for group in groups}


def _possible_matches(built: Built) -> list[dict[str, str]]:
    with (built.folder / "doubtful.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_decisions_separate_and_join_and_change_the_flow(build: Build, tmp_path: Path) -> None:
    """Decided as different: two identical records that a third also links, and two spellings of one name. Decided as
    the same: a mother and her daughter, and a stranger and someone who must not be called. Unknown references are
    ignored."""
    decisions = [("C00002", "C00001", "different"), ("C00011", "C00012", "different"), ("C00020", "C00021", "same")]
    decisions += [("C00032", "C00031", "same"), ("C00033", "C09999", "same"), ("C08888", "C00001", "different")]
    before, after = build(_ROWS), build(_ROWS, decisions=_decide(tmp_path, *decisions))
    assert _people(before) == _groups("01 02 03", "11 12", "20", "21", "31", "32", "33")
    assert after.persons["C00001"] != after.persons["C00002"]
    assert after.persons["C00003"] in {after.persons["C00001"], after.persons["C00002"]}
    others = {people for people in _people(after) if not people & {"C00001", "C00002", "C00003"}}
    assert others == _groups("11", "12", "20 21", "31 32", "33")
    assert before.reasons == {"C00011": "deceased", "C00012": "deceased", "C00031": "do_not_contact"}
    assert after.reasons == {"C00012": "deceased", "C00031": "do_not_contact", "C00032": "do_not_contact"}
    assert (before.flow.frame, before.flow.repeats) == (5, 2)
    assert (after.flow.frame, after.flow.repeats) == (5, 2)
    assert (before.flow.excluded["deceased"], after.flow.excluded["deceased"]) == (2, 1)
    assert before.flow.reconciles
    assert after.flow.reconciles


def test_a_decision_overrides_cluster_level_linkage(build: Build, tmp_path: Path) -> None:
    """Only cluster-level linkage joins the second record with the others."""
    after = build(OF_ONE_PERSON, decisions=_decide(tmp_path, ("C00002", "C00003", "different")))
    assert after.persons["C00002"] != after.persons["C00003"]


@pytest.mark.parametrize("verdict", ["maybe", "", "SAME?"])
def test_an_unknown_verdict_is_refused(build: Build, tmp_path: Path, verdict: str) -> None:
    decisions = _decide(tmp_path, ("C00001", "C00002", "same"), ("C00001", "C00003", verdict))
    with pytest.raises(BadInput) as refused:
        build([_AMELIA, _IDENTICAL], decisions=decisions)
    assert str(refused.value) == "decisions.csv, verdict: write one of same, different"


def test_a_missing_column_is_refused(build: Build, tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text("crime_ref_a,victim_ref_a,crime_ref_b,verdict\n")
    with pytest.raises(BadInput, match=r"^decisions\.csv: the column victim_ref_b is missing; add it$"):
        build([_AMELIA], decisions=path)


_TWIN = person(
    2, first_name="Amelie", phone="0191 498 0001", email=""
)  # one letter of the forename differs: near the threshold


def test_the_file_of_possible_matches_contains_no_personal_value(build: Build) -> None:
    shown: list[Any] = []
    built = build(
        [dict(_AMELIA, date_of_birth=""), dict(_TWIN, date_of_birth=""), stranger(9)], possible_matches=shown.extend
    )
    [row] = _possible_matches(built)
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


def test_the_file_of_possible_matches_with_verdicts_is_a_list_of_decisions(build: Build, tmp_path: Path) -> None:
    """The researcher adds a column to doubtful.csv and uses the file for `--decisions`. A spreadsheet does not run the
    references in it, and reading them gives what the extract had."""
    refs = ('=HYPERLINK("http://example.org")', "@SUM(A1)")
    pair = (dict(row, date_of_birth="", crime_ref=ref) for row, ref in zip((_AMELIA, _TWIN), refs, strict=True))
    rows = [*pair, stranger(9)]
    first = build(rows)
    [row] = _possible_matches(first)
    assert {row["crime_ref_a"], row["crime_ref_b"]} == {f"'{ref}" for ref in refs}
    verdict = "different" if row["joined"] == "true" else "same"
    path = tmp_path / "decided.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*row, "verdict"])
        writer.writeheader()
        writer.writerow(row | {"verdict": verdict})
    second = build(rows, decisions=path)
    one, other = refs
    assert (first.persons[one] == first.persons[other]) != (second.persons[one] == second.persons[other])
    assert first.flow.repeats + first.flow.frame == second.flow.repeats + second.flow.frame == 3
    assert first.flow.frame != second.flow.frame


def test_two_similar_forenames_born_on_one_day_in_one_home_are_a_possible_match(build: Build) -> None:
    """Twins, or a name misheard. A typing error is no forename, and Amy is a short form that looks unlike Amelia."""
    forenames = ["Jean", "Joan", "Jeam"], ["Danielle", "Daniella"], ["Amelia", "Amy"]
    rows = [
        person(10 * at + number, first_name=forename, last_name=f"Walton{'aeiou'[at]}", phone=f"0191 498 00{at}0")
        for at, names in enumerate(forenames)
        for number, forename in enumerate(names)
    ]
    pairs = {(row["crime_ref_a"], row["crime_ref_b"]) for row in _possible_matches(build(rows))}
    assert pairs == {("C00000", "C00001"), ("C00010", "C00011")}

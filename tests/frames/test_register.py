"""The register: people keep their id from extract to extract, and merged and split ids are reported."""

import csv
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.frames.conftest import Build, Built
from tests.frames.people import person, stranger

from aftercall.errors import BadInput
from aftercall.frames.flow import RegisterCounts
from aftercall.frames.recognition.register import CHANGES, REGISTER, Claim, assign_ids

_MOVED = {"phone": "07700 900321", "postcode": "ZA9 9ZZ"}


def _after(build: Build, former: Built | None, rows: list[dict[str, str]]) -> Built:
    return build(rows, keeps_register=True, register=former.folder / REGISTER if former else None)


def _changes(built: Built) -> list[tuple[str, str, str]]:
    with (built.folder / CHANGES).open() as file:
        return [(row["change"], row["person_id"], row["other_id"]) for row in csv.DictReader(file)]


def test_a_person_keeps_the_id_in_another_extract(build: Build) -> None:
    january = _after(build, None, [person(1), stranger(3)])
    february = _after(build, january, [person(9, phone="07700 900400"), stranger(4)])
    march = _after(build, february, [person(5, phone="07700 900400", postcode="ZA5 5AA")])
    assert january.persons["C00001"] == february.persons["C00009"] == march.persons["C00005"]
    assert january.persons["C00003"] != february.persons["C00004"]
    assert _changes(february) == _changes(march) == []


def test_a_single_shared_digest_may_be_a_namesakes(build: Build) -> None:
    january = _after(build, None, [person(1)])
    namesake = _after(build, january, [person(2, **_MOVED)])
    assert namesake.persons["C00002"] != january.persons["C00001"]


def test_two_people_who_turn_out_to_be_one_keep_the_id_with_more_digests(build: Build) -> None:
    married = {
        "last_name": "Holt",
        "phone": "07700 900321",
        "postcode": "ZA9 9ZZ",
        "email": "amelia.walton@example.org",
    }
    january = _after(build, None, [person(1, email=""), person(2, **married, date_of_birth="")])
    assert len(set(january.persons.values())) == 2
    between = {"phone": married["phone"], "postcode": married["postcode"], "email": married["email"]}
    both = [person(3, email=married["email"]), person(6, **between), person(4, **married)]
    february = _after(build, january, both)
    assert len(set(february.persons.values())) == 1
    kept, given_up = january.persons["C00001"], january.persons["C00002"]
    assert _changes(february) == [("merged", kept, given_up)]
    march = _after(build, february, [person(5, **married)])
    assert march.persons["C00005"] == kept


def test_when_one_person_turns_out_to_be_two_one_of_them_keeps_the_id(build: Build) -> None:
    named = {"first_name": "Arthur", "last_name": "Penhaligon", "sex": "male"}
    father, son = dict(named, date_of_birth="1948-02-03"), dict(named, date_of_birth="1979-11-21", phone="07700 900321")
    one = [person(1, **father), person(2, **(son | {"date_of_birth": ""}))]
    january = _after(build, None, one)
    assert len(set(january.persons.values())) == 1
    february = _after(build, january, [person(3, **father), person(4, **son)])
    assert len(set(february.persons.values())) == 2
    assert january.persons["C00001"] in february.persons.values()
    [(change, kept, new)] = _changes(february)
    assert (change, {kept, new}) == ("split", set(february.persons.values()))


def test_a_record_delivered_again_as_another_persons_does_not_duplicate_its_id(build: Build) -> None:
    named = {"first_name": "Arthur", "last_name": "Penhaligon", "sex": "male"}
    father, son = dict(named, date_of_birth="1948-02-03"), dict(named, date_of_birth="1979-11-21", phone="07700 900321")
    january = _after(build, None, [person(1, **(son | {"date_of_birth": ""})), person(2, **father)])
    assert len(set(january.persons.values())) == 1
    february = _after(build, january, [person(1, **son), person(3, **father), person(4, **father)])
    assert february.persons["C00003"] == january.persons["C00001"] != february.persons["C00001"]
    assert _changes(february) == [("split", february.persons["C00003"], february.persons["C00001"])]
    march = _after(build, february, [person(1, **son), person(5, **son), person(6, **father)])
    assert march.persons["C00005"] == march.persons["C00001"] == february.persons["C00001"]
    assert march.persons["C00006"] == february.persons["C00003"]


def test_known_and_new_people_are_counted(build: Build) -> None:
    business = person(7, victim_kind="business", first_name="", last_name="Holt and Sons", date_of_birth="")
    january = _after(build, None, [person(1), stranger(2), business])
    assert january.flow.register == RegisterCounts(known=0, new=2, merged=0, split=0)
    february = _after(build, january, [person(3), person(4), stranger(5), stranger(6), business])
    assert february.flow.register == RegisterCounts(known=1, new=2, merged=0, split=0)
    assert february.written_flow["register"] == {"known": 1, "new": 2, "merged": 0, "split": 0}
    assert "register" not in build([person(1)]).written_flow


def test_a_person_who_was_seen_too_long_ago_is_forgotten(build: Build) -> None:
    january = _after(build, None, [person(1), stranger(2)])
    register = january.folder / REGISTER
    later = build([person(3)], keeps_register=True, register=register, register_since=date(2025, 3, 2))
    assert later.flow.register == RegisterCounts(known=0, new=1, merged=0, split=0)
    ids = pq.read_table(later.folder / REGISTER)["person_id"].to_pylist()
    assert set(ids) == {later.persons["C00003"]} != {january.persons["C00001"]}


def test_the_strongest_claims_come_first() -> None:
    claims = [Claim(1, "a", 2, "x"), Claim(2, "a", 5, "y"), Claim(2, "b", 3, "z"), Claim(3, "c", 2, "w")]
    assignment = assign_ids(claims)
    assert assignment.kept == {2: "a", 3: "c"}
    assert (assignment.merged, assignment.split) == ({"b": "a"}, {1: "a"})


def test_a_register_contains_only_digests_and_ids(build: Build) -> None:
    built = _after(build, None, [person(1), stranger(2)])
    table = pq.read_table(built.folder / REGISTER)
    assert table.column_names == ["digest", "person_id", "seen"]
    assert set(table["seen"].to_pylist()) == {"2025-03-01"}
    assert not any(b"walton" in path.read_bytes().lower() for path in built.folder.iterdir())


def test_a_register_needs_its_match_key(build: Build, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="give their match key"):
        build([person(1)], keeps_register=True, match_key=None)
    with pytest.raises(BadInput, match="there is no such file"):
        build([person(1)], keeps_register=True, register=tmp_path / "none.parquet")

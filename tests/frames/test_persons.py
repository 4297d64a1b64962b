"""Which records are of one person, which of people of one household, and how match keys recognise a person."""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.frames.conftest import MATCH_KEY, Build
from tests.frames.people import OF_ONE_PERSON, Row, person, stranger

from aftercall.errors import BadInput
from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.layout import NAMES
from aftercall.frames.normalise import normalised
from aftercall.frames.phones import resolve_unmatched
from aftercall.frames.recognition.match_keys import IN_CLEAR, person_digests
from aftercall.frames.recognition.possible_matches import decided_pairs
from aftercall.frames.recognition.recognise import recognise
from aftercall.frames.rules import FrameRules

_ONE_PERSON = {
    "spelt the same": {},
    "in capitals, with spaces": {"first_name": " AMELIA ", "last_name": "WALTON  "},
    "with accents": {"first_name": "Amélia", "last_name": "Wałton"},
    "names swapped": {"first_name": "Walton", "last_name": "Amelia"},
    "a second forename": {"first_name": "Amelia Jane"},
    "a changed number": {"phone": "07700 900321"},
    "moved away": {"phone": "", "postcode": "ZA9 9ZZ"},
    "married and moved, number kept": {"last_name": "Holt", "postcode": "ZA9 9ZZ"},
    "the number written differently": {"phone": "+44 (0)191-498 0001", "last_name": "Holt"},
    "the number as the second one": {
        "phone": "07700 900321",
        "phone_alt": "01914980001",
        "postcode": "",
        "last_name": "H",
    },
    "no birth date": {"date_of_birth": ""},
    "day and month swapped": {"date_of_birth": "1980-05-07"},
    "a placeholder for the birth date": {"date_of_birth": "1900-01-01"},
    "a wrong month": {"date_of_birth": "1980-06-17"},
    "the first of January of the right year": {"date_of_birth": "1980-01-01"},
    "a nickname with another initial, no birth date": {"first_name": "Millie", "date_of_birth": ""},
    "half of a double-barrelled name": {"last_name": "Walton-Price"},
    "the other half, moved, with another number": {
        "last_name": "Price-Walton",
        "phone": "07700 900321",
        "postcode": "ZA9 9ZZ",
    },
    "two surnames, moved, with another number": {
        "last_name": "Walton Lopez",
        "phone": "07700 900321",
        "postcode": "ZA9 9ZZ",
    },
    "a particle, moved, with another number": {"last_name": "de la Walton", "phone": "07700 900321", "postcode": ""},
    "two letters swapped": {"first_name": "Ameila", "phone": ""},
    "a title in the name": {"first_name": "Miss Amelia", "phone": ""},
    "a nickname, same home": {"first_name": "Ame", "phone": ""},
    "a typing error late in the surname, moved within the district": {
        "last_name": "Waltonn",
        "phone": "",
        "postcode": "ZA1 1ZZ",
    },
}
_TWO_PEOPLE = {
    "a husband with the same initial": {"first_name": "Adam", "sex": "male", "date_of_birth": "1979-02-03"},
    "a husband with the same initial, birth date unknown": {"first_name": "Adam", "sex": "male", "date_of_birth": ""},
    "a daughter with the same name": {"date_of_birth": "2004-11-30"},
    "a twin with the same initial": {"first_name": "Arthur", "sex": "male"},
    "a twin of the same sex": {"first_name": "Georgina"},
    "a twin whose sex is not known": {"first_name": "Georgina", "sex": ""},
    "a twin without a number": {"first_name": "Georgina", "phone": ""},
    "a twin who has left home": {"first_name": "Georgina", "postcode": "ZA9 9ZZ"},
    "a namesake elsewhere": {"date_of_birth": "1955-01-02", "phone": "0113 496 0002", "postcode": "ZA8 8AA"},
    "a stranger with the same number": {
        "first_name": "Priya",
        "last_name": "Shah",
        "date_of_birth": "1991-01-01",
        "postcode": "",
    },
    "someone without a name with the same number": {"first_name": "", "last_name": "Unknown", "date_of_birth": ""},
}


def _persons(rows: Sequence[Row]) -> list[int]:
    """The person of each row, by recognition only."""
    with DuckDBWorkspace() as workspace:
        columns = {name: pa.array([row[name] or None for row in rows], pa.string()) for name in NAMES}
        places = {"file": pa.array([0] * len(rows), pa.int64()), "row": pa.array(range(len(rows)), pa.int64())}
        raw = workspace.register_arrow("raw", pa.table(places | columns))
        record = workspace.materialize("read", normalised(workspace, raw))
        resolve_unmatched(workspace, "read")
        records = workspace.materialize("record", record.mutate(record=record["row"]))
        persons = recognise(workspace, records, decided_pairs(workspace, records, None)).persons
        found = {row["record"]: row["person"] for row in workspace.fetch(persons).to_pylist()}
        return [found.get(record, record) for record in range(len(rows))]


def _people(cases: Mapping[str, Sequence[Row]]) -> dict[str, int]:
    """How many people the records of each case are of, by one recognition of all. No two cases have anything in common
    (see `_own`), and that is checked."""
    persons = iter(_persons([row for rows in cases.values() for row in rows]))
    found = {case: {next(persons) for _ in rows} for case, rows in cases.items()}
    assert len(set().union(*found.values())) == sum(map(len, found.values()))
    return {case: len(people) for case, people in found.items()}


def _own(case: int, *names: str) -> dict[str, str]:
    """Values that people of other cases do not have: by default names, birth date, number and postcode."""
    names = names or ("first_name", "last_name", "date_of_birth", "phone", "postcode")
    return {name: stranger(case)[name] for name in names}


def _moved(case: int) -> dict[str, str]:
    """Another number and postcode for someone of this case."""
    return _own(case + 500, "phone", "postcode")


@pytest.mark.parametrize("changes", _ONE_PERSON.values(), ids=_ONE_PERSON)
def test_one_person(changes: dict[str, str]) -> None:
    assert len(set(_persons([person(1), person(2, **changes)]))) == 1


@pytest.mark.parametrize("changes", _TWO_PEOPLE.values(), ids=_TWO_PEOPLE)
def test_two_people(changes: dict[str, str]) -> None:
    assert len(set(_persons([person(1), person(2, **changes)]))) == 2


_SURNAMES = {
    "a particle": ("de la Cruz", "Cruz"),
    "other particles": ("van den Berg", "van der Berg"),
    "an apostrophe": ("O'Keeffe", "Keeffe"),
    "an article": ("al-Masri", "Masri"),
    "another article": ("El Masri", "Al-Masri"),
    "saint": ("St. John", "Saint John"),
    "one of two surnames": ("Garcia Lopez", "Garcia"),
    "the other of two surnames": ("Garcia Lopez", "Lopez"),
    "half of a double-barrelled name": ("Smith-Jones", "Jones"),
}


def test_someone_who_moved_is_recognised_by_a_part_of_the_surname() -> None:
    cases: dict[str, list[Row]] = {}
    for number, (case, (before, after)) in enumerate(_SURNAMES.items()):
        own = _own(number)
        cases[case] = [
            person(1, **own | {"last_name": before}),
            person(2, **own | {"last_name": after} | _moved(number)),
        ]
    assert _people(cases) == dict.fromkeys(_SURNAMES, 1)


_PLACEHOLDERS = ("Child", "Test", "Male", "Baby", "Na", "None", "Nk", "Unknown")


def test_a_name_that_is_also_a_placeholder_is_a_name() -> None:
    """As a forename and as a surname, of someone who moved."""
    cases: dict[str, list[Row]] = {}
    for number, (column, word) in enumerate(product(("first_name", "last_name"), _PLACEHOLDERS)):
        own = _own(number) | {column: word}
        cases[f"{column} {word}"] = [person(1, **own), person(2, **own | _moved(number))]
    assert _people(cases) == dict.fromkeys(cases, 1)


@pytest.mark.parametrize("linked", [{"phone": "07700 900321"}, {"email": "amelia@example.org"}], ids=str)
def test_another_forename_with_the_same_mobile_or_email_is_one_person(linked: dict[str, str]) -> None:
    """Many people use their middle name. Only the landline, the home and the birth date are those of twins too."""
    assert len(set(_persons([person(1, **linked), person(2, first_name="Georgina", **linked)]))) == 1


@pytest.mark.parametrize(
    ("third", "people"),
    [
        ({"first_name": "Charlotte Georgina"}, 1),
        ({"first_name": ""}, 2),
        ({"first_name": "", "phone": ""}, 2),
    ],
    ids=["both forenames", "no forename", "no forename or number"],
)
def test_only_a_record_with_both_forenames_links_two_that_look_like_twins(third: dict[str, str], people: int) -> None:
    twins = [person(1, first_name="Charlotte"), person(2, first_name="Georgina")]
    assert len(set(_persons([*twins, person(3, **third)]))) == people


_FATHERS_AND_SONS = {
    ("Snr", "Jnr"): 2,
    ("Sr.", "II"): 2,
    ("(Senior)", "Junior"): 2,
    ("Jr", "III"): 2,
    ("Jnr", "II"): 1,
    ("", "Jr"): 1,
}


def _without_birth_date(case: int, word: str) -> Row:
    """A record of someone with this word after the name."""
    own = _own(case)
    return person(case, **own | {"sex": "male", "date_of_birth": "", "last_name": f"{own['last_name']} {word}".strip()})


def test_father_and_son_are_distinguished_by_the_word_after_the_name() -> None:
    """Even with one home, one number and no birth date, and where a third record fits both."""
    cases: dict[str, list[Row]] = {}
    for number, words in enumerate(_FATHERS_AND_SONS):
        cases[f"{words}"] = [_without_birth_date(number, word) for word in words]
        cases[f"{words} and a third record"] = [_without_birth_date(number + 100, word) for word in (*words, "")]
    people = _people(cases)
    for words, expected in _FATHERS_AND_SONS.items():
        assert (people[f"{words}"], people[f"{words} and a third record"]) == (expected, expected), words


_ROMANISED = {
    ("Сергей", "Иванов"): ("Sergey", "Ivanov"),
    ("Юлия", "Щербакова"): ("Julia", "Scherbakova"),
    ("Алексей", "Достоевский"): ("Alexei", "Dostoyevsky"),
    ("Ксения", "Максимова"): ("Xenia", "Maximova"),
    ("Сергій", "Гончаренко"): ("Serhii", "Honcharenko"),
}


def test_someone_is_recognised_in_cyrillic_and_roman_letters() -> None:
    """After a move, and with another number too if either name is spelt the same."""
    cases: dict[str, list[Row]] = {}
    for number, written in enumerate(_ROMANISED.items()):
        own, moved = _own(number), _moved(number)
        if written[0] != ("Сергей", "Иванов"):
            del moved["phone"]
        before, after = ({"first_name": first, "last_name": last} for first, last in written)
        cases[str(written)] = [person(1, **own | before), person(2, **own | after | moved)]
    assert _people(cases) == dict.fromkeys(cases, 1)


def test_links_are_transitive() -> None:
    """The first and third records only share values with the second."""
    second = person(2, phone="07700 900321", postcode="")
    third = person(3, phone="07700 900321", postcode="ZA5 5EE", date_of_birth="", last_name="Waltonsmith")
    assert len(set(_persons([person(1), second, third]))) == 1


def test_an_overshared_number_counts_for_nothing(build: Build) -> None:
    others = [stranger(number, phone="0191 498 0500") for number in range(61)]
    same = {"phone": "0191 498 0500", "first_name": "Kim", "date_of_birth": "1970-02-01"}
    few = [stranger(90, **same, last_name="Penhaligon"), stranger(91, **same, last_name="Oduya")]
    assert len(set(_persons(few))) == 1
    built = build([*others, *few])
    assert len(set(built.persons.values())) == 63
    assert built.written_flow["shared_numbers"] == {"numbers": 1, "records": 63}


def test_a_chain_between_a_father_and_a_son_is_cut() -> None:
    """One record without a birth date fits both. It may go to either, but the two stay apart."""
    named = {"first_name": "Arthur", "last_name": "Penhaligon", "sex": "male"}
    father = person(1, **named, date_of_birth="1948-02-03", phone="07700 900111")
    son = person(2, **named, date_of_birth="1979-11-21", phone="07700 900222")
    either = person(3, **named, date_of_birth="", phone="07700 900222")
    of_father, of_son, of_either = _persons([father, son, either])
    assert of_father != of_son == of_either


def test_persons_are_linked_as_clusters() -> None:
    assert len(set(_persons(OF_ONE_PERSON))) == 1
    assert len(set(_persons(OF_ONE_PERSON[1:]))) == 2


def test_namesakes_in_one_home_are_two_people_if_more_than_ten_years_apart() -> None:
    assert len(set(_persons([person(1), person(2, date_of_birth="1987-11-30")]))) == 1
    assert len(set(_persons([person(1), person(2, date_of_birth="1991-11-30")]))) == 2


def test_a_rarer_name_is_stronger_evidence() -> None:
    """Both have moved and changed their number, so only the rarity of the name can tell whether they are one."""
    moved = {"phone": "0113 496 0999", "postcode": "ZA7 7AA"}
    common = [stranger(number, first_name="John", last_name="Smith") for number in range(5, 600)]
    pairs = [person(number, **({} if number % 2 else moved)) for number in (1, 2)]
    smiths = [dict(row, first_name="John", last_name="Smith", sex="") for row in pairs]
    rare = [dict(row, first_name="Ignatius", last_name="Penhaligon") for row in pairs]
    *_, smith, another_smith, penhaligon, same_penhaligon = _persons([*common, *smiths, *rare])
    assert smith != another_smith
    assert penhaligon == same_penhaligon


def test_without_a_match_key_ids_depend_only_on_references(build: Build) -> None:
    first = build([person(1), stranger(2)], match_key=None).persons
    other = build([dict(stranger(7), crime_ref="C00001", victim_ref="C00001-V1"), stranger(2)], match_key=None).persons
    assert first == other


def _list(path: Path, header: str, lines: list[str]) -> Path:
    path.write_text("\n".join([header, *lines]) + "\n")
    return path


def test_an_objection_excludes_every_record_of_the_person(build: Build, tmp_path: Path) -> None:
    """The digests come from what the person wrote in the form. Not all of them need to match a record."""
    digests = person_digests(
        {"first_name": "amelia", "last_name": "Walton", "phone": "+441914980001"}, match_key=MATCH_KEY
    )
    suppressed = _list(tmp_path / "suppressed.csv", "digest", sorted(digests))
    moved = person(2, phone="07700 900321", postcode="ZA9 9ZZ", email="a@example.org")
    built = build([person(1), moved, stranger(3)], suppressed=suppressed)
    assert built.reasons == {"C00001": "objected", "C00002": "objected"}


def test_an_objection_matches_a_record_that_is_excluded_anyway(build: Build, tmp_path: Path) -> None:
    digests = person_digests({"first_name": "A", "last_name": "Walton", "phone": "07700 900321"}, match_key=MATCH_KEY)
    suppressed = _list(tmp_path / "suppressed.csv", "digest", sorted(digests))
    old = person(2, phone="07700 900321", reported_on="2026-01-01")
    built = build([person(1), old, stranger(3)], suppressed=suppressed)
    assert built.reasons == {"C00001": "objected", "C00002": "outside_period"}


def test_nobody_is_surveyed_twice_within_the_interval(build: Build, tmp_path: Path) -> None:
    rows = [stranger(number) for number in range(4)]
    lines = [
        f"{digest},{on}"
        for row, on in zip(rows, ("2024-03-02", "2024-03-01", "2025-02-01"), strict=False)
        for digest in person_digests({name: row[name] for name in IN_CLEAR}, match_key=MATCH_KEY)
    ]
    built = build(rows, surveyed=_list(tmp_path / "surveyed.csv", "digest,on", sorted(lines)))
    assert built.reasons == {"C00000": "already_surveyed", "C00002": "already_surveyed"}


@pytest.mark.parametrize(
    ("option", "content", "words"),
    [
        ("suppressed", "hash\nab\n", "list.csv: the column digest is missing"),
        ("surveyed", "digest,on\nab,yesterday\n", "list.csv, on: write every day as year-month-day"),
        ("suppressed", None, "there is no such file"),
    ],
)
def test_an_invalid_list_is_refused(build: Build, tmp_path: Path, option: str, content: str | None, words: str) -> None:
    path = tmp_path / "list.csv"
    if content:
        path.write_text(content)
    with pytest.raises(BadInput, match=words):
        build([stranger(1)], **{option: path})


def test_lists_need_their_match_key(build: Build, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="give their match key"):
        build([stranger(1)], suppressed=_list(tmp_path / "x.csv", "digest", []), match_key=None)


def test_a_digest_is_a_keyed_hash_of_kind_and_value() -> None:
    clear = {"first_name": "Zoë", "last_name": "O'Neill", "date_of_birth": "1980-02-03"}
    key = hashlib.sha256(b"match|" + MATCH_KEY).hexdigest()
    expected = hashlib.sha256(f"{key}names-birth|oneill/zoe|1980-02-03\n".encode()).hexdigest()
    assert person_digests(clear, match_key=MATCH_KEY) == {expected}


def test_too_few_values_give_no_digest() -> None:
    assert person_digests({"first_name": "Zoë", "last_name": None, "postcode": "ZA1 1AA"}, match_key=MATCH_KEY) == set()


_IN_FORMS: list[dict[str, str]] = [
    {
        "first_name": "Zoë",
        "last_name": "O'Neill",
        "date_of_birth": "1980-02-03",
        "phone": "07700 900123",
        "phone_alt": "(0191) 4980002",
        "email": "Z@Example.com",
        "postcode": "za1 1aa",
    },
    {
        "first_name": "MARY-JANE",
        "last_name": "Smith Jones",
        "date_of_birth": "1900-01-01",
        "phone": "+33 1 23 45 67 89",
        "email": "none",
        "postcode": "ZA22BB",
    },
    {"first_name": " Jon  Paul", "last_name": "Łuczak", "phone": "0191 498 0001 ext 3", "postcode": "?"},
    {"first_name": "Ægir", "date_of_birth": "1975-05-06", "phone": "no", "phone_alt": "020 7946 0123"},
    {"last_name": "de la Cruz", "date_of_birth": "1991-07-08", "email": "C@Example.org", "postcode": "ZA3 3CC"},
]


def test_a_form_and_an_extract_give_the_same_digests(build: Build) -> None:
    _assert_same_digests(_IN_FORMS, build)


@pytest.mark.soak
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {
            "first_name": st.sampled_from(["Zoë", "MARY-JANE", " Jon  Paul", "", "Ægir"]),
            "last_name": st.sampled_from(["O'Neill", "Smith Jones", "Łuczak", ""]),
            "date_of_birth": st.sampled_from(["1980-02-03", "1900-01-01", ""]),
            "phone": st.sampled_from(["07700 900123", "+33 1 23 45 67 89", "0191 498 0001 ext 3", "no"]),
            "phone_alt": st.sampled_from(["", "(0191) 4980002"]),
            "email": st.sampled_from(["Z@Example.com", "none", ""]),
            "postcode": st.sampled_from(["za1 1aa", "ZA11AA", "?"]),
        }
    )
)
def test_any_form_and_extract_give_the_same_digests(build: Build, clear: dict[str, str]) -> None:
    _assert_same_digests([clear], build)


def _assert_same_digests(people: Sequence[dict[str, str]], build: Build) -> None:
    rows = [person(number, **dict.fromkeys(IN_CLEAR, "") | clear) for number, clear in enumerate(people)]
    built = build(rows, rules=FrameRules(exclusions=(), numbers_abroad=True))
    found = {contact["crime_ref"]: set(str(contact["digests"]).split(";")) - {""} for contact in built.contacts}
    assert found == {
        row["crime_ref"]: person_digests(clear, match_key=MATCH_KEY) for row, clear in zip(rows, people, strict=True)
    }

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import combinations

import phonenumbers
import pytest

from aftercall.synthetic.faults import MALFORMED_DATES, RATES
from aftercall.synthetic.flags import FLAGS
from aftercall.synthetic.records import load_records
from aftercall.synthetic.tables import compressed_table

from .conftest import Year

POSTCODE = re.compile(r"(Z[A-DF-Y]|Y[A-NP-Y]|U[AC-Y])\d\d? \d[ABDEFGHJLNP-UW-Z]{2}")
FIXED = ("first_name", "last_name", "date_of_birth", "sex", "phone", "postcode")
RECORD_FAULTS = ("malformed_reported_on", "missing_required", "unknown_victim_kind")


def share(found: Iterable[bool]) -> float:
    values = list(found)
    return sum(values) / len(values)


def number(text: str) -> str:
    parsed = phonenumbers.parse(text.replace("(0)", ""), "GB")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def test_the_real_records_are_unchanged(year: Year) -> None:
    records = load_records()
    assert [row["crime_ref"] for row in year.rows] == list(records.refs)
    real = [records.categories[number] for number in records.category]
    assert all(row["category"] in {category, ""} for row, category in zip(year.rows, real, strict=True))
    assert [row["lsoa"] for row in year.rows] == [records.places[number] for number in records.place]


def test_victims_of_one_crime_have_different_references(year: Year) -> None:
    crimes, victims = (Counter(row[column] for row in year.rows) for column in ("crime_ref", "victim_ref"))
    assert sorted(crimes.values())[-10:] == [1] + [2] * 9
    assert set(victims.values()) == {1}


def test_every_number_is_reserved_for_drama(year: Year) -> None:
    ranges = [(row["first"], row["last"]) for row in compressed_table("drama_numbers").to_pylist()]
    blocks = {f"+44{int(first.replace(' ', ''))}"[:-3] for first, _ in ranges}
    texts = {row[column] for row in year.rows for column in ("phone", "phone_alt")} - {""}
    assert {number(text)[:-3] for text in texts} <= blocks


def test_mail_addresses_and_postcodes_do_not_exist(year: Year) -> None:
    hosts = {row["email"].split("@")[1] for row in year.rows if row["email"]}
    assert hosts == {"example.com", "example.org", "example.net"}
    assert all(POSTCODE.fullmatch(row["postcode"]) for row in year.rows if row["postcode"])


def test_dates_are_in_the_month_unless_malformed(year: Year) -> None:
    for row, true in zip(year.rows, year.truth, strict=True):
        if "malformed_reported_on" in true["errors"]:
            with pytest.raises(ValueError, match=r"(?i)month|day|iso"):
                date.fromisoformat(row["reported_on"])
        else:
            assert date.fromisoformat(row["reported_on"]) == true["reported_on"]
        assert true["reported_on"].year == 2025


def test_businesses_and_the_state_have_no_person(year: Year) -> None:
    personal = ("title", "first_name", "last_name", "date_of_birth", "sex", "ethnicity", "phone", "email", "flags")
    nobody = [row for row, true in zip(year.rows, year.truth, strict=True) if true["victim_kind"] != "person"]
    assert len(nobody) > 10_000
    assert not any(row[column] for row in nobody for column in personal)
    shops = {true["victim_kind"] for true in year.truth if true["category"] == "Shoplifting"}
    assert shops == {"business"}


def test_flags_are_known_words_at_plausible_rates(year: Year) -> None:
    recorded = [set(filter(None, row["flags"].split(";"))) for row, _ in year.pairs]
    assert set.union(*recorded) == set(FLAGS)
    violence = [
        flags for (_, true), flags in zip(year.pairs, recorded, strict=True) if true["category"].startswith("Viol")
    ]
    assert share("domestic_abuse" in flags for flags in violence) == pytest.approx(1 / 3, abs=0.03)
    assert share("sexual_offence" in flags for flags in violence) == pytest.approx(0.11, abs=0.015)
    assert share(bool(flags) for flags in recorded) < 0.3


def test_only_some_records_have_a_flag_that_is_true_of_the_person(year: Year) -> None:
    by_person: dict[int, list[tuple[bool, bool]]] = defaultdict(list)
    for row, true in year.pairs:
        by_person[true["person"]].append(("do_not_contact" in true["true_flags"], "do_not_contact" in row["flags"]))
        assert set(row["flags"].split(";")) <= set(true["true_flags"].split(";")) | {""}
    several = [records for records in by_person.values() if sum(true for true, _ in records) > 1]
    assert any(len({recorded for true, recorded in records if true}) == 2 for records in several)


def test_faults_occur_at_their_stated_rates(year: Year) -> None:
    every = Counter(word for true in year.truth for word in true["errors"].split(";"))
    persons = len(year.pairs)
    conditional = {"nickname", "lost_accents", "missing_email", "spelling", "phone_format", "stray_spaces"}
    for name, rate in vars(RATES).items():
        base = len(year.truth) if name in RECORD_FAULTS else persons
        spread = 4 * (base * rate) ** 0.5 / base
        assert every[name] / base < rate + spread, name
        assert every[name] > 0, name
        if name not in conditional:
            assert every[name] / base == pytest.approx(rate, abs=spread + 0.07 * rate), name


def test_faults_appear_only_where_the_truth_lists_them(year: Year) -> None:
    blanks = {"missing_phone": "phone", "missing_date_of_birth": "date_of_birth", "missing_sex": "sex"}
    for row, true in year.pairs:
        faults = set(true["errors"].split(";"))
        for fault, column in blanks.items():
            assert (row[column] == "") == (fault in faults)
        assert (row["date_of_birth"] in MALFORMED_DATES) == ("malformed_date_of_birth" in faults)
        assert (row["first_name"] != row["first_name"].strip()) == ("stray_spaces" in faults)
        assert (row["victim_kind"] == "unknown") == ("unknown_victim_kind" in faults)
        assert (not row["category"] or not row["area"]) == ("missing_required" in faults)


def test_a_person_is_the_same_on_every_record_except_for_faults(year: Year) -> None:
    seen: dict[int, tuple[str, ...]] = {}
    for row, true in year.pairs:
        if set(true["errors"].split(";")) <= {"", "missing_title", "missing_ethnicity", "missing_email"}:
            person = tuple(row[name] for name in FIXED)
            assert seen.setdefault(true["person"], person) == person
    assert len(seen) > 20_000


def test_repeat_victims_occur_at_the_stated_rate(year: Year) -> None:
    persons = Counter(true["person"] for _, true in year.pairs)
    repeats = 1 - len(persons) / persons.total()
    assert repeats == pytest.approx(0.155, abs=0.015)
    assert max(persons.values()) < 20


def test_most_addresses_belong_to_one_person(year: Year) -> None:
    persons: dict[str, set[int]] = defaultdict(set)
    for row, true in year.pairs:
        persons[row["email"]].add(true["person"])
    del persons[""]
    several = share(len(people) > 1 for people in persons.values())
    assert 0 < several < 0.01


def test_households_that_share_a_number_have_different_surnames(year: Year) -> None:
    """15,000 numbers for three times as many households: nearly all share a number, but hardly any the surname too."""
    people: dict[str, dict[int, tuple[str, str]]] = defaultdict(dict)
    for row, true in year.pairs:
        if row["phone"] and true["errors"] in {"", "phone_format"}:
            people[number(row["phone"])][true["household"]] = row["last_name"], row["first_name"][0]
    pairs = [pair for homes in people.values() for pair in combinations(homes.values(), 2)]
    assert len(pairs) > 10_000
    assert share(first[0] == second[0] for first, second in pairs) < 0.0009
    assert share(first == second for first, second in pairs) < 0.0002

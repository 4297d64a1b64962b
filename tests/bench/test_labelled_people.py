"""The generator of labelled extracts. Tests use telephone numbers that Ofcom reserves for drama, never real ones."""

from collections import Counter
from typing import Any

import pyarrow as pa
import pytest
from bench.labelled_people import PERSONAL, generate

from aftercall.frames.layout import COLUMNS

type Rows = list[dict[str, Any]]


def rows_of(tables: tuple[pa.Table, pa.Table]) -> tuple[Rows, Rows]:
    extract, truth = tables
    return extract.to_pylist(), truth.to_pylist()


@pytest.fixture(scope="module")
def both() -> tuple[Rows, Rows]:
    return rows_of(generate(20_000, seed=3, phones="drama"))


def test_it_has_the_layout_of_an_extract_as_text() -> None:
    extract, truth = generate(10, seed=1, phones="drama")
    # The address is optional; bench/suppression.py adds it.
    assert extract.column_names == [column.name for column in COLUMNS if column.name != "address"]
    assert {str(field.type) for field in extract.schema} == {"string"}
    assert extract.num_rows == truth.num_rows == 10


@pytest.mark.parametrize("rows", [1, 2, 7, 300])
@pytest.mark.parametrize("hardness", [0, 1, 4])
def test_any_size_and_hardness_gives_as_many_rows(rows: int, hardness: float) -> None:
    assert generate(rows, seed=1, hardness=hardness, phones="drama")[0].num_rows == rows


def test_zero_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one row"):
        generate(0, seed=1)


def test_equal_seeds_give_equal_tables_and_other_seeds_different_ones() -> None:
    first, same, other = (generate(500, seed=seed, phones="drama") for seed in (1, 1, 2))
    assert first[0].equals(same[0])
    assert first[1].equals(same[1])
    assert not first[0].equals(other[0])


def test_without_hardness_there_are_no_faults_and_names_are_true() -> None:
    extract, truth = rows_of(generate(2_000, seed=4, hardness=0, phones="drama"))
    assert {row["errors"] for row in truth} == {""}
    fields = ("first_name", "last_name", "date_of_birth")
    assert [[row[field] for field in fields] for row in extract] == [[row[field] for field in fields] for row in truth]


def test_every_record_has_a_unique_reference(both: tuple[Rows, Rows]) -> None:
    extract, truth = both
    references = [(row["crime_ref"], row["victim_ref"]) for row in extract]
    assert len(set(references)) == len(references)
    assert references == [(row["crime_ref"], row["victim_ref"]) for row in truth]


def test_only_persons_have_a_true_person_and_personal_columns(both: tuple[Rows, Rows]) -> None:
    for row, true in zip(*both, strict=True):
        assert (row["victim_kind"] == "person") == (true["person"] is not None)
        if row["victim_kind"] != "person":
            assert {row[name] for name in PERSONAL} == {None}


def test_a_fifth_of_rows_are_of_repeat_victims(both: tuple[Rows, Rows]) -> None:
    counts = Counter(row["person"] for row in both[1] if row["person"] is not None)
    assert sum(count - 1 for count in counts.values()) / len(both[1]) == pytest.approx(0.2, abs=0.02)
    assert max(counts.values()) > 5


@pytest.mark.parametrize(
    ("kind", "share"),
    [("typo", 0.035), ("dob_missing", 0.05), ("middle_added", 0.06), ("phone_of_relative", 0.03), ("swapped", 0.008)],
)
def test_faults_occur_at_their_rates(both: tuple[Rows, Rows], kind: str, share: float) -> None:
    persons = [row["errors"].split(";") for row in both[1] if row["person"] is not None]
    assert sum(kind in errors for errors in persons) / len(persons) == pytest.approx(share, rel=0.2)


def test_flags_that_are_true_are_recorded_three_fifths_of_the_time(both: tuple[Rows, Rows]) -> None:
    extract, truth = both
    for kind in ("deceased", "do_not_contact"):
        shown = [kind in (row["flags"] or "") for row, true in zip(extract, truth, strict=True) if true[kind]]
        assert sum(shown) / len(shown) == pytest.approx(0.6, abs=0.15)
        assert not any(kind in (row["flags"] or "") for row, true in zip(extract, truth, strict=True) if not true[kind])


def test_birth_dates_are_no_later_than_the_report(both: tuple[Rows, Rows]) -> None:
    assert all(row["date_of_birth"] <= row["reported_on"] for row in both[0] if row["date_of_birth"])


def test_the_people_of_a_shared_address_have_one_postcode_and_one_number() -> None:
    extract, truth = rows_of(generate(20_000, seed=5, hardness=0, phones="drama"))
    people: dict[str, set[int]] = {}
    for row in truth:
        if row["person"] is not None:
            people.setdefault(row["postcode"], set()).add(row["household"])
    crowded = {postcode for postcode, households in people.items() if len(households) > 45}
    numbers = Counter(row["phone"] for row, true in zip(extract, truth, strict=True) if true["postcode"] in crowded)
    assert sum(len(people[postcode]) for postcode in crowded) / sum(map(len, people.values())) > 0.02
    assert sum(count > 10 for number, count in numbers.items() if number) >= len(crowded)

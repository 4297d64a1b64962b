"""How well people are recognised where the truth is known, and whether anyone who must not be called may be drawn.

The limits are measured values with a small margin, to guard against regressions. The figures at full size are in
docs/recognition.md.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
import pytest
from bench.labelled_people import generate
from bench.recognition_score import Score, pairwise

from aftercall.frames.build import build_frame
from aftercall.frames.lists import Lists
from aftercall.frames.recognition.match_keys import person_digests
from aftercall.frames.rules import FrameRules
from aftercall.synthetic.generate import generate_extracts

ROWS = 40_000
OBJECTORS = 10  # people whose digests are computed; each takes a third of a second
REMAINING = 3  # the most people in the frame with a record which says that they must not be called
KEY = b"a key for tests, of no other use"
AS_OF = date(2026, 1, 1)
AGAINST = {"deceased", "do_not_contact"}

type Reference = tuple[str, str]


@dataclass(frozen=True)
class Labelled:
    """A frame with its truth: the person of each record, people with a record that says no, and people who objected."""

    person_of: dict[Reference, int]
    said_no: set[int]
    objectors: set[int]
    frame: list[Reference]
    score: Score


def _objectors(extract: list[dict[str, Any]], truth: list[dict[str, Any]]) -> dict[int, dict[str, str | None]]:
    """People with most records, as in the form: true names and birth date, the last record's number and addresses."""
    forms: dict[int, dict[str, str | None]] = {}
    records: dict[int, int] = {}
    for row, true in zip(extract, truth, strict=True):
        if true["person"] is not None and true["objected"]:
            names = {name: true[name] for name in ("first_name", "last_name", "date_of_birth")}
            forms[true["person"]] = names | {name: row[name] for name in ("phone", "email", "postcode")}
            records[true["person"]] = records.get(true["person"], 0) + 1
    return {who: forms[who] for who in sorted(forms, key=lambda who: (-records[who], who))[:OBJECTORS]}


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Labelled:
    folder = tmp_path_factory.mktemp("labelled")
    extract, truth = generate(ROWS, seed=11, phones="drama")
    arrow_csv.write_csv(extract, folder / "extract.csv")
    rows, true = extract.to_pylist(), truth.to_pylist()
    objectors = _objectors(rows, true)
    digests = {digest for form in objectors.values() for digest in person_digests(form, match_key=KEY)}
    (folder / "suppressed.csv").write_text("\n".join(["digest", *sorted(digests), ""]))
    lists = Lists(suppressed=folder / "suppressed.csv", match_key=KEY)
    return _built(folder, [folder / "extract.csv"], truth, _said_no(rows, true), set(objectors), lists)


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Labelled:
    """January of the demo's year."""
    folder = tmp_path_factory.mktemp("synthetic")
    generate_extracts(folder / "out", seed=3, months=1)
    extract, truth = folder / "out" / "extract-2025-01.csv", pq.read_table(folder / "out" / "truth.parquet")
    texts = dict.fromkeys(["flags"], pa.string())
    rows = arrow_csv.read_csv(extract, convert_options=arrow_csv.ConvertOptions(column_types=texts)).to_pylist()
    return _built(folder, [extract], truth, _said_no(rows, truth.to_pylist()), set(), None)


def _said_no(extract: list[dict[str, Any]], truth: list[dict[str, Any]]) -> set[int]:
    """True people with a record, among all that were read, that has one of the flags."""
    both = zip(extract, truth, strict=True)
    return {true["person"] for row, true in both if AGAINST & set((row["flags"] or "").split(";"))} - {None}


def _built(
    folder: Path, extracts: list[Path], truth: pa.Table, said_no: set[int], objectors: set[int], lists: Lists | None
) -> Labelled:
    out = folder / "frame"
    build_frame(extracts, out=out, rules=FrameRules(), as_of=AS_OF, lists=lists)
    frame = pq.read_table(out / "frame.parquet", columns=["crime_ref", "victim_ref"]).to_pylist()
    persons = pq.read_table(out / "persons.parquet")
    person_of = {(row["crime_ref"], row["victim_ref"]): row["person"] for row in truth.to_pylist()}
    refs = [(row["crime_ref"], row["victim_ref"]) for row in frame]
    return Labelled(person_of, said_no, objectors, refs, pairwise(persons, truth))


def test_hardly_anyone_with_a_record_that_says_no_is_in_the_frame(labelled: Labelled) -> None:
    """In the whole frame, from which samples are drawn. Recognition has missed those who remain."""
    framed = [labelled.person_of[reference] for reference in labelled.frame]
    remaining = [person for person in framed if person in labelled.said_no]
    assert len(labelled.said_no) > 150
    assert len(remaining) <= REMAINING


def test_nobody_who_objected_is_in_the_frame(labelled: Labelled) -> None:
    framed = {labelled.person_of[reference] for reference in labelled.frame}
    assert len(labelled.objectors) == OBJECTORS
    assert not labelled.objectors & framed


def test_nobody_who_must_not_be_called_is_in_the_demos_january(synthetic: Labelled) -> None:
    framed = {synthetic.person_of[reference] for reference in synthetic.frame}
    assert len(synthetic.said_no) > 10
    assert not synthetic.said_no & framed


def test_recognition_is_as_good_as_measured(labelled: Labelled) -> None:
    score = labelled.score
    assert score.precision >= 0.9960
    assert score.recall >= 0.9820
    assert score.mixed <= 0.0011
    assert score.split <= 0.0050
    assert score.missed["no error"].missed == 0


def test_recognition_is_as_good_in_the_demos_january(synthetic: Labelled) -> None:
    score = synthetic.score
    assert score.true_pairs > 50
    assert score.precision >= 0.99
    assert score.recall >= 0.97
    assert score.mixed <= 0.0005

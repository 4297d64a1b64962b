"""Against people who are known: how well they are recognised, and whether anybody is asked who must not be.

The thresholds are what was measured with a small margin: guards against getting worse. docs/recognition.md says what
the figures are at full size.
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

from aftercall.frames.build import Lists, build_frame
from aftercall.frames.recognition.match_keys import person_digests
from aftercall.frames.rules import FrameRules
from aftercall.synthetic.generate import generate_extracts

ROWS = 40_000
OBJECTORS = 10  # whose digests are worked out; each takes a third of a second
REMAINING = 3  # people at most in the frame of whom some record says that they must not be called
KEY = b"a key for tests, of no other use"
AS_OF = date(2026, 1, 1)
AGAINST = {"deceased", "do_not_contact"}

type Reference = tuple[str, str]


@dataclass(frozen=True)
class Labelled:
    """A frame of people who are known: who each record is of, of whom a record says no, who objected."""

    person_of: dict[Reference, int]
    said_no: set[int]
    objectors: set[int]
    frame: list[Reference]
    score: Score


def _objectors(extract: list[dict[str, Any]], truth: list[dict[str, Any]]) -> dict[int, dict[str, str | None]]:
    """Those of several records, as they fill in the form: true names and birth date, number and address of the last."""
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
    """January of the project's own year."""
    folder = tmp_path_factory.mktemp("synthetic")
    generate_extracts(folder / "out", seed=3, months=1)
    extract, truth = folder / "out" / "extract-2025-01.csv", pq.read_table(folder / "out" / "truth.parquet")
    texts = dict.fromkeys(["flags"], pa.string())
    rows = arrow_csv.read_csv(extract, convert_options=arrow_csv.ConvertOptions(column_types=texts)).to_pylist()
    return _built(folder, [extract], truth, _said_no(rows, truth.to_pylist()), set(), None)


def _said_no(extract: list[dict[str, Any]], truth: list[dict[str, Any]]) -> set[int]:
    """True people with a record, of all that were read, that bears one of the flags."""
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


def test_hardly_anybody_may_be_drawn_of_whom_a_record_says_no(labelled: Labelled) -> None:
    """The whole frame is looked at: whoever is drawn is in it. What remains was missed by the recognition."""
    framed = [labelled.person_of[reference] for reference in labelled.frame]
    remaining = [person for person in framed if person in labelled.said_no]
    assert len(labelled.said_no) > 150
    assert len(remaining) <= REMAINING


def test_nobody_may_be_drawn_who_objected(labelled: Labelled) -> None:
    framed = {labelled.person_of[reference] for reference in labelled.frame}
    assert len(labelled.objectors) == OBJECTORS
    assert not labelled.objectors & framed


def test_of_the_projects_own_january_nobody_may_be_drawn_who_must_not_be(synthetic: Labelled) -> None:
    framed = {synthetic.person_of[reference] for reference in synthetic.frame}
    assert len(synthetic.said_no) > 10
    assert not synthetic.said_no & framed


def test_people_are_recognised_as_well_as_they_were(labelled: Labelled) -> None:
    score = labelled.score
    assert score.precision >= 0.9960
    assert score.recall >= 0.9820
    assert score.mixed <= 0.0011
    assert score.split <= 0.0050
    assert score.missed["no error"].missed == 0


def test_so_are_those_of_the_projects_own_january(synthetic: Labelled) -> None:
    score = synthetic.score
    assert score.true_pairs > 50
    assert score.precision >= 0.99
    assert score.recall >= 0.97
    assert score.mixed <= 0.0005

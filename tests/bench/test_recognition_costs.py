"""The costs compared with a plain count, on a frame with both kinds of recognition error."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
import pytest
from bench.labelled_people import generate
from bench.recognition_costs import AGAINST, Costs, costs

from aftercall.frames.build import build_frame
from aftercall.frames.design import SampleDesign
from aftercall.frames.draw import Seeds, draw_sample
from aftercall.frames.rules import FrameRules

KEYS = ("crime_ref", "victim_ref")
HARD = 6.0  # far beyond any real extract, so that each kind of error occurs


def refs(path: Path) -> list[tuple[str, str]]:
    return [(row["crime_ref"], row["victim_ref"]) for row in pq.read_table(path, columns=list(KEYS)).to_pylist()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("costs")
    extract, truth = generate(12_000, seed=5, hardness=HARD, phones="drama")
    arrow_csv.write_csv(extract, folder / "extract.csv")
    pq.write_table(truth, folder / "truth.parquet")
    build_frame([folder / "extract.csv"], out=folder / "frame", rules=FrameRules(), as_of=date(2026, 1, 1))
    design = SampleDesign(fraction=Fraction(1, 2))
    draw_sample(folder / "frame", seeds=Seeds.of(b"a draw"), design=design, out=folder / "sample")
    return folder


def by_hand(folder: Path) -> Costs:
    true = pq.read_table(folder / "truth.parquet").to_pylist()
    flags = arrow_csv.read_csv(folder / "extract.csv")["flags"].to_pylist()
    person = {(row["crime_ref"], row["victim_ref"]): row["person"] for row in true}
    no = {row["person"] for row, said in zip(true, flags, strict=True) if set((said or "").split(";")) & set(AGAINST)}
    no.discard(None)
    frame = [person[ref] for ref in refs(folder / "frame/frame.parquet")]
    usable, excluded = refs(folder / "frame/persons.parquet"), set(refs(folder / "frame/excluded.parquet"))
    free = {person[ref] for ref in usable if ref not in excluded} - {None}
    held: dict[str, set[int]] = {}
    for row in pq.read_table(folder / "frame/persons.parquet").to_pylist():
        if (who := person[row["crime_ref"], row["victim_ref"]]) is not None:
            held.setdefault(row["person_id"], set()).add(who)
    mixed = [who for who in held.values() if len(who) > 1]
    sample = {person[ref] for ref in refs(folder / "sample/sample.parquet")}
    return Costs(
        in_frame=len(set(frame)),
        in_frame_twice=sum(frame.count(who) > 1 for who in set(frame)),
        said_no=len(no),
        said_no_in_frame=len(no & set(frame)),
        mixed=len(mixed),
        people_mixed=len(set[int]().union(*mixed)),
        free=len(free),
        free_not_in_frame=len(free - set(frame)),
        said_no_in_sample=len(no & sample),
    )


def test_costs_are_as_counted_by_hand(folder: Path) -> None:
    found = costs(folder / "frame", folder / "truth.parquet", [folder / "extract.csv"], folder / "sample")
    assert found == by_hand(folder)
    assert min(found.in_frame_twice, found.said_no_in_frame, found.free_not_in_frame) > 0


def test_without_a_sample_nobody_counts_as_sampled(folder: Path) -> None:
    found = costs(folder / "frame", folder / "truth.parquet", [folder / "extract.csv"])
    assert found.said_no_in_sample == 0
    assert found.in_frame == by_hand(folder).in_frame

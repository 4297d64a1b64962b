"""Both engines make the same frame and the same sample, to the last byte."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from tests.frames.people import person, stranger, write_csv
from tests.soak import quick_and_soak

from aftercall.errors import BadInput
from aftercall.frames import spark
from aftercall.frames.build import build_frame
from aftercall.frames.design import SampleDesign, Selection
from aftercall.frames.draw import Seeds, draw_sample
from aftercall.frames.engine import DuckDBWorkspace, Engine
from aftercall.frames.lists import Lists
from aftercall.frames.recognition.match_keys import person_digests
from aftercall.frames.rules import FrameRules
from aftercall.frames.spark import SparkEngine
from aftercall.synthetic.generate import generate_extracts

pytest_plugins = ["tests.spark"]

_DECISION = ("crime_ref_a", "victim_ref_a", "crime_ref_b", "victim_ref_b", "verdict")
_MATCH_KEY = b"a key for tests, of no other use"
_ORDERED = ("flow.json", "rules.json", "rejected.csv", "doubtful.csv", "frame.parquet")
_SEEDS = Seeds.of(b"a draw", b"permanent")
_DESIGNS = {
    "proportional": SampleDesign(fraction=Fraction(15, 100)),
    "systematic": SampleDesign(fraction=Fraction(1, 7), selection=Selection.SYSTEMATIC),
}


@dataclass
class Made:
    """What one engine made."""

    folder: Path
    contacts: list[Mapping[str, str | None]] = field(default_factory=list)
    possible_matches: list[Mapping[str, object]] = field(default_factory=list)

    def receive_contacts(self, rows: Iterator[Mapping[str, str | None]]) -> None:
        self.contacts.extend(dict(row) for row in rows)


def _odd_rows() -> list[dict[str, str]]:
    """Letters that engines count differently, duplicates, missing references, dates at the limits."""
    names = ("Łukasz", "Zoë", "O’Neill", "Jürgen", "Seán", "李", "Đorđe", "ﬁona", "I\u0307pek")
    rows = [stranger(7_000 + at, first_name=name, last_name=f"{name}sson") for at, name in enumerate(names)]
    rows += [stranger(7_100 + at, email=email, phone="", phone_alt="") for at, email in enumerate(("é@x.uk", "e@x.uk"))]
    rows += [person(7_200 + at, email=f"jos{letter}@x.uk", first_name="Amelie") for at, letter in enumerate("éeè")]
    rows += [dict(rows[0], flags="deceased"), dict(rows[1]), dict(rows[2], crime_ref=""), dict(rows[3], area="")]
    rows += [stranger(7_300, date_of_birth="2004-02-29", reported_on="2020-02-28")]
    return [*rows, stranger(7_301, date_of_birth="2009-01-01", reported_on="2025-01-01")]


def _lists(folder: Path, earlier: Path | None = None) -> Lists:
    """A person who objected and one surveyed; an earlier frame's register, and decisions on pairs of its records."""
    digests = sorted(person_digests(stranger(7_000), match_key=_MATCH_KEY))
    write_csv_of(folder / "suppressed.csv", [{"digest": digest} for digest in digests])
    digests = sorted(person_digests(stranger(7_001), match_key=_MATCH_KEY))
    write_csv_of(folder / "surveyed.csv", [{"digest": digest, "on": "2025-12-01"} for digest in digests])
    decisions, register = None, None
    if earlier:
        decisions, register = folder / "decisions.csv", earlier / "register.parquet"
        records = sorted(_references(earlier / "persons.parquet"))[:12]
        pairs = zip(records[::2], records[1::2], ("same", "different") * 3, strict=True)
        write_csv_of(decisions, [dict(zip(_DECISION, (*a, *b, verdict), strict=True)) for a, b, verdict in pairs])
    known = folder / "suppressed.csv", folder / "surveyed.csv", decisions, register
    return Lists(*known, keeps_register=True, match_key=_MATCH_KEY)


def _references(persons: Path) -> list[tuple[str, str]]:
    table = pyarrow.parquet.read_table(persons, columns=["crime_ref", "victim_ref"])
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def write_csv_of(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def _make(folder: Path, extracts: list[Path], lists: Lists, engine: Engine) -> Made:
    made = Made(folder)
    build_frame(
        extracts,
        out=folder / "frame",
        rules=FrameRules(),
        as_of=date(2026, 1, 15),
        lists=lists,
        engine=engine,
        contacts=made.receive_contacts if lists.keeps_register else None,
        possible_matches=made.possible_matches.extend if lists.keeps_register else None,
    )
    for name, design in _DESIGNS.items():
        draw_sample(folder / "frame", seeds=_SEEDS, design=design, out=folder / name, engine=engine)
    return made


def _rows(path: Path) -> pyarrow.Table:
    """Sorted, because some files have no order."""
    table = pyarrow.parquet.read_table(path)
    return table.sort_by([(name, "ascending") for name in table.column_names])


def _extracts(folder: Path, rows: int, months: int = 12) -> list[Path]:
    """Months of 43 forces, with unusual rows, and one month delivered twice."""
    generate_extracts(folder / "extracts", seed=7, rows=rows, forces=43, months=months)
    files = sorted((folder / "extracts").glob("*.csv"))
    return [*files, write_csv(folder / "odd.csv", _odd_rows()), files[months // 4]]


def _assert_alike(found: Made, expected: Made) -> None:
    names = [f"{design}/{name}" for design in _DESIGNS for name in ("sample.parquet", "certificate.json")]
    for name in [*(f"frame/{name}" for name in _ORDERED), *names]:
        assert (found.folder / name).read_bytes() == (expected.folder / name).read_bytes(), name
    for name in ("persons", "excluded"):
        assert _rows(found.folder / f"frame/{name}.parquet") == _rows(expected.folder / f"frame/{name}.parquet")


@pytest.mark.soak
@pytest.mark.spark
def test_both_engines_make_the_same_frame_and_samples(spark_session: Any, tmp_path: Path) -> None:
    rows = 1_000_000
    extracts = _extracts(tmp_path, rows)
    expected = _make(tmp_path / "duckdb", extracts, Lists(), DuckDBWorkspace)
    found = _make(tmp_path / "spark", extracts, Lists(), SparkEngine())
    _assert_alike(found, expected)
    assert pyarrow.parquet.read_metadata(found.folder / "proportional/sample.parquet").num_rows > rows // 20


# Keyed digests of every record take Spark far longer than all the rest, so there are fewer rows, and fewer months.
@pytest.mark.spark
@pytest.mark.parametrize("size", quick_and_soak((1_000, 2), (40_000, 12)))
def test_both_engines_agree_on_lists_a_register_and_decisions(
    size: tuple[int, int], spark_session: Any, tmp_path: Path
) -> None:
    rows, months = size
    extracts = _extracts(tmp_path, rows, months)
    earlier = _make(tmp_path / "earlier", extracts[months // 2 :], _lists(tmp_path), DuckDBWorkspace)
    lists = _lists(tmp_path, earlier.folder / "frame")
    expected = _make(tmp_path / "duckdb", extracts, lists, DuckDBWorkspace)
    found = _make(tmp_path / "spark", extracts, lists, SparkEngine())
    _assert_alike(found, expected)
    changes = [made.folder / "frame/register_changes.csv" for made in (found, expected)]
    assert changes[0].read_bytes() == changes[1].read_bytes()
    assert _rows(found.folder / "frame/register.parquet") == _rows(expected.folder / "frame/register.parquet")
    assert found.contacts == expected.contacts
    assert found.possible_matches == expected.possible_matches
    assert len(expected.contacts) > rows // 3


def test_missing_requirements_are_reported_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCALL_SPARK_MASTER", "spark://127.0.0.1:7077")
    with pytest.raises(BadInput, match="AFTERCALL_SPARK_SHARED: name a folder"):
        SparkEngine.from_environment()()
    monkeypatch.setenv("AFTERCALL_SPARK_SHARED", str(tmp_path / "nowhere"))
    with pytest.raises(BadInput, match="there is no such folder"):
        SparkEngine.from_environment()()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(BadInput, match="Java is missing"):
        SparkEngine()()


@pytest.mark.parametrize("missing", ["pyspark", "pandas"])
def test_a_missing_package_is_named(missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "find_spec", lambda name: name != missing)
    with pytest.raises(BadInput, match=r"PySpark or pandas is missing; pip install 'pyspark>=4\.0,<4\.1' pandas$"):
        spark._session(spark.LOCAL, tmp_path)

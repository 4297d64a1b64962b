"""A year and its months: each reconciles, they add up, and the year knows at least as much as every month.

A month is one or two files; the year's run reads the files of all months. Between the two:

1. In every run `read = rejected + excluded + repeats + frame`. The year's `read`, `rejected` and deliveries are the
   sums of the months'. `persons.parquet` has each usable record as often as the files do; each of these records is
   either in `excluded.parquet`, in the frame, or a repeat.
2. In every run, a record is excluded for a reason of the person if and only if a record that the run assigns to the
   same person gives that reason. So nobody is in the year's frame if any of their records, in any month, gives one.
3. The year knows more than a month. If the year excludes a record of a month's frame for a reason of the person, the
   reason comes from a record that the month's run could not assign to that person, because that record, or what links
   the two, is in another month. No record that the month itself assigns to the person gives the reason.
4. Conversely, the year excludes everyone whom a month excludes for a reason of the person, unless the year separates
   two records that the month joined, because it has more evidence against the link.
"""

import csv
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.frames.conftest import AS_OF
from tests.frames.people import person, stranger
from tests.soak import quick_and_soak

from aftercall.frames.build import build_frame
from aftercall.frames.exclusions import standard_exclusions
from aftercall.frames.flow import Flow
from aftercall.frames.layout import FLAGS, NAMES
from aftercall.frames.rules import FrameRules

_OF_PERSONS = {exclusion.code for exclusion in standard_exclusions() if exclusion.scope == "person"}
_FAULTS = {  # changes that cause a row to be rejected
    "no reference": {"crime_ref": ""},
    "no day": {"reported_on": "2025-02-30"},
    "no such kind": {"victim_kind": "cat"},
    "separator": {"category": "Theft|other"},
    "too long": {"area": "x" * 300},
    "born later": {"date_of_birth": "2026-01-01"},
    "no such flag": {"flags": "dead"},
}
_RAGGED = ("short", "long")
_ODDITIES = {  # unusual values that can be used
    "line break": {"first_name": "Zoë\nAnn", "title": 'Dr "Z"'},
    "accents": {"last_name": "Müller-O’Neill"},
    "no number": {"phone": "", "phone_alt": "none"},
    "a child": {"date_of_birth": "2014-03-04"},
    "a business": {"victim_kind": " BUSINESS "},
    "old": {"reported_on": "2019-05-05"},
    "spaces": {"first_name": "  ", "postcode": "za1  1aa", "phone": "\u00a0"},
}
_ENCODINGS = ("utf-8", "utf-8-sig", "cp1252")
_GOOD = 6  # rows of a month without faults, because a file that is mostly wrong is refused

type Reference = tuple[str, str]


@dataclass(frozen=True)
class Entry:
    """A row: its person (one of a few), its reference, and what is unusual or wrong with it."""

    who: int
    reference: int
    trait: str
    flag: str

    def row(self, month: int) -> dict[str, str]:
        own = person if self.who < 2 else stranger
        day = {"reported_on": f"2025-{month:02d}-{1 + self.reference % 28:02d}"}
        row = own(self.who, **day, flags=self.flag) | _ODDITIES.get(self.trait, {}) | _FAULTS.get(self.trait, {})
        number = f"{self.reference:03d}"
        return row | ({"crime_ref": f"C{number}", "victim_ref": f"V{number}"} if row["crime_ref"] else {})

    @property
    def usable(self) -> bool:
        return self.trait not in _FAULTS and self.trait not in _RAGGED


@dataclass
class Month:
    """A month's entries, whether its file is delivered twice, and how it is written."""

    number: int
    entries: Sequence[Entry]
    twice: bool
    encoding: str
    delimiter: str
    files: list[Path] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        name = f"{self.number:02d}"
        self.files = [folder / f"{name}-{at}.csv" for at in range(1 + self.twice)]
        for path in self.files:
            with path.open("w", encoding=self.encoding, errors="replace", newline="") as file:
                writer = csv.writer(file, delimiter=self.delimiter)
                writer.writerow(NAMES)
                for entry in self.entries:
                    values = [entry.row(self.number)[column] for column in NAMES]
                    values += ["more"] if entry.trait == "long" else []
                    writer.writerow(values[:-2] if entry.trait == "short" else values)
                    if entry.reference % 5 == 0:
                        file.write("\r\n" + self.delimiter * (len(NAMES) - 1) + "\r\n")

    @property
    def read(self) -> int:
        return len(self.entries) * len(self.files)

    @property
    def usable(self) -> Counter[Reference]:
        rows = [entry.row(self.number) for entry in self.entries if entry.usable]
        return Counter({ref: n * len(self.files) for ref, n in Counter(map(_reference, rows)).items()})


@dataclass(frozen=True)
class Run:
    """A frame that was built: its flow and its tables."""

    flow: Flow
    persons: Counter[tuple[Reference, str]]
    excluded: Counter[tuple[Reference, str]]
    reasons: dict[Reference, set[str]]
    frame: dict[str, tuple[Reference, int]]
    rejected_rows: int

    @classmethod
    def of(cls, files: Sequence[Path], out: Path) -> "Run":
        flow = build_frame(files, out=out, rules=FrameRules(), as_of=AS_OF.replace(year=2026))
        persons, excluded, frame = (
            pq.read_table(out / f"{name}.parquet").to_pylist() for name in ("persons", "excluded", "frame")
        )
        reasons: dict[Reference, set[str]] = {}
        for row in excluded:
            reasons.setdefault(_reference(row), set()).update(row["reasons"].split(";"))
        with (out / "rejected.csv").open(encoding="utf-8", newline="") as file:
            places = [(row["file"], row["row"]) for row in csv.DictReader(file)]
        return cls(
            flow,
            Counter((_reference(row), row["person_id"]) for row in persons),
            Counter((_reference(row), row["person_id"]) for row in excluded),
            reasons,
            {row["person_id"]: (_reference(row), row["events"]) for row in frame},
            len(set(places)),
        )

    @property
    def framed(self) -> set[Reference]:
        return {reference for reference, _ in self.frame.values()}


def _reference(row: dict[str, str]) -> Reference:
    return row["crime_ref"], row["victim_ref"]


_ENTRY = st.builds(
    Entry,
    who=st.integers(0, 7),
    reference=st.integers(0, 40),
    trait=st.sampled_from(["", "", *_FAULTS, *_RAGGED, *_ODDITIES]),
    flag=st.sampled_from(["", "", "", "", *FLAGS, " Deceased ; open_complaint "]),
)


def _good(month: int) -> list[Entry]:
    return [Entry(100 + month * _GOOD + at, 500 + month * _GOOD + at, "", "") for at in range(_GOOD)]


@st.composite
def _years(draw: st.DrawFn) -> list[Month]:
    """Two months; the second starts with rows of the first."""
    months: list[Month] = []
    for number in (1, 2):
        faulty = draw(st.lists(_ENTRY, max_size=_GOOD - 1))
        overlap = months[-1].entries[: draw(st.integers(0, 3))] if months else ()
        layout = draw(st.sampled_from(_ENCODINGS)), draw(st.sampled_from(",;\t"))
        months.append(Month(number, [*overlap, *_good(number), *faulty], draw(st.booleans()), *layout))
    return months


@pytest.mark.soak
@settings(max_examples=50)
@given(months=_years())
def test_two_months_of_anything(months: list[Month]) -> None:
    with TemporaryDirectory() as name:
        _reconcile(months, Path(name))


@pytest.mark.parametrize("last_month", quick_and_soak(2, 12))
def test_successive_months_with_every_kind_of_fault(last_month: int, tmp_path: Path) -> None:
    months = _faulty_months(last_month)
    year, singles = _reconcile(months, tmp_path)
    # The faults are really there, and the year really knows more.
    assert year.flow.excluded["delivered_twice"] > 3 * last_month
    assert min(year.flow.rejected, year.flow.repeats, year.flow.excluded["deceased"]) > 5
    assert {entry.trait for month in months for entry in month.entries} >= {"", *_FAULTS, *_RAGGED, *_ODDITIES}
    assert set().union(*(run.framed & _excluded_by_person(year) for run in singles))


def _faulty_months(last: int) -> list[Month]:
    chance = random.Random(12)
    traits = ["", "", *_FAULTS, *_RAGGED, *_ODDITIES]
    months: list[Month] = []
    for number in range(1, last + 1):
        faulty = [
            Entry(
                chance.randrange(30),
                chance.randrange(120),
                chance.choice(traits),
                chance.choice(["", "", *FLAGS, "safeguarding;deceased"]) if chance.random() < 0.2 else "",
            )
            for _ in range(168 // last)
        ]
        overlap = months[-1].entries[-4:] if months else ()
        returning = [Entry(100 + at, 800 + 10 * number + at, "", "") for at in range(_GOOD)]
        good = [*_good(number), *returning]
        layout = _ENCODINGS[number % 3], ",;\t"[number % 2]
        months.append(Month(number, [*overlap, *good, *faulty], number % 5 == 0 or number == last, *layout))
    return months


def _reconcile(months: Sequence[Month], folder: Path) -> tuple[Run, list[Run]]:
    for month in months:
        month.write(folder)
    singles = [Run.of(month.files, folder / f"frame-{month.number}") for month in months]
    year = Run.of([path for month in months for path in month.files], folder / "frame-year")
    for month, run in zip(months, singles, strict=True):
        _adds_up(run, month.read, month.usable)
        _excludes_by_person(run, [month])
        _year_knows_more(year, run, month, months)
    _adds_up(year, sum(month.read for month in months), sum((month.usable for month in months), Counter()))
    _excludes_by_person(year, months)
    assert year.flow.read == sum(run.flow.read for run in singles)
    assert year.flow.rejected == sum(run.flow.rejected for run in singles)
    brought = [(part.file, part.read, part.rejected) for run in singles for part in run.flow.deliveries]
    assert [(part.file, part.read, part.rejected) for part in year.flow.deliveries] == brought
    return year, singles


def _adds_up(run: Run, read: int, usable: Counter[Reference]) -> None:
    """Against what was written, and within the run."""
    flow, rejected = run.flow, read - usable.total()
    assert flow.reconciles
    assert (flow.read, flow.rejected, run.rejected_rows) == (read, rejected, rejected)
    assert (sum(part.read for part in flow.deliveries), sum(part.rejected for part in flow.deliveries)) == (
        read,
        rejected,
    )
    assert Counter(reference for reference, _ in run.persons.elements()) == usable
    duplicates = usable.total() - len(usable)
    assert sum(part.duplicates for part in flow.deliveries) == duplicates
    assert run.excluded <= run.persons
    assert run.excluded.total() == sum(flow.excluded.values())
    eligible = Counter(person_id for _, person_id in (run.persons - run.excluded).elements())
    assert {person_id: events for person_id, (_, events) in run.frame.items()} == eligible
    assert all((reference, person_id) in run.persons - run.excluded for person_id, (reference, _) in run.frame.items())
    assert (flow.frame, flow.repeats) == (len(eligible), eligible.total() - len(eligible))


def _excludes_by_person(run: Run, months: Sequence[Month]) -> None:
    """Whose rejected rows are is not known, so their flags may count or not."""
    for same in _together(run).values():
        reasons = set().union(*(run.reasons.get(reference, set()) for reference in same)) & _OF_PERSONS
        assert _flags_of(months, same, usable=True) & _OF_PERSONS <= reasons
        for reference in same:
            assert run.reasons.get(reference, set()) & _OF_PERSONS == reasons
            assert not reasons or reference not in run.framed


def _year_knows_more(year: Run, run: Run, month: Month, months: Sequence[Month]) -> None:
    in_year, in_month = _together(year), _together(run)
    person_of_year, person_of_month = dict(year.persons.keys()), dict(run.persons.keys())
    for reference in run.framed & _excluded_by_person(year):
        reasons = year.reasons[reference] & _OF_PERSONS
        assert not reasons & _flags_of([month], in_month[person_of_month[reference]])
    for reference, reasons in run.reasons.items():
        if (reasons & _OF_PERSONS) - year.reasons.get(reference, set()):
            assert in_month[person_of_month[reference]] - in_year[person_of_year[reference]]


def _together(run: Run) -> dict[str, set[Reference]]:
    """The records of each person."""
    together: dict[str, set[Reference]] = {}
    for reference, person_id in run.persons:
        together.setdefault(person_id, set()).add(reference)
    return together


def _excluded_by_person(year: Run) -> set[Reference]:
    return {reference for reference, reasons in year.reasons.items() if reasons & _OF_PERSONS}


def _flags_of(months: Sequence[Month], references: set[Reference], *, usable: bool = False) -> set[str]:
    """The flags of the months' records with these references; with `usable`, of the usable ones only."""
    entries = [(month.number, entry) for month in months for entry in month.entries if entry.trait not in _RAGGED]
    rows = [entry.row(number) for number, entry in entries if entry.usable or not usable]
    return {flag.strip().lower() for row in rows if _reference(row) in references for flag in row["flags"].split(";")}

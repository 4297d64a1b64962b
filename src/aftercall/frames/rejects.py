"""Rows that can't be used: what is wrong with each, and when a whole file is refused because of them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import ibis.expr.types as ir

from aftercall.csv_files import write_rows
from aftercall.errors import BadInput
from aftercall.frames.checks import RAGGED, RAGGED_FIX, ROUNDED, Problem, failed
from aftercall.frames.engine import Workspace
from aftercall.frames.layout import shown_reference
from aftercall.frames.reading.source import Source

REFERENCES = ("crime_ref", "victim_ref")
REJECTED_FILE = "rejected.csv"
_HEADER = ("file", "row", "column", "code", "mend", "crime_ref")  # readers of the file rely on these names


def problems(workspace: Workspace, source: Source, checked: ir.Table) -> list[Problem]:
    """Everything to fix, by file, row and check."""
    faulty = checked.filter(checked.faults != "").select("file", "row", "faults", "crime_ref")
    found = [
        (row["file"], row["row"], row["faults"], shown_reference(row["crime_ref"]))
        for batch in workspace.stream(faulty)
        for row in batch
    ]
    ragged = {(row.file, row.row): row.width for row in source.ragged}
    places = sorted([*found, *((file, row, "", "") for file, row in ragged)])
    return [
        replace(problem, crime_ref=reference)
        for file, row, faults, reference in places
        for problem in _of_row(source.files[file], row, faults, ragged.get((file, row)))
    ]


def _of_row(file: str, row: int, faults: str, width: int | None) -> Iterator[Problem]:
    if width is not None:
        yield Problem(file, row, "", RAGGED, RAGGED_FIX.format(width))
    for check in failed(faults):
        yield Problem(file, row, check.column, check.code, check.fix)


def refuse_rounded_references(found: Sequence[Problem]) -> None:
    """Refuse a file with references in scientific notation: many crimes then have the same. Errors: BadInput."""
    rounded = [problem for problem in found if problem.code == ROUNDED and problem.column in REFERENCES]
    if rounded:
        first = rounded[0]
        also = f", like {len(rounded) - 1:,} more," if len(rounded) > 1 else ""
        raise BadInput(
            f"{first.file}, row {first.row}, {first.column}: this reference{also} was rounded by a spreadsheet or data "
            "frame, as in 2.02501E+11; export the references as text"
        )


def rejected_by_file(workspace: Workspace, source: Source, checked: ir.Table) -> Counter[int]:
    """The number of rejected rows, by the file's index."""
    return records_by_file(workspace, source, checked.filter(checked.faults != ""))


def refuse_mostly_rejected(workspace: Workspace, source: Source, checked: ir.Table, found: Sequence[Problem]) -> None:
    """Refuse a file of which more than half can't be used: it is the wrong file, or has the same fault throughout."""
    read = records_by_file(workspace, source, checked)
    for index, rows in sorted(rejected_by_file(workspace, source, checked).items()):
        if rows * 2 > read[index]:
            file = source.files[index]
            first = next(problem for problem in found if problem.file == file)
            raise BadInput(
                f"{file}: {rows:,} of {read[index]:,} rows can't be used, so nothing was loaded; "
                f"the first is row {first.row}{first.column and ', ' + first.column}: {first.fix}"
            )


def records_by_file(workspace: Workspace, source: Source, records: ir.Table) -> Counter[int]:
    """The number of records by the file's index, including those that did not fit the header."""
    counts: Counter[int] = Counter(row.file for row in source.ragged)
    for row in workspace.fetch(records.group_by("file").agg(rows=records.count())).to_pylist():
        counts[row["file"]] += row["rows"]
    return counts


def write_rejected(path: Path, found: Sequence[Problem]) -> None:
    """Write what to fix as CSV. Of the extract, the file contains only crime references."""
    with path.open("w", encoding="utf-8", newline="") as file:
        write_rows(file, [_HEADER, *((p.file, p.row, p.column, p.code, p.fix, p.crime_ref) for p in found)])

"""Rows that can't be used: what is wrong with each, and when a whole file is refused for them."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from aftercall.errors import BadInput
from aftercall.frames.checks import RAGGED, RAGGED_MEND, Problem, failed
from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.reading.source import Source

_HEADER = ("file", "row", "column", "code", "mend")


def problems(workspace: Workspace, source: Source, checked: Expression) -> list[Problem]:
    """Everything to mend, by file, row and check."""
    faulty = checked.filter(checked.faults != "").select("file", "row", "faults")
    found = [(row["file"], row["row"], row["faults"]) for block in workspace.stream(faulty) for row in block]
    ragged = {(row.file, row.row): row.width for row in source.ragged}
    places = sorted([*found, *((file, row, "") for file, row in ragged)])
    return [
        problem
        for file, row, faults in places
        for problem in _of_row(source.files[file], row, faults, ragged.get((file, row)))
    ]


def _of_row(file: str, row: int, faults: str, width: int | None) -> Iterator[Problem]:
    if width is not None:
        yield Problem(file, row, "", RAGGED, RAGGED_MEND.format(width))
    for check in failed(faults):
        yield Problem(file, row, check.column, check.code, check.mend)


def rejected_by_file(workspace: Workspace, source: Source, checked: Expression) -> Counter[int]:
    """Rejected rows by the file's index."""
    return records_by_file(workspace, source, checked.filter(checked.faults != ""))


def refuse_mostly_rejected(workspace: Workspace, source: Source, checked: Expression, found: Sequence[Problem]) -> None:
    """A file of which more than half can't be used is the wrong file, or has one fault all over: load none of it."""
    read = records_by_file(workspace, source, checked)
    for index, rows in sorted(rejected_by_file(workspace, source, checked).items()):
        if rows * 2 > read[index]:
            file = source.files[index]
            first = next(problem for problem in found if problem.file == file)
            raise BadInput(
                f"{file}: {rows:,} of {read[index]:,} rows can't be used, so nothing was loaded; "
                f"the first is row {first.row}{first.column and ', ' + first.column}: {first.mend}"
            )


def records_by_file(workspace: Workspace, source: Source, records: Expression) -> Counter[int]:
    """Records by the file's index, those that did not fit the header included."""
    counts: Counter[int] = Counter(row.file for row in source.ragged)
    for row in workspace.fetch(records.group_by("file").agg(rows=records.count())).to_pylist():
        counts[row["file"]] += row["rows"]
    return counts


def write_rejected(path: Path, found: Sequence[Problem]) -> None:
    """The table of what to mend. It holds no value of the extract."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        writer.writerows((p.file, p.row, p.column, p.code, p.mend) for p in found)

"""Check one extract before it is loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir

from aftercall.frames.building.extracts import read_source
from aftercall.frames.checks import Problem
from aftercall.frames.engine import Workspace, open_workspace
from aftercall.frames.phones import NUMBERS, count_number_kinds
from aftercall.frames.reading.mapping import MappingSource
from aftercall.frames.reading.source import Source
from aftercall.frames.recognition.shared_numbers import SharedNumbers, count_shared_numbers
from aftercall.frames.rejects import problems, records_by_file, refuse_rounded_references, rejected_by_file
from aftercall.frames.rules import FrameRules

_NAMES = ("first_name", "last_name")


@dataclass(frozen=True)
class AssumedEncoding:
    """`example`: the first name with an accent as it reads in this encoding, and the row that it is in; empty and 0
    where no name has one. It is personal: show it to whoever has the file, and store it nowhere."""

    name: str
    example: str
    row: int


@dataclass(frozen=True)
class CheckReport:
    """What was found in an extract.

    outside_period: usable rows outside the programme's period. duplicates: usable rows with the same two references as
    another, which a build leaves out. unused: columns that the mapping ignores. numbers: telephone numbers of usable
    rows by kind, see phones.NUMBER_KINDS. shared_numbers: those that belong to no single person. notes: what to know
    about how the file was read. encoding: the one that was assumed, with a name in the file that shows whether it is
    right; None where it is known.
    """

    rows: int
    rejected: int
    outside_period: int
    problems: tuple[Problem, ...]
    unused: tuple[str, ...]
    numbers: Mapping[str, int]
    shared_numbers: SharedNumbers
    duplicates: int = 0
    notes: tuple[str, ...] = ()
    encoding: "AssumedEncoding | None" = None

    @property
    def refused(self) -> bool:
        """Whether the whole file will be refused, because more than half of its rows are rejected."""
        return self.rejected * 2 > self.rows


def check_extract(path: Path, rules: FrameRules, *, mapping: MappingSource = None) -> CheckReport:
    """Read and check one extract. `mapping`: a TOML file, or its parsed entries.

    Errors: BadInput where the file as a whole can't be read.
    """
    written = tuple(f"{name}_written" for name in NUMBERS)
    columns = (*written, *_NAMES)
    with open_workspace(path.name) as workspace:
        source, records = read_source(workspace.reader, [path], mapping, columns)
        found = problems(workspace, source, records)
        refuse_rounded_references(found)
        usable = records.filter(records.faults == "")
        outside = usable.reported_on < ibis.date(rules.reported_from or date.min)
        outside |= usable.reported_on > ibis.date(rules.reported_to or date.max)
        return CheckReport(
            rows=records_by_file(workspace, source, records)[0],
            rejected=rejected_by_file(workspace, source, records)[0],
            outside_period=workspace.fetch_int(usable.aggregate(n=outside.sum().fill_null(0))),
            problems=tuple(found),
            unused=tuple(source.unused),
            numbers=count_number_kinds(workspace, usable, written),
            shared_numbers=count_shared_numbers(workspace, records),
            duplicates=_duplicates(workspace, usable),
            notes=tuple(text for _, text in source.notes),
            encoding=_assumed_encoding(workspace, source, records),
        )


def _duplicates(workspace: Workspace, usable: ir.Table) -> int:
    by_references = usable.group_by("crime_ref", "victim_ref").agg(rows=ibis._.count())
    return workspace.fetch_int(by_references.aggregate(n=(by_references.rows - 1).sum().fill_null(0)))


def _assumed_encoding(workspace: Workspace, source: Source, records: ir.Table) -> AssumedEncoding | None:
    if not source.assumed_encodings:
        return None
    [name] = source.assumed_encodings.values()
    accented = records.filter(ibis.or_(*(_is_accented(records[column]) for column in _NAMES)))
    found = workspace.fetch(accented.order_by("row").limit(1).select("row", *_NAMES)).to_pylist()
    if not found:
        return AssumedEncoding(name, "", 0)
    return AssumedEncoding(name, " ".join(found[0][part] for part in _NAMES if found[0][part]), found[0]["row"])


def _is_accented(text: ir.StringValue) -> ir.BooleanValue:
    return text.fill_null("").re_search(r"[^\x00-\x7F]")

"""Check one extract before it is loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ibis

from aftercall.frames.building.extracts import read_source
from aftercall.frames.checks import Problem
from aftercall.frames.engine import open_workspace
from aftercall.frames.phones import NUMBERS, count_number_kinds
from aftercall.frames.reading.mapping import MappingSource
from aftercall.frames.rejects import problems, records_by_file, refuse_rounded_references, rejected_by_file
from aftercall.frames.rules import FrameRules


@dataclass(frozen=True)
class CheckReport:
    """What was found in an extract.

    outside_period: usable rows outside the programme's period. unused: columns that the mapping ignores. numbers:
    telephone numbers of usable rows by kind, see phones.NUMBER_KINDS.
    """

    rows: int
    rejected: int
    outside_period: int
    problems: tuple[Problem, ...]
    unused: tuple[str, ...]
    numbers: Mapping[str, int]

    @property
    def refused(self) -> bool:
        """Whether the whole file will be refused, because more than half of its rows are rejected."""
        return self.rejected * 2 > self.rows


def check_extract(path: Path, rules: FrameRules, *, mapping: MappingSource = None) -> CheckReport:
    """Read and check one extract. `mapping`: a TOML file, or its parsed entries.

    Errors: BadInput where the file as a whole can't be read.
    """
    written = tuple(f"{name}_written" for name in NUMBERS)
    with open_workspace(path.name) as workspace:
        source, records = read_source(workspace.reader, [path], mapping, written)
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
        )

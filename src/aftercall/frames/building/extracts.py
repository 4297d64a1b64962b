"""Stage 1: read the extracts, check every row, and refuse files that can't be used."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis.expr.types as ir

from aftercall.frames.checks import Problem
from aftercall.frames.contacts import SHOWN
from aftercall.frames.engine import DuckDBWorkspace, Workspace
from aftercall.frames.normalise import RECORD
from aftercall.frames.reading.files import read_extracts
from aftercall.frames.reading.mapping import ExtractMapping, MappingSource
from aftercall.frames.reading.progress import reading_progress
from aftercall.frames.reading.source import Source
from aftercall.frames.rejects import problems, refuse_mostly_rejected, refuse_rounded_references, rejected_by_file
from aftercall.frames.rules import FrameRules
from aftercall.frames.watching import Tick


@dataclass(frozen=True)
class ReadExtracts:
    """records: as `Source.table` returns them. problems: everything to fix. rejected: rows by the file's index.
    notes: what to know about how a file was read, each with its index. assumed_encodings: by that index."""

    records: ir.Table
    problems: list[Problem]
    rejected: Counter[int]
    notes: Sequence[tuple[int, str]]
    assumed_encodings: Mapping[int, str]


def read_and_check(
    workspace: Workspace,
    extracts: Sequence[Path],
    mapping: MappingSource,
    extra_columns: tuple[str, ...],
    tick: Tick | None,
) -> ReadExtracts:
    """Errors: BadInput where a file can't be read, or most of it can't be used."""
    source, records = read_source(workspace.reader, extracts, mapping, extra_columns, tick)
    found = problems(workspace.reader, source, records)
    refuse_rounded_references(found)
    rejected = rejected_by_file(workspace.reader, source, records)
    refuse_mostly_rejected(workspace.reader, source, records, found)
    return ReadExtracts(
        workspace.import_table("record", records), found, rejected, source.notes, source.assumed_encodings
    )


def read_source(
    workspace: DuckDBWorkspace,
    extracts: Sequence[Path],
    mapping: MappingSource,
    extra_columns: tuple[str, ...],
    tick: Tick | None = None,
) -> tuple[Source, ir.Table]:
    """Read the extracts. Returns what was read, and its records."""
    source = Source(workspace, ExtractMapping.of(mapping), extra_columns)
    workspace.watch.report_to(tick and reading_progress(extracts, source, tick))
    read_extracts(extracts, source)
    return source, source.table()


def extra_columns(rules: FrameRules, *, in_clear: bool) -> tuple[str, ...]:
    """The columns of the layout that records lack and this build needs: for its rules, or to show values in clear."""
    for_rules = [exclusion.column for exclusion in rules.exclusions if exclusion.column]
    return tuple(name for name in dict.fromkeys([*for_rules, *(SHOWN if in_clear else ())]) if name not in RECORD)

"""What was published, as figures.json has it: read with care, because a file may have been changed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from aftercall.errors import BadInput
from aftercall.evidence.archive.names import FIGURES

# Where a figure is from that is not computed again: another supplier, or an earlier publication whose data have changed
# since, because somebody withdrew their answers.
IMPORTED, EARLIER = "imported", "earlier"
CONFIDENTIAL, LOW, UNRELIABLE, NOT_AVAILABLE, NOT_APPLICABLE = "c", "low", "u", "x", "z"
NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True)
class _Record:
    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> Self:
        """From an entry of the file. Raises TypeError or KeyError if it is not one."""
        return cls(**{field.name: entry[field.name] for field in fields(cls)})


@dataclass(frozen=True)
class FigureRecord(_Record):
    """A line of the publication. source: the analysis that it is computed from. Months: 2025-01. n to high: None where
    they are not shown."""

    measure: str
    population: str
    breakdown: str
    group: str
    first_month: str
    last_month: str
    n: int | None
    percent: float | None
    low: float | None
    high: float | None
    mark: str
    source: str

    @property
    def about(self) -> tuple[str, ...]:
        """What identifies the figure in an analysis."""
        return self.population, self.measure, self.breakdown, self.group

    @property
    def words(self) -> str:
        """The figure in words, for messages."""
        return ", ".join(filter(None, (self.measure, self.population, self.breakdown, self.group)))


@dataclass(frozen=True)
class PointRecord(_Record):
    """The figure for everybody of one period, in a series over time. period: its months in words. supplier: of an
    imported one. source: an analysis, IMPORTED or EARLIER."""

    measure: str
    population: str
    period: str
    first_month: str
    last_month: str
    n: int | None
    percent: float | None
    low: float | None
    high: float | None
    supplier: str
    after_break: bool
    source: str


@dataclass(frozen=True)
class ChangeRecord(_Record):
    """A change since an earlier period. earlier_source: as a point's. earlier_n, earlier_se, earlier_df: the earlier
    figure as it is compared, only if it is not computed again."""

    measure: str
    population: str
    comparison: str
    earlier_first_month: str
    earlier_last_month: str
    earlier_source: str
    earlier_n: int | None
    earlier_low: float | None
    earlier_high: float | None
    earlier_se: float | None
    earlier_df: float | None
    earlier_percent: float | None
    difference: float | None
    low: float | None
    high: float | None
    direction: str
    imported: bool


@dataclass(frozen=True)
class Labels:
    """What names are called in the tables that people read. shares: the measures that are not of satisfied people."""

    title: str
    force: str
    measures: Mapping[str, str]
    shares: Sequence[str]
    breakdowns: Mapping[str, str]
    populations: Mapping[str, str]
    comparisons: Mapping[str, str]
    directions: Mapping[str, str]

    def of_measure(self, name: str) -> str:
        """What tables of figures call a measure."""
        label = self.measures.get(name, name)
        return label if name in self.shares else f"{label}: satisfied"


@dataclass(frozen=True)
class Published:
    """A publication. file: how its files are called, without the ending. analysis: its own. all_changes: whether it has
    every change that was judged together. microdata: whether they are enclosed."""

    slug: str
    file: str
    analysis: str
    first_month: str
    last_month: str
    all_changes: bool
    microdata: bool
    labels: Labels
    figures: Sequence[FigureRecord]
    changes: Sequence[ChangeRecord]
    over_time: Sequence[PointRecord]

    def to_bytes(self) -> bytes:
        """The file: one line for each figure, so that a difference can be located."""
        whole = asdict(self)
        lists = {name: whole.pop(name) for name in ("figures", "changes", "over_time")}
        text = json.dumps(whole, ensure_ascii=False, indent=1).removesuffix("\n}")
        parts = [f',\n "{name}": [\n{_lines(rows)}\n ]' for name, rows in lists.items()]
        return f"{text}{''.join(parts)}\n}}\n".encode()

    @property
    def analyses(self) -> list[str]:
        """The analyses whose microdata are enclosed."""
        named = [self.analysis, *(one.source for one in self.figures), *(one.source for one in self.over_time)]
        named += [one.earlier_source for one in self.changes]
        return [one for one in dict.fromkeys(named) if one not in {IMPORTED, EARLIER, ""}] if self.microdata else []


def read_published(content: bytes) -> Published:
    """The publication in figures.json. Raises BadInput if it is not one."""
    try:
        entries = json.loads(content)
        lists = {
            "figures": [FigureRecord.read(one) for one in entries["figures"]],
            "changes": [ChangeRecord.read(one) for one in entries["changes"]],
            "over_time": [PointRecord.read(one) for one in entries["over_time"]],
        }
        labels = Labels(**entries["labels"])
        return Published(**(entries | lists | {"labels": labels}))
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise BadInput(f"{FIGURES}: cannot be read, so nothing can be compared with it") from None


def _lines(rows: Sequence[Mapping[str, Any]]) -> str:
    return ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows)

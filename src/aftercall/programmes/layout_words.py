"""What is wrong in an extract, in the words of the force's own layout instead of ours."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aftercall.core.words import number
from aftercall.frames.layout import LABELS, NAMES, VICTIM_KINDS, labelled
from aftercall.frames.reading.conditions import folded_name
from aftercall.frames.reading.header import ColumnFault, ColumnsRefused
from aftercall.frames.reading.mapping import EXCEL_SERIAL
from aftercall.programmes.models import ProgrammeVersion
from aftercall.programmes.settings.versions import mapping_of

type Kind = tuple[str, str, str]  # column, code and fix of a problem

_EXAMPLE, _EXAMPLE_SERIAL, _ISO_EXAMPLE = datetime(2025, 1, 31, 14, 5, tzinfo=UTC), "45688", "2025-01-31"
_MOST_WORDS = 8
# The layout's names that can't be ordinary words of a sentence.
_OUR_NAMES = re.compile(rf"\b({'|'.join(name for name in NAMES if '_' in name)})\b")


@dataclass(frozen=True)
class LayoutWords:
    """mapping: the entries of the mapping that an extract is read with; empty for our own layout."""

    mapping: Mapping[str, Any]

    @classmethod
    def of(cls, version: ProgrammeVersion) -> "LayoutWords":
        """The words of a version's extracts."""
        return cls(mapping_of(version) or {})

    def kinds(self, kinds: Iterable[tuple[Kind, int]]) -> list[tuple[Kind, int]]:
        """Kinds of problems with their numbers."""
        return [
            ((self.column(column), code, self._fix(column, code, fix)), count) for (column, code, fix), count in kinds
        ]

    def places(self, places: Iterable[Sequence[Any]]) -> list[list[Any]]:
        """Problems, each a row, a column, a code, how to fix it, and perhaps more."""
        return [
            [row, self.column(column), code, self._fix(column, code, fix), *more]
            for row, column, code, fix, *more in places
        ]

    def column(self, name: str) -> str:
        """One of our columns as the force calls it, with our label."""
        if not self.mapping or not name:
            return labelled(name)
        written = self.mapping.get("columns", {}).get(name)
        return f"{written} ({LABELS[name]})" if written else LABELS[name]

    def delivered_column(self, name: str) -> str:
        """A column of the extract, by its folded name: as the mapping writes it, with our label if there is one."""
        columns = self.mapping.get("columns", {})
        field = next((one for one in NAMES if folded_name(columns.get(one, one)) == name), "")
        return self.column(field) if field else name

    def refused_columns(self, refused: ColumnsRefused) -> list[str]:
        """The columns that a refusal is about."""
        known = refused.fault is not ColumnFault.UNKNOWN
        return [self.delivered_column(name) if known else name for name in refused.columns]

    def refusal(self, refused: ColumnsRefused) -> str:
        """Why the extract is refused, in one sentence."""
        names = self.refused_columns(refused)
        one = f"the column {names[0]}" if len(names) == 1 else ""
        several = f"{number(len(names))} columns"
        needed = "that the mapping names" if self.mapping else "that we need"
        if refused.fault is ColumnFault.NONE_KNOWN:
            return f"The extract has none of the columns {needed} in its first row"
        if refused.fault is ColumnFault.MISSING:
            return f"The extract lacks {one or f'{several} {needed}'}"
        if self.mapping:
            return f"Your mapping does not know {one or f'{several} of the extract'}"
        return f"The extract has {'a column' if one else several} that we do not know"

    def _fix(self, column: str, code: str, fix: str) -> str:
        if code == "not_a_date" and (formats := self.mapping.get("dates", {}).get(column)):
            examples = dict.fromkeys([*map(_example, formats), _ISO_EXAMPLE])
            return f"enter a real date, such as {' or '.join(examples)}"
        if code == "unknown_kind" and (known := self._words_for_kinds()):
            return f"enter one of {', '.join(known)}, or translate the value in the mapping"
        return _OUR_NAMES.sub(lambda name: LABELS[name[0]].lower(), fix) if self.mapping else fix

    def _words_for_kinds(self) -> list[str]:
        meant = self.mapping.get("values", {}).get("victim_kind", {})
        return [written for written, kind in meant.items() if kind in VICTIM_KINDS][:_MOST_WORDS]


def _example(form: str) -> str:
    return _EXAMPLE_SERIAL if form == EXCEL_SERIAL else _EXAMPLE.strftime(form)

"""pyxform, the reference implementation of XLSForm, as a gate: what it refuses is no XLSForm.

It stops at its first error. So rows with an error that is known already are given to it as empty notes, and so is every
row that it refuses, until it finds nothing more.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from aftercall.instrument_files.findings import Finding, Severity
from aftercall.instrument_files.gate_words import rewritten, unneeded
from aftercall.instrument_files.row_types import Kind, parse_type
from aftercall.instrument_files.tables import Row, Table, Tables

# Ours and those without effect are left out; the others are under XLSForm's own names.
_SURVEY = ("type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message")
_SURVEY_CODE = ("calculation", "choice_filter", "parameters")
_SETTINGS = ("form_title", "form_id", "version", "default_language")
_OURS_IN_PARAMETERS = ("max_length", "max-length")
_MOST_ERRORS, _MOST_IN_LARGE_FORMS = 10, 3
_LARGE = 500  # rows; pyxform takes seconds for them
_EACH_ROW = re.compile(r"\n(?=\[row)")
_STRUCTURE = frozenset({Kind.BEGIN, Kind.END, Kind.BEGIN_REPEAT, Kind.END_REPEAT})
_REPEATS = {Kind.BEGIN_REPEAT: "begin group", Kind.END_REPEAT: "end group"}

type _Cells = dict[str, str]
type _Place = tuple[int, str]  # row and heading in the sheet survey


def gate_findings(tables: Tables, known: Iterable[Finding]) -> list[Finding]:
    """What pyxform finds and we did not. known: what was found before."""
    if not tables["survey"].present:
        return []
    errors = [finding for finding in known if finding.severity is Severity.ERROR]
    places = {(finding.sheet, finding.row) for finding in errors}
    return list(_Gate(tables, places, _nesting(tables["survey"], errors)).findings())


def _nesting(survey: Table, errors: Iterable[Finding]) -> set[_Place]:
    """The cells that begin and end groups, if one of them is known to be wrong: what pyxform says of the others then
    only follows from that, because our own reader finds everything about groups at once."""
    cells = {(row.number, row.heading("type")) for row in survey.rows if _kind(row) in _STRUCTURE}
    wrong = {(finding.row, finding.column) for finding in errors if finding.sheet == survey.name}
    return cells if cells & wrong else set()


@dataclass
class _Gate:
    tables: Tables
    refused: set[tuple[str, int]]
    judged: set[_Place]

    def findings(self) -> Iterator[Finding]:
        is_first = not self.refused
        is_large = len(self.tables["survey"].rows) + len(self.tables["choices"].rows) > _LARGE
        for _ in range(_MOST_IN_LARGE_FORMS if is_large else _MOST_ERRORS):
            warnings: list[str] = []
            message = self._convert(warnings)
            if message is None:
                yield from self._rewritten(warnings, Severity.WARNING)
                return
            found = list(self._rewritten([message], Severity.ERROR))
            new = [finding for finding in found if not self._is_known(finding)]
            # A message without a row may only follow from a row that was taken out.
            yield from (finding for finding in new if finding.row or is_first)
            if not any(finding.row for finding in new):
                return
            is_first = False
            self.refused |= {(finding.sheet, finding.row) for finding in new}

    def _is_known(self, finding: Finding) -> bool:
        in_survey = finding.sheet == self.tables["survey"].name
        nests = in_survey and (finding.row, finding.column) in self.judged
        return nests or (finding.sheet, finding.row) in self.refused

    def _convert(self, warnings: list[str]) -> str | None:
        """The message of the first error, or None."""
        try:
            convert(self._form(), warnings=warnings, form_name="form")
        except PyXFormError as error:
            return str(error)
        except RecursionError:
            return None  # groups too deep inside each other, which has been found before
        except Exception as error:  # noqa: BLE001 - it may fail in any way, and the author gets a sentence
            return f"{type(error).__name__}: {error}"
        return None

    def _form(self) -> dict[str, object]:
        form: dict[str, object] = {"sheet_names": list(self.tables.order), "fallback_form_name": "form"}
        for name, rows in (
            ("survey", [self._survey_row(row) for row in self.tables["survey"].rows]),
            ("choices", [self._choice_row(row) for row in self.tables["choices"].rows]),
            ("settings", [_settings(row) for row in self.tables["settings"].rows[:1]]),
        ):
            if rows:
                headings = dict.fromkeys(heading for row in rows for heading in row)
                form |= {name: rows, f"{name}_header": [headings]}
        return form

    def _survey_row(self, row: Row) -> _Cells:
        kind = _kind(row)
        name = row.code("name")
        if (row.sheet, row.number) in self.refused and kind not in _STRUCTURE:
            return {"type": "note", "name": f"row_{row.number}" if not name.isidentifier() else name, "label": "-"}
        if kind is Kind.RECORDED:
            return {"type": "hidden", "name": name or row.code("type")}
        cells = _cells(row, (*_SURVEY, *_SURVEY_CODE))
        if kind in _REPEATS:  # refused by us, and slow there
            cells["type"] = _REPEATS[kind]
        if "parameters" in cells:
            cells["parameters"] = _without_ours(cells["parameters"])
        return cells

    def _choice_row(self, row: Row) -> _Cells:
        name = row.code("list_name")
        if (row.sheet, row.number) in self.refused:
            return {"list_name": name, "name": f"row_{row.number}", "label": "-"} if name else {}
        filters = [column for column, language in row.headings if not language and column.isidentifier()]
        return _cells(row, ("list_name", "name", "label", *filters))

    def _rewritten(self, messages: Sequence[str], severity: Severity) -> Iterator[Finding]:
        for message in messages:
            for part in _EACH_ROW.split(message):
                if severity is Severity.ERROR or not unneeded(part):
                    yield self._placed(part, severity)

    def _placed(self, message: str, severity: Severity) -> Finding:
        words = rewritten(message)
        table: Table = self.tables[words.sheet]
        at = words.row - 2
        if words.row == 1 or not 0 <= at < len(table.rows):
            return Finding(table.name if words.row else "", min(words.row, 1), words.column, words.text, severity)
        row = table.rows[at]
        column = row.heading(words.column) if words.column else ""
        return Finding(row.sheet, row.number, column, words.text, severity)


def _kind(row: Row) -> Kind:
    return parse_type(row.code("type")).kind


def _cells(row: Row, columns: Iterable[str]) -> _Cells:
    wanted = set(columns)
    cells: _Cells = {}
    for (column, language), text in row.cells.items():
        if column in wanted:
            cells[f"{column}::{language}" if language else column] = text if language else row.code(column)
    return cells


def _settings(row: Row) -> _Cells:
    """Without languages, which pyxform does not know in this sheet."""
    return {name: text for name in _SETTINGS if (text := row.code(name) or next(iter(row.words(name).values()), ""))}


def _without_ours(parameters: str) -> str:
    return " ".join(part for part in parameters.split() if part.split("=")[0].lower() not in _OURS_IN_PARAMETERS)

"""A sheet with a heading: rows whose cells are found by column, and what is wrong with the sheet itself."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from aftercall.frames.reading.workbook import column_letters
from aftercall.instrument_files.columns import SHEETS, Column, SheetColumns, column_of, separates_by_two
from aftercall.instrument_files.findings import Finding, Severity
from aftercall.instrument_files.tidying import tidy_code
from aftercall.instrument_files.workbook import FormWorkbook, Grid


@dataclass(frozen=True)
class Row:
    """A row with something in it. headings: by column, as the author wrote them."""

    sheet: str
    number: int
    cells: Mapping[Column, str]
    headings: Mapping[Column, str]

    def code(self, name: str) -> str:
        """A cell for the machine, such as a name or an expression: straight quotes, plain spaces."""
        return tidy_code(self.cells.get((name, ""), ""))

    def words(self, name: str) -> dict[str, str]:
        """A cell for people, by language as it is written; "" is the column without one."""
        return {language: text for (column, language), text in self.cells.items() if column == name and text}

    def heading(self, name: str, language: str = "") -> str:
        """The column as the author wrote it, or the name of one that is not there."""
        if (name, language) in self.headings:
            return self.headings[name, language]
        written = next((heading for (column, _), heading in self.headings.items() if column == name), name)
        return written if not language else f"{name}::{language}"

    def error(self, column: str, message: str, *, language: str = "") -> Finding:
        """What is wrong with a cell of this row; column may be empty."""
        return Finding(self.sheet, self.number, self.heading(column, language) if column else "", message)

    def warning(self, column: str, message: str, *, language: str = "") -> Finding:
        """What the author should know about a cell of this row."""
        where = self.heading(column, language) if column else ""
        return Finding(self.sheet, self.number, where, message, Severity.WARNING)


@dataclass(frozen=True)
class Table:
    """One sheet. name: as the author wrote it. present: whether the workbook has it."""

    name: str
    columns: Mapping[Column, str] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    present: bool = True

    def languages(self) -> list[str]:
        """The languages of the columns as they are written, in their order."""
        return list(dict.fromkeys(language for _, language in self.columns if language))


@dataclass(frozen=True)
class Tables:
    """All sheets that a form can have, by their plain names, and what was found while reading them."""

    sheets: Mapping[str, Table]
    findings: tuple[Finding, ...]
    order: tuple[str, ...]

    def __getitem__(self, name: str) -> Table:
        return self.sheets[name]


_LONGEST_HEADING = 200  # characters
REFUSED_SHEETS = {
    "external_choices": "Lists in further sheets are not possible; put the choices into the sheet choices",
    "entities": "Entities are not possible; what is known before the interview is a row of type hidden",
    "osm": "Tags of OpenStreetMap are not possible; delete this sheet",
}


def read_tables(workbook: FormWorkbook) -> Tables:
    """The sheets of a form. What they lack or hide is in the findings."""
    found: list[Finding] = list(_about_workbook(workbook))
    sheets: dict[str, Table] = {}
    for grid in workbook.sheets:
        name = grid.name.lower()
        if name in SHEETS and name not in sheets:
            sheets[name] = _table(grid, SHEETS[name], found)
        elif name in REFUSED_SHEETS and len(grid.rows) > 1:
            found.append(Finding(grid.name, 0, "", REFUSED_SHEETS[name]))
    found.extend(_missing_sheets(workbook, sheets))
    absent = {name: Table(name, present=False) for name in SHEETS if name not in sheets}
    order = tuple(grid.name for grid in workbook.sheets)
    return Tables({**sheets, **absent}, tuple(found), order)


def _about_workbook(workbook: FormWorkbook) -> Iterator[Finding]:
    if workbook.has_macros:
        yield Finding("", 0, "", "The file has macros, which are never run; save it as .xlsx", Severity.WARNING)


def _missing_sheets(workbook: FormWorkbook, sheets: Mapping[str, Table]) -> Iterator[Finding]:
    others = {grid.name.lower(): grid.name for grid in workbook.sheets if grid.name.lower() not in SHEETS}
    for name in SHEETS:
        if name in sheets:
            continue
        similar = difflib.get_close_matches(name, [other for other in others if other[:1] != "_"], n=1, cutoff=0.75)
        if similar:
            severity = Severity.ERROR if name == "survey" else Severity.WARNING
            message = f"This sheet is not read. If it is meant to be {name}, rename it"
            yield Finding(others[similar[0]], 0, "", message, severity)
        elif name == "survey":
            names = ", ".join(grid.name for grid in workbook.sheets)
            yield Finding("", 0, "", f"There is no sheet named survey, where the questions are (found: {names})")


def _table(grid: Grid, kind: SheetColumns, found: list[Finding]) -> Table:
    if grid.hidden:
        found.append(
            Finding(grid.name, 0, "", "This sheet is hidden, and was read like the others; show it", Severity.WARNING)
        )
    found.extend(
        Finding(grid.name, row, "", "This row is hidden, and was read like the others; show it", Severity.WARNING)
        for row in grid.hidden_rows
    )
    headings = _headings(grid, kind, found)
    columns = dict(headings.values())
    found.extend(_unknown_values(grid, headings))
    rows = tuple(
        Row(grid.name, number, _cells(texts, headings, grid.unknown.get(number, {})), columns)
        for number, texts in grid.rows
        if number > 1
    )
    return Table(grid.name, columns, tuple(row for row in rows if any(row.cells.values())))


def _headings(grid: Grid, kind: SheetColumns, found: list[Finding]) -> dict[int, tuple[Column, str]]:
    """Column number from 0 → what it means, and its heading as it is written."""
    if not grid.rows or grid.rows[0][0] != 1:
        if grid.rows or kind.sheet == "survey":
            found.append(Finding(grid.name, 1, "", "The first row must have the names of the columns"))
        return {}
    texts = grid.rows[0][1]
    double = separates_by_two(texts)
    headings: dict[int, tuple[Column, str]] = {}
    seen: dict[Column, int] = {}
    for at, text in enumerate(texts):
        if not text:
            continue
        column = column_of(text[:_LONGEST_HEADING], kind, double=double)
        if column in seen:
            letters = f"{column_letters(seen[column])} and {column_letters(at)}"
            found.append(Finding(grid.name, 1, text, f"Two columns, {letters}, are this one; delete or rename one"))
            continue
        seen[column] = at
        headings[at] = column, text
    return headings


def _cells(
    texts: tuple[str, ...], headings: Mapping[int, tuple[Column, str]], unknown: Mapping[int, str]
) -> dict[Column, str]:
    """The cells of a row that have something; one that can't be known has been reported, and its text stays."""
    cells = {column: texts[at] for at, (column, _) in headings.items() if at < len(texts) and texts[at]}
    return cells | {headings[at][0]: text for at, text in unknown.items() if at in headings}


def _unknown_values(grid: Grid, headings: Mapping[int, tuple[Column, str]]) -> Iterator[Finding]:
    for row, cells in sorted(grid.unknown.items()):
        for at, text in sorted(cells.items()):
            if at in headings and row > 1:
                message = (
                    f"The cell holds an error or a formula without a result ({text}); correct it, "
                    "or open the file in a spreadsheet program and save it again"
                )
                yield Finding(grid.name, row, headings[at][1], message)

"""An instrument as the header of a CSV file of answers, and its codebook: a row per variable and code."""

import io
from collections.abc import Iterable, Iterator

from aftercall.csv_files import write_rows
from aftercall.instrument.instrument import Instrument
from aftercall.instrument_files.variables import Measured, Variable, variables

COLUMNS = ("variable", "question", "label", "values", "code", "answer", "code_label", "missing")
_VALUES = {
    Measured.CODES: "one code",
    Measured.CHOSEN: "1 if chosen, otherwise 0",
    Measured.NUMBER: "a number",
    Measured.DATE: "a date (YYYY-MM-DD)",
    Measured.TEXT: "text",
}


def csv_header(instrument: Instrument) -> str:
    """The line with the variables' names."""
    return _csv([[variable.name for variable in variables(instrument)]])


def codebook(instrument: Instrument) -> str:
    """What each variable and code means. An empty cell in the data: the question was not asked."""
    rows = (row for variable in variables(instrument) for row in _rows(variable))
    return _csv([COLUMNS, *rows])


def _rows(variable: Variable) -> Iterator[tuple[object, ...]]:
    first = (variable.name, variable.question.name, variable.label, _VALUES[variable.measured])
    if not variable.codes or variable.measured in {Measured.NUMBER, Measured.DATE}:
        yield *first, "", "", "", ""
    for code in variable.codes:
        yield *first, code.value, code.answer, code.label, "yes" if code.missing else "no"


def _csv(rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO(newline="")
    write_rows(out, rows)
    return out.getvalue()

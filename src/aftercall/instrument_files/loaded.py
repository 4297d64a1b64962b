"""What the engine still finds wrong with a compiled document, at the place in the form that it comes from."""

import re
from collections.abc import Iterator

from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.loading import parse_instrument
from aftercall.instrument_files.findings import Finding
from aftercall.instrument_files.questions import Form
from aftercall.instrument_files.tables import Row, Tables

_QUESTION = re.compile(r"questions (\w+)(?:, (\w+))?")
_OPTION = re.compile(r"choices (\S+), options (\S+?)(?:[,:]|$)")
_NAMED = re.compile(r"(scripts|breakdowns|consents) (\w+)")
_MEASURE = re.compile(r"measures (\w+)")


def load_findings(document: dict[str, object], tables: Tables, form: Form) -> Iterator[Finding]:
    """The first fault that loading finds, in each language."""
    for code in form.languages.names:
        try:
            parse_instrument(document, code)
        except InstrumentError as error:
            yield _placed(str(error), tables, form)


def _placed(message: str, tables: Tables, form: Form) -> Finding:
    place, _, words = message.partition(": ")
    row, column = _row(place, tables, form)
    text = (words or place)[:1].upper() + (words or place)[1:]
    return row.error(column, text) if row else Finding("", 0, "", message)


def _row(place: str, tables: Tables, form: Form) -> tuple[Row | None, str]:
    if found := _QUESTION.search(place):
        rows = [item.row for item in form.outline.items if found[1] in {item.name, f"{item.name}_other"}]
        return (rows[0] if rows else None), found[2] or "name"
    if found := _OPTION.search(place):
        options = [option.row for option in form.lists.lists.get(found[1], []) if option.name == found[2]]
        return (options[0] if options else None), "name"
    if found := _MEASURE.search(place):
        rows = [item.row for item in form.outline.items if item.row.code("measure") == found[1]]
        return (rows[0] if rows else None), "measure"
    if found := _NAMED.search(place):
        rows = [row for row in tables[found[1]].rows if row.code("name") == found[2]]
        return (rows[0] if rows else None), "name"
    return None, ""

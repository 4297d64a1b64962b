"""What the engine finds in a compiled document, at the place in the form that it comes from."""

from collections.abc import Collection, Iterator, Mapping

from aftercall.instrument.finding import Finding as Fault
from aftercall.instrument.finding import Place
from aftercall.instrument.finding import Severity as FaultSeverity
from aftercall.instrument.findings import findings
from aftercall.instrument_files.columns import SETTINGS
from aftercall.instrument_files.findings import Finding, Severity
from aftercall.instrument_files.outline import Item
from aftercall.instrument_files.questions import Form
from aftercall.instrument_files.row_types import SELECTS, Kind
from aftercall.instrument_files.tables import Row, Tables

# Fields of the document whose column has another name.
_COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("rotate", "max_length"), "parameters"),
    **dict.fromkeys(("direction", "degrees", "question"), "measure"),
    **dict.fromkeys(("group", "columns"), "name"),
    **dict.fromkeys(("other", "choices"), "type"),
    "read_out": "read_aloud",
}
_MEASURES: Mapping[str, str] = {"label": "measure_label", "sentence": "sentence", "counts": "counts"}
_SETTINGS: Mapping[str, str] = {"title": "form_title", "name": "form_id"}


def load_findings(
    document: dict[str, object], tables: Tables, form: Form, known: Collection[Finding]
) -> Iterator[Finding]:
    """What is wrong with the whole that no row shows by itself. known: what was found before; what only follows from
    that is left out."""
    wrong = [finding for finding in known if finding.severity is Severity.ERROR]
    flagged = {(finding.sheet, finding.row, finding.column) for finding in wrong}
    refused = {item.name for item in form.outline.of_kind(Kind.REFUSED, Kind.BEGIN, Kind.BEGIN_REPEAT)}
    for fault in findings(document):
        found = _placed(fault, tables, form)
        follows = (
            (found.sheet, found.row, found.column) in flagged
            or any(f"'{name}'" in fault.message for name in refused if name)
            or _is_about_missing_list(fault, form)
        )
        twice = bool(flagged) and "is listed twice" in fault.message
        if not follows and not twice and (found.row or not flagged):
            yield found


def _is_about_missing_list(fault: Fault, form: Form) -> bool:
    """Whether it says that an answer is missing whose whole list is, which was said at the question."""
    without = [item for item in form.outline.of_kind(*SELECTS) if item.type.list_name not in form.lists.lists]
    if fault.place.part == "measures":
        return any(item.row.code("measure") == fault.place.name for item in without)
    return any(fault.message.startswith(f"{item.name} has no choice") for item in without)


def _is_error(fault: Fault) -> bool:
    return fault.severity is FaultSeverity.ERROR


def _placed(fault: Fault, tables: Tables, form: Form) -> Finding:
    place = fault.place
    row, column = _cell(place, tables, form)
    first, _, _ = fault.message.partition(" ")
    message = fault.message if first in form.names.order else fault.message[:1].upper() + fault.message[1:]
    severity = Severity.ERROR if _is_error(fault) else Severity.WARNING
    if row is None:
        return Finding("", 0, "", f"{place}: {fault.message}" if str(place) else message, severity)
    heading = row.heading(column, form.languages.as_written(place.language)) if column else ""
    return Finding(row.sheet, row.number, heading, message, severity)


def _cell(place: Place, tables: Tables, form: Form) -> tuple[Row | None, str]:
    column = _COLUMNS.get(place.field, place.field)
    match place.part:
        case "questions":
            return _question(place, column, form)
        case "choices":
            return _option(place.name, place.option, form), column.replace("options", "name") or "name"
        case "measures":
            return _measure(place.name, form), _MEASURES.get(place.field, "measure")
        case "groups":
            return _named(place.name, form.outline.of_kind(Kind.BEGIN)), column
    return _on_further_sheet(place, tables)


def _on_further_sheet(place: Place, tables: Tables) -> tuple[Row | None, str]:
    if place.part in {"scripts", "breakdowns", "consents"}:
        rows = [row for row in tables[place.part].rows if row.code("name") == place.name]
        return next(iter(rows), None), place.field
    column = _SETTINGS.get(place.field or place.part, place.field or place.part)
    return next(iter(tables["settings"].rows if column in SETTINGS else ()), None), column


def _question(place: Place, column: str, form: Form) -> tuple[Row | None, str]:
    items = [item for item in form.outline.questions if place.name in {item.name, f"{item.name}_other"}]
    if not items:
        return None, ""
    if place.option:
        return _option(items[0].type.list_name, place.option, form), column
    if column == "relevant" and not items[0].row.code("relevant"):
        around = [item.row for item in items[0].around if item.row.code("relevant")]
        return (around[-1] if around else items[0].row), column
    return items[0].row, column


def _option(list_name: str, option: str, form: Form) -> Row | None:
    options = form.lists.lists.get(list_name, [])
    return next((found.row for found in options if not option or found.name == option), None)


def _measure(name: str, form: Form) -> Row | None:
    return next((item.row for item in form.outline.questions if item.row.code("measure") == name), None)


def _named(name: str, items: Collection[Item]) -> Row | None:
    return next((item.row for item in items if item.name == name), None)

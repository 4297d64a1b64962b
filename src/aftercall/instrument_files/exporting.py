"""A questionnaire's document as an XLSForm that researchers can edit. Compiled again, it is the same document."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from aftercall.errors import BadInput
from aftercall.instrument_files.columns import (
    BREAKDOWNS,
    CHOICES,
    CONSENTS,
    SCRIPTS,
    SETTINGS,
    SURVEY,
    TRANSLATED,
    TRANSLATED_TITLE,
)
from aftercall.instrument_files.nesting import Row, nested_rows

_LONGEST = 32_767  # characters in a cell
_WIDE, _NARROW = 48, 18  # characters
_WIDE_COLUMNS = TRANSLATED | {"relevant", "constraint", "soft_constraint", "calculation", "choice_filter"}

type _Document = Mapping[str, object]


def to_xlsx(document: Mapping[str, object]) -> bytes:
    """The workbook with all sheets and columns. Errors: BadInput if a text can't be in a spreadsheet."""
    languages = _languages(document)
    book = Workbook()
    book.remove(cast("Worksheet", book.active))
    for name, columns, rows in (
        ("survey", SURVEY, _survey(document)),
        ("choices", (*CHOICES, *_filter_columns(document)), _choices(document)),
        ("settings", SETTINGS, [_settings(document, languages)]),
        ("scripts", SCRIPTS, _objects(document, "scripts")),
        ("breakdowns", BREAKDOWNS, _objects(document, "breakdowns")),
        ("consents", CONSENTS, _consents(document)),
    ):
        _write(book.create_sheet(name), columns, rows, languages)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _languages(document: _Document) -> dict[str, str]:
    """How headings write each language, by code; one language needs no heading."""
    return {
        str(language["code"]): f"{language['name']} ({language['code']})"
        for language in _objects(document, "languages")
    }


def _objects(document: _Document, name: str) -> list[Row]:
    return cast("list[Row]", document.get(name, []))


def _write(sheet: Worksheet, columns: Sequence[str], rows: Iterable[Row], languages: Mapping[str, str]) -> None:
    headings = [heading for column in columns for heading in _headings(column, languages)]
    for at, (_, _, text) in enumerate(headings, start=1):
        cell = cast("Cell", sheet.cell(1, at))
        _fill(cell, text)
        cell.font = Font(bold=True)
        wide = text.partition("::")[0] in _WIDE_COLUMNS
        sheet.column_dimensions[get_column_letter(at)].width = _WIDE if wide else _NARROW
    for number, row in enumerate(rows, start=2):
        for at, (column, code, _) in enumerate(headings, start=1):
            if text := _text(row.get(column), code, languages):
                _fill(cast("Cell", sheet.cell(number, at)), text)
    sheet.freeze_panes = "A2"


def _headings(column: str, languages: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Column, language and heading."""
    if column not in TRANSLATED or column == "guidance_hint" or len(languages) < 2:
        yield column, "", column
    elif column == "form_title":
        yield column, next(iter(languages)), column
        yield from ((column, code, f"{TRANSLATED_TITLE}::{languages[code]}") for code in list(languages)[1:])
    else:
        yield from ((column, code, f"{column}::{language}") for code, language in languages.items())


def _text(value: object, code: str, languages: Mapping[str, str]) -> str:
    if isinstance(value, dict):
        return str(value.get(code or next(iter(languages), ""), ""))
    if code and code != next(iter(languages)):
        return ""
    return "" if value is None else str(value)


def _fill(cell: Cell, text: str) -> None:
    """As text: what begins with =, +, - or @ stays text, even when the cell is edited."""
    if ILLEGAL_CHARACTERS_RE.search(text) or len(text) > _LONGEST:
        raise BadInput(f"A text has a character that no spreadsheet can have, or more than {_LONGEST:,}: {text[:40]!r}")
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = True
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _survey(document: _Document) -> Iterator[Row]:
    measures = _measure_cells(document)
    for fact in cast("list[str]", document.get("facts", [])):
        yield {"type": "hidden", "name": fact}
    for row in nested_rows(_objects(document, "groups"), _objects(document, "questions")):
        yield row if row["type"] in {"begin group", "end group"} else _question(row, measures.get(str(row["name"]), {}))


def _question(question: Row, measure: Row) -> Row:
    row = {name: value for name, value in question.items() if name not in {"read_out", "rotate", "other"}}
    kind, _, _ = str(question["type"]).partition(" ")
    if question.get("other"):
        row["type"] = f"{question['type']} or_other"
    if kind not in {"note", "calculate"}:
        row["required"] = _yes(question.get("required", True)) or "no"
    row |= {name: _yes(question.get(name)) for name in ("dk_refused", "sensitive")}
    parameters = "randomize=true" if question.get("rotate") else ""
    return row | {"read_aloud": question.get("read_out"), "parameters": parameters} | measure


def _measure_cells(document: _Document) -> dict[str, Row]:
    """The cells about measures, by question."""
    cells: dict[str, Row] = {}
    for measure in _objects(document, "measures"):
        name = str(measure["name"])
        words = {"measure": name, "measure_label": measure["label"], "sentence": measure["sentence"]}
        counts = " ".join(cast("list[str]", measure.get("counts", [])))
        added = {str(measure.get("direction") or measure["question"]): words | ({"counts": counts} if counts else {})}
        degrees = cast("Mapping[str, str]", measure.get("degrees", {}))
        added |= {question: {"measure": f"{name} {direction}"} for direction, question in degrees.items()}
        if taken := [question for question in added if question in cells]:
            raise BadInput(f"The question {taken[0]} belongs to two measures, which one row of a form can't say")
        cells |= added
    return cells


def _choices(document: _Document) -> Iterator[Row]:
    for choices in _objects(document, "choices"):
        for option in cast("list[Row]", choices["options"]):
            columns = cast("Row", option.get("columns", {}))
            flags = {name: _yes(option.get(name)) for name in ("exclusive", "counts")}
            yield {"list_name": choices["name"], **columns, **option, **flags, "read_aloud": option.get("read_out")}


def _filter_columns(document: _Document) -> list[str]:
    options = (option for choices in _objects(document, "choices") for option in cast("list[Row]", choices["options"]))
    return list(dict.fromkeys(name for option in options for name in cast("Row", option.get("columns", {}))))


def _settings(document: _Document, languages: Mapping[str, str]) -> Row:
    objection = cast("Row", document.get("objection", {}))
    return {
        "form_title": document["title"],
        "form_id": document["name"],
        "default_language": next(iter(languages.values()), ""),
        **{name: document.get(name) for name in ("version", "minutes", "mode", "overall")},
        "measures": " ".join(str(measure["name"]) for measure in _objects(document, "measures")),
        "leaves_base": " ".join(cast("list[str]", document.get("leaves_base", []))),
        "objection": f"{objection['question']} = {objection['answer']}" if objection else "",
    }


def _consents(document: _Document) -> list[Row]:
    return [
        consent | {"fields": " ".join(cast("list[str]", consent["fields"]))}
        for consent in _objects(document, "consents")
    ]


def _yes(value: object) -> str:
    return "yes" if value else ""

"""Small forms as workbooks."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from openpyxl import Workbook

from aftercall.instrument_files.compiling import Compiled, compile_form
from aftercall.instrument_files.findings import Severity

type Rows = Sequence[Sequence[object]]

SURVEY: Rows = (
    ("type", "name", "label", "required"),
    ("select_one yes_no", "told", "Were you told what would happen next?", "yes"),
)
CHOICES: Rows = (("list_name", "name", "label"), ("yes_no", "yes", "Yes"), ("yes_no", "no", "No"))
SETTINGS: Rows = (("form_title", "form_id", "version", "minutes", "mode"), ("Told", "told", 1, 2, "self"))


@dataclass(frozen=True)
class Form:
    """A form by sheet; each sheet's first row is its heading."""

    sheets: Mapping[str, Rows] = field(
        default_factory=lambda: {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
    )

    def with_sheet(self, name: str, *rows: Sequence[object]) -> "Form":
        return replace(self, sheets={**self.sheets, name: rows})

    def without(self, name: str) -> "Form":
        return replace(self, sheets={other: rows for other, rows in self.sheets.items() if other != name})

    def book(self) -> Workbook:
        book = Workbook()
        book.remove(book.worksheets[0])
        for name, rows in self.sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
        return book

    def compiled(self, **options: Sequence[str]) -> Compiled:
        return compile_form(packed(self.book()), file_name="told.xlsx", **options)

    def document(self) -> dict[str, object]:
        """The compiled document, of a form without errors."""
        compiled = self.compiled()
        assert compiled.document is not None, errors(compiled)
        return compiled.document


def packed(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def errors(compiled: Compiled) -> list[str]:
    return [str(finding) for finding in compiled.findings if finding.severity is Severity.ERROR]


def warnings(compiled: Compiled) -> list[str]:
    return [str(finding) for finding in compiled.findings if finding.severity is Severity.WARNING]


def one_question(kind: str, name: str = "q", label: str | None = "A question?", **cells: object) -> Form:
    """A form whose second question, in row 3, is this one."""
    heading = ("type", "name", "label", *cells)
    row = (kind, name, label, *cells.values())
    return Form().with_sheet("survey", heading, ("select_one yes_no", "told", "Were you told?"), row)

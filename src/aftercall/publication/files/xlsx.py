"""The spreadsheet as XLSX, laid out by gptables, the Analysis Function's own package."""

import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from aftercall.publication.files.content import Content
from aftercall.publication.files.reproducible_zip import reproducible_zip
from aftercall.publication.files.sheets import CONTENTS, COVER, Cell, Sheet, cover, sheets

if TYPE_CHECKING:
    from gptables import GPTable
    from gptables.core.wrappers import GPWorksheet

_PROPERTIES = "docProps/core.xml"
# Letters on a line of the cover and of a cell, and the height of a line in points: rows of wrapped text do not grow by
# themselves. Excel opens no file with a column of more than 255 letters without repairing it.
_COVER_WIDTH, _CELL_WIDTH, _LINE_HEIGHT = 110, 80, 15
_A4 = 9
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def xlsx(content: Content) -> bytes:
    """The spreadsheet of a publication. It does not say who made it, when or with what."""
    from gptables import Cover, GPWorkbook  # noqa: PLC0415 - importing it takes half a second, only for this file

    file, front = io.BytesIO(), cover(content)
    workbook = GPWorkbook(file, _OPTIONS)
    introduction, about, contact = ([_plain(line) for line in lines] for _, lines in front.sections)
    page = Cover(_plain(front.title), intro=introduction, about=about, contact=contact, width=_COVER_WIDTH)
    first = workbook.add_worksheet(COVER)
    first.write_cover(page)
    _fit_to_paper(first)
    for row, text in enumerate(front.texts):
        if len(text) > _COVER_WIDTH:
            first.set_row(row, _LINE_HEIGHT * -(-len(text) // _COVER_WIDTH))
    for number, sheet in enumerate(sheets(content)):
        worksheet = workbook.add_worksheet(sheet.name)
        worksheet.write_gptable(_table(sheet, number), auto_width=True)
        _wrap(worksheet, sheet)
        _fit_to_paper(worksheet)
    workbook.close()
    return _without_traces(file.getvalue(), content.title)


def _fit_to_paper(worksheet: "GPWorksheet") -> None:
    worksheet.set_paper(_A4)
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)


def _wrap(worksheet: "GPWorksheet", sheet: Sheet) -> None:
    """Give columns of long text a width that fits the screen, and their rows the height that the text then needs."""
    places = _long_columns(sheet)
    for place in places:
        worksheet.set_column(place, place, _CELL_WIDTH)
    for row, cells in enumerate(sheet.rows if places else (), start=len(sheet.lines) + 2):
        worksheet.set_row(row, _LINE_HEIGHT * max(-(-len(str(cells[place])) // _CELL_WIDTH) for place in places))


def _long_columns(sheet: Sheet) -> list[int]:
    places = range(len(sheet.heads))
    return [place for place in places if any(len(str(row[place])) > _CELL_WIDTH for row in sheet.rows)]


def _table(sheet: Sheet, number: int) -> "GPTable":
    import pandas as pd  # noqa: PLC0415 - as above
    from gptables import GPTable  # noqa: PLC0415 - as above

    rows = [[_cell(sheet, place, cell) for place, cell in enumerate(row)] for row in sheet.rows]
    *others, last = [_plain(line) for line in sheet.lines]
    return GPTable(
        table=pd.DataFrame(rows, columns=list(sheet.heads), dtype=object),
        table_name=f"table_{number}",
        title=_plain(sheet.title),
        subtitles=others,
        instructions=last,
        index_columns={2: 0},
        additional_formatting=_formats(sheet),
    )


def _formats(sheet: Sheet) -> list[dict[str, object]]:
    """How the numbers of each column are shown, a space before text that follows a number, and lines of long text."""
    formats: list[dict[str, object]] = []
    if long := [sheet.heads[place] for place in _long_columns(sheet)]:
        formats.append({"column": {"columns": list(sheet.heads), "format": {"valign": "top"}}})
        formats.append({"column": {"columns": long, "format": {"text_wrap": True}}})
    for place, head in enumerate(sheet.heads):
        numbers = [row[place] for row in sheet.rows if not isinstance(row[place], str)]
        shown = {"num_format": "#,##0" if isinstance(numbers[0], int) else "0.0"} if numbers else {"indent": 1}
        if place:
            formats.append({"column": {"columns": [head], "format": shown, "include_names": not numbers}})
    return formats


def _cell(sheet: Sheet, place: int, cell: Cell) -> object:
    """A cell as gptables takes it: the contents' names are links, and text must have a letter or a digit."""
    if not isinstance(cell, str):
        return cell
    if sheet.name == CONTENTS and place == 0:
        return {cell: f"internal:'{cell}'!A1"}
    return _plain(cell) if re.search("[a-zA-Z0-9]", cell) else f"{_plain(cell)} (as recorded)"


def _plain(text: str) -> str:
    """The text without what gptables reads as a link or a note."""
    return text.replace("](", "] (").replace("$$", "$ $")


def _without_traces(file: bytes, title: str) -> bytes:
    """The file without times, and with no properties but its title and language."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[_PROPERTIES] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:language>en-GB</dc:language></cp:coreProperties>"
    ).encode()
    return reproducible_zip(members.items())

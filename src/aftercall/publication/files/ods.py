"""The spreadsheet as ODS, written by code of our own: gptables writes only XLSX, and an office program that converts it
would add its name, times and settings."""

from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from aftercall.publication.files.content import Content
from aftercall.publication.files.reproducible_zip import reproducible_zip
from aftercall.publication.files.sheets import CONTENTS, COVER, Cell, Cover, Sheet, cover, sheets

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
        "fo": "xsl-fo-compatible",
        "meta": "meta",
    }.items()
)
_OPENING = f'{_NAMESPACES} xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
_VERSION = 'office:version="1.3"'
# Widths in centimetres: of a letter at 11 points, of the narrowest and widest column, and of the cover.
_LETTER, _NARROWEST, _WIDEST, _COVER = 0.21, 2.2, 12.0, 18.0


def ods(content: Content) -> bytes:
    """The spreadsheet of a publication. It does not say who made it, when or with what."""
    others, front = sheets(content), cover(content)
    return reproducible_zip(
        [
            ("mimetype", MIMETYPE.encode()),
            ("content.xml", _document(front, others).encode()),
            ("styles.xml", _STYLES.encode()),
            ("meta.xml", _meta(content.title).encode()),
            ("META-INF/manifest.xml", _MANIFEST.encode()),
        ],
        stored=frozenset({"mimetype"}),
    )


def _document(front: Cover, others: Sequence[Sheet]) -> str:
    widths = {COVER: [_COVER], **{sheet.name: _widths(sheet) for sheet in others}}
    columns = sorted({width for of_sheet in widths.values() for width in of_sheet})
    body = [_table(COVER, widths[COVER], _cover_rows(front))]
    body += [_table(sheet.name, widths[sheet.name], _rows(sheet)) for sheet in others]
    styles = _TABLE_STYLE + "".join(_column_style(width) for width in columns)
    return (
        f"{_DECLARATION}<office:document-content {_OPENING} {_VERSION}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(body)}</office:spreadsheet></office:body></office:document-content>"
    )


# Printed in landscape, one page wide.
_TABLE_STYLE = (
    '<style:style style:name="sheet" style:family="table" style:master-page-name="Sheet">'
    '<style:table-properties table:display="true"/></style:style>'
)


def _column_style(width: float) -> str:
    return (
        f'<style:style style:name="{_width_name(width)}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width:.1f}cm"/></style:style>'
    )


def _width_name(width: float) -> str:
    return f"width{width:.1f}".replace(".", "-")


def _widths(sheet: Sheet) -> list[float]:
    """The width of each column: that of its longest cell, within limits."""
    longest = (max(len(str(cell)) for cell in column) for column in zip(sheet.heads, *sheet.rows, strict=True))
    return [round(min(max(letters * _LETTER + 0.4, _NARROWEST), _WIDEST), 1) for letters in longest]


def _table(name: str, widths: Sequence[float], rows: Iterable[str]) -> str:
    columns = "".join(f'<table:table-column table:style-name="{_width_name(width)}"/>' for width in widths)
    opening = f'<table:table table:name={quoteattr(name)} table:style-name="sheet">'
    return f"{opening}{columns}{''.join(rows)}</table:table>"


def _cover_rows(front: Cover) -> Iterator[str]:
    yield _row([_cell(front.title, "Title")])
    for heading, lines in front.sections:
        yield _row([_cell(heading, "Section")])
        yield from (_row([_cell(line, "Wrapped")]) for line in lines)


def _rows(sheet: Sheet) -> Iterator[str]:
    yield _row([_cell(sheet.title, "Title")])
    yield from (_row([_cell(line, "Line")]) for line in sheet.lines)
    heads = _row(_cell(head, "Head") for head in sheet.heads)
    yield f"<table:table-header-rows>{heads}</table:table-header-rows>"
    for cells in sheet.rows:
        first, *others = cells
        yield _row([_first(sheet, str(first)), *(_cell(cell, _style(cell)) for cell in others)])


def _first(sheet: Sheet, text: str) -> str:
    if sheet.name != CONTENTS:
        return _cell(text, "Wrapped")
    place = quoteattr(f"#'{text}'.A1")
    link = f'<text:a xlink:type="simple" xlink:href={place}>{escape(text)}</text:a>'
    cell = '<table:table-cell table:style-name="Link" office:value-type="string">'
    return f"{cell}<text:p>{link}</text:p></table:table-cell>"


def _style(cell: Cell) -> str:
    if isinstance(cell, str):
        return "Mark" if cell.startswith("[") else "Wrapped"
    return "Count" if isinstance(cell, int) else "Number"


def _row(cells: Iterable[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _cell(value: Cell, style: str) -> str:
    """A cell. Text is never a formula, because a formula has an attribute of its own."""
    if isinstance(value, str):
        kind, shown = 'office:value-type="string"', _text(value)
    else:
        kind = f'office:value-type="float" office:value="{value}"'
        shown = f"{value:,}" if isinstance(value, int) else f"{value:.1f}"
    return f'<table:table-cell table:style-name="{style}" {kind}><text:p>{shown}</text:p></table:table-cell>'


def _text(value: str) -> str:
    """Text for XML, without characters that it cannot have."""
    return escape("".join(letter if letter.isprintable() else " " for letter in value))


def _meta(title: str) -> str:
    return (
        f"{_DECLARATION}<office:document-meta {_OPENING} {_VERSION}><office:meta><dc:title>{_text(title)}</dc:title>"
        "<dc:language>en-GB</dc:language></office:meta></office:document-meta>"
    )


def _cell_style(name: str, *, cell: str = "", paragraph: str = "", text: str = "", data: str = "") -> str:
    number = f' style:data-style-name="{data}"' if data else ""
    return (
        f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default"{number}>'
        f'<style:table-cell-properties style:vertical-align="top" {cell}/>'
        f"<style:paragraph-properties {paragraph}/><style:text-properties {text}/></style:style>"
    )


_WRAPPED, _RIGHT, _LEFT = 'fo:wrap-option="wrap"', 'fo:text-align="end"', 'fo:text-align="start" fo:margin-left="0.2cm"'
_BOLD = 'fo:font-weight="bold"'
_STYLES = (
    f"{_DECLARATION}<office:document-styles {_OPENING} {_VERSION}><office:styles>"
    '<number:number-style style:name="one-place"><number:number number:decimal-places="1" '
    'number:min-decimal-places="1" number:min-integer-digits="1"/></number:number-style>'
    '<number:number-style style:name="whole"><number:number number:decimal-places="0" number:min-integer-digits="1" '
    'number:grouping="true"/></number:number-style>'
    '<style:default-style style:family="table-cell"><style:text-properties fo:font-family="Arial" fo:font-size="11pt" '
    'fo:language="en" fo:country="GB"/></style:default-style>'
    '<style:style style:name="Default" style:family="table-cell"/>'
    + _cell_style("Title", text=f'{_BOLD} fo:font-size="16pt"')
    + _cell_style("Section", text=f'{_BOLD} fo:font-size="13pt"')
    + _cell_style("Line")
    + _cell_style("Wrapped", cell=_WRAPPED, paragraph=_LEFT)
    + _cell_style("Head", cell=f'{_WRAPPED} fo:border-bottom="0.5pt solid #000000"', paragraph=_LEFT, text=_BOLD)
    + _cell_style("Link", text='fo:color="#0000ff" style:text-underline-style="solid"', paragraph=_LEFT)
    + _cell_style("Mark", paragraph=_RIGHT)
    + _cell_style("Number", paragraph=_RIGHT, data="one-place")
    + _cell_style("Count", paragraph=_RIGHT, data="whole")
    + '</office:styles><office:automatic-styles><style:page-layout style:name="page"><style:page-layout-properties '
    'fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" style:scale-to-X="1"/>'
    "</style:page-layout></office:automatic-styles><office:master-styles>"
    '<style:master-page style:name="Sheet" style:page-layout-name="page"/></office:master-styles>'
    "</office:document-styles>"
)
_MANIFEST = (
    f'{_DECLARATION}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
    'manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MIMETYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}.xml" manifest:media-type="text/xml"/>'
        for name in ("content", "styles", "meta")
    )
    + "</manifest:manifest>"
)

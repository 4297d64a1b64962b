"""The two spreadsheets of a publication, read back."""

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook
from tests.publication.files.making import CORRECTION, change, content, figure, superseded

from aftercall.publication.files.content import Content
from aftercall.publication.files.ods import MIMETYPE, ods
from aftercall.publication.files.sheets import sheets
from aftercall.publication.files.xlsx import xlsx

SHEETS = ["Cover", "Contents", "Notes", "Headlines", "Changes", "Over time", "By sex", "By what was reported"]
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
type Rows = dict[str, list[list[str]]]


def of_xlsx(file: bytes) -> Rows:
    """The cells of each sheet as text, without empty rows and the empty ends of rows."""
    return {
        sheet.title: [
            [str(cell) for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True) if any(row)
        ]
        for sheet in load_workbook(io.BytesIO(file)).worksheets
    }


def of_ods(file: bytes) -> Rows:
    """The same, from an ODS file."""
    return {
        table.get(f"{TABLE}name", ""): [
            [cell.get(f"{OFFICE}value") or "".join(cell.itertext()) for cell in row]
            for row in table.iter(f"{TABLE}table-row")
        ]
        for table in parts(file, "content.xml").iter(f"{TABLE}table")
    }


def parts(file: bytes, name: str) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return ET.fromstring(archive.read(name))  # noqa: S314 - written by the product


@cache
def made(of: Callable[[Content], bytes]) -> bytes:
    return of(content())


@pytest.mark.parametrize(("of", "read"), [(xlsx, of_xlsx), (ods, of_ods)])
def test_the_sheets_are_as_the_analysis_function_asks(
    of: Callable[[Content], bytes], read: Callable[[bytes], Rows]
) -> None:
    rows = read(made(of))
    assert list(rows) == SHEETS
    assert rows["Cover"][0] == [content().title]
    assert [row[0] for row in rows["Contents"][3:]] == SHEETS[2:]
    assert ["[c]", "Not shown, to protect people: too few answered, or other figures would reveal it"] in rows["Notes"]
    whole = [
        "The whole experience: satisfied",
        "All victims",
        "812",
        "81.7",
        "78.3",
        "84.4",
        "Enough answers to rely on",
    ]
    assert whole in rows["Headlines"]
    low = ["Being kept informed: satisfied", "All victims", "812", "[low]", "0.0", "0.4"]
    assert [str(cell) for cell in rows["Headlines"][-3][:4]] == low[:4]
    robbery = ["Robbery", "[c]", "[c]", "[c]", "[c]", "Not shown: it could identify someone"]
    assert rows["By what was reported"][-1][2:] == robbery
    assert any("[z]" in row for row in rows["Changes"])
    assert rows["Changes"][-1][2] == "The same period a year before (another supplier)"
    earlier, hidden, _ = rows["Over time"][-3:]
    assert (earlier[3:5], earlier[5:7]) == (["600", "76.1"], ["[x]", "[x]"])
    assert earlier[7] == "Old Survey Ltd (another supplier)"
    assert hidden[3:] == ["[c]"] * 4 + ["Example Constabulary; cannot be compared with the period before"]


def test_both_spreadsheets_have_the_same_cells() -> None:
    first, second = of_xlsx(made(xlsx)), of_ods(made(ods))
    for name in SHEETS[3:]:
        # gptables writes the lines above the table in an order of its own.
        assert [_numbers(row) for row in first[name][-2:]] == [_numbers(row) for row in second[name][-2:]]


def _numbers(row: list[str]) -> list[str]:
    return [f"{float(cell):g}" if re.fullmatch(r"-?[0-9.]+", cell) else cell for cell in row]


@pytest.mark.parametrize("of", [xlsx, ods])
def test_the_same_content_gives_the_same_bytes(of: Callable[[Content], bytes]) -> None:
    assert of(content()) == made(of)


def test_long_sentences_are_wrapped_in_a_column_that_excel_can_open_and_paper_can_hold() -> None:
    long = content(changes=[change(statement="There was no clear change. " * 12)])
    workbook = load_workbook(io.BytesIO(xlsx(long)))
    assert max(one.width for sheet in workbook for one in sheet.column_dimensions.values()) <= 255
    *_, last = workbook["Changes"].iter_rows()
    assert last[-1].alignment.wrap_text
    assert workbook["Changes"].row_dimensions[last[-1].row].height == 75
    assert {sheet.page_setup.paperSize for sheet in workbook} == {9}


@pytest.mark.parametrize("of", [xlsx, ods])
def test_a_file_does_not_say_who_made_it_or_when(of: Callable[[Content], bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(made(of))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in archive.namelist():
            text = archive.read(name).decode()
            for trace in (
                "creator",
                "lastModifiedBy",
                "generator",
                "initial-creator",
                "creation-date",
                "20[23][0-9]-..-..T",
            ):
                assert not re.search(trace, text), name
            assert not re.search(r"/(tmp|home|root|work)/", text), name
            assert 'state="hidden"' not in text
            assert "pivot" not in name.lower()


@pytest.mark.parametrize(("of", "read"), [(xlsx, of_xlsx), (ods, of_ods)])
def test_text_is_text_whatever_it_looks_like(of: Callable[[Content], bytes], read: Callable[[bytes], Rows]) -> None:
    names = ["=1+1", "[a](javascript:alert)", "$$note$$", "<b>&", "–", "https://example.org"]
    shown = content(figures=[figure(breakdown="category", group=name) for name in names], changes=[], trends={})
    file = of(shown)
    groups = [row[2] for row in read(file)["By what was reported"][-len(names) :]]
    assert (groups[0], groups[3], groups[5]) == ("=1+1", "<b>&", "https://example.org")
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        sheet = "".join(
            archive.read(name).decode() for name in archive.namelist() if "sheet" in name or "content" in name
        )
    assert "<f>" not in sheet
    assert "formula" not in sheet
    assert 'Target="javascript' not in sheet


def test_a_sheet_has_a_name_that_spreadsheets_accept() -> None:
    breakdowns = {f"b{number}": "Where it was: [a/b]*? and much more than fits" for number in range(2)}
    shown = content(breakdowns=breakdowns, figures=[figure(breakdown=name, group="x") for name in breakdowns])
    names = [sheet.name for sheet in sheets(shown)]
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert len({name.casefold() for name in names}) == len(names)


@pytest.mark.parametrize(("of", "read"), [(xlsx, of_xlsx), (ods, of_ods)])
def test_corrected_figures_say_so_on_the_cover_and_on_every_table(
    of: Callable[[Content], bytes], read: Callable[[bytes], Rows]
) -> None:
    rows = read(of(superseded()))
    for name in ("Cover", *SHEETS[3:]):
        assert any(CORRECTION.address in cell and "Superseded" in cell for row in rows[name] for cell in row), name


def test_an_ods_file_begins_with_its_type() -> None:
    assert made(ods)[30:38] == b"mimetype"
    assert MIMETYPE.encode() in made(ods)[:120]

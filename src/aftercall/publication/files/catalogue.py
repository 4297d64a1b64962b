"""The files of a publication in one table: what each is called, what it is, and how it is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aftercall.publication.files import open_data
from aftercall.publication.files.content import Content
from aftercall.publication.files.ods import MIMETYPE as ODS_TYPE
from aftercall.publication.files.ods import ods
from aftercall.publication.files.printable import printable
from aftercall.publication.files.xlsx import xlsx


@dataclass(frozen=True)
class FileKind:
    """A kind of file. ending: what follows the name of the publication's files. title: what it is, for a link; empty
    for a file that only programs look for."""

    ending: str
    title: str
    format: str
    content_type: str
    make: Callable[[Content], bytes]


def _figures(content: Content) -> bytes:
    return open_data.figures_table(content).csv()


def _changes(content: Content) -> bytes:
    return open_data.changes_table(content).csv()


def _figures_metadata(content: Content) -> bytes:
    return open_data.metadata(open_data.figures_table(content), content, f"{content.name}{FIGURES}")


def _changes_metadata(content: Content) -> bytes:
    return open_data.metadata(open_data.changes_table(content), content, f"{content.name}{CHANGES}")


FIGURES, CHANGES = ".csv", "-changes.csv"
_CSV, _CSVW = "text/csv; charset=utf-8; header=present", "application/csvm+json"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

KINDS = (
    FileKind(".ods", "All tables as a spreadsheet", "ODS", ODS_TYPE, ods),
    FileKind(".xlsx", "All tables as a spreadsheet", "XLSX", _XLSX, xlsx),
    FileKind(".pdf", "Everything to read and print", "PDF", "application/pdf", printable),
    FileKind(FIGURES, "Figures for programs", "CSV", _CSV, _figures),
    FileKind(f"{FIGURES}{open_data.METADATA}", "What the figures mean", "CSVW", _CSVW, _figures_metadata),
    FileKind(CHANGES, "Changes for programs", "CSV", _CSV, _changes),
    FileKind(f"{CHANGES}{open_data.METADATA}", "What the changes mean", "CSVW", _CSVW, _changes_metadata),
)
BY_ENDING: Mapping[str, FileKind] = {kind.ending: kind for kind in KINDS}

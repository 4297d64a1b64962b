"""Documents that the service writes from its own records. A page and a PDF show the same parts, so they cannot differ.

On a page, `core/components/document.html` shows the parts; in a PDF, `core/typst/document.typ`.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.conf import settings
from django.http import HttpResponse
from markupsafe import Markup

from aftercall.core.pdf import pdf


@dataclass(frozen=True)
class Heading:
    """The heading of a section."""

    text: str
    kind: str = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text."""

    text: str
    kind: str = "paragraph"


@dataclass(frozen=True)
class Caution:
    """Something that the reader must put right or decide."""

    text: str
    kind: str = "warning"


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: Sequence[str]
    kind: str = "bullets"


@dataclass(frozen=True)
class Facts:
    """Pairs of a name and its value."""

    rows: Sequence[tuple[str, str]]
    kind: str = "facts"


@dataclass(frozen=True)
class Table:
    """A table: one cell per heading in each row, of which the first is the row's heading."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    kind: str = "table"


@dataclass(frozen=True)
class Bar:
    """A bar of a chart. value: the share in words. share, low and high: from 0 to 1; the last two may be unknown.
    interval: these two in words, for a table that has a column for them."""

    label: str
    value: str
    share: float
    low: float | None = None
    high: float | None = None
    interval: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart of bars from 0 to 100%. alternative: what it shows, for people who cannot see it."""

    caption: str
    alternative: str
    bars: Sequence[Bar]
    kind: str = "chart"


@dataclass(frozen=True)
class BarGroup:
    """Bars under a heading. details: what else to know of them; note: what is said where there are none."""

    title: str
    bars: Sequence[Bar]
    details: str = ""
    note: str = ""


@dataclass(frozen=True)
class GroupedBars:
    """A table of bars from 0 to 100% with their figures, in groups."""

    caption: str
    heads: tuple[str, str, str, str]
    groups: Sequence[BarGroup]
    kind: str = "grouped"


@dataclass(frozen=True)
class Picture:
    """A chart of the room of charts, as SVG text. alternative: what it shows, for people who cannot see it."""

    caption: str
    alternative: str
    svg: Markup
    kind: str = "picture"


type Part = Heading | Paragraph | Caution | Bullets | Facts | Table | Chart | GroupedBars | Picture


def part_data(part: Part) -> dict[str, object]:
    """The data of a part, for a template that shows parts."""
    return asdict(part)


@dataclass(frozen=True)
class Document:
    """A document: title, introduction and parts. footer: what is at the foot of each page of its PDF."""

    title: str
    introduction: str
    parts: Sequence[Part]
    footer: str = ""

    def pdf(self) -> bytes:
        """The document as a PDF. In a demonstration, each page says so, as on the site."""
        return pdf("core/document.typ", asdict(self) | {"footer": footer(self.footer)})


def footer(text: str) -> str:
    """What is at the foot of each page of a PDF."""
    return f"Demonstration. {text}".rstrip() if settings.DEMO else text


def pdf_response(document: Document, name: str) -> HttpResponse:
    """The document as a file to save, with this name and the ending .pdf."""
    response = HttpResponse(document.pdf(), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response

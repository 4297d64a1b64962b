"""PDF files made from templates, and the documents that pages and PDFs have in common."""

from io import BytesIO

import pytest
import typst
from django.template import engines
from pypdf import PdfReader
from pytest_django import Settings

from aftercall.charts.likert import LikertRow, likert
from aftercall.core.documents import (
    Bar,
    BarGroup,
    Bullets,
    Caution,
    Chart,
    Document,
    Facts,
    GroupedBars,
    Heading,
    Paragraph,
    Part,
    Picture,
    Table,
)
from aftercall.core.pdf import pdf

LETTER = {
    "title": "Your objection",
    "sender": ["Example Constabulary", "survey@example.org"],
    "recipient": ["Ms Ann Example"],
    "date": "3 March 2025",
    "reference": "R-1",
    "greeting": "Dear Ms Example,",
    "parts": [{"kind": "paragraph", "text": "We will not call you again."}],
    "closing": "Yours sincerely,",
    "signature": ["Dana Protection", "Data protection officer"],
    "footer": "Demonstration. Example Constabulary",
}
PARTS = (
    Heading("Recipients"),
    Paragraph("One paragraph."),
    Caution("Something to put right."),
    Bullets(["first item", "second item"]),
    Facts([("Controller", "Example Constabulary")]),
    Chart(
        "Answers",
        "Bar chart: yes 81.7%.",
        [Bar("Said yes", "81.7%", 0.817, 0.78, 0.84), Bar("Said no", "18.3%", 0.183)],
    ),
    GroupedBars(
        "What it is evidence of",
        ("Measure", "Share", "Interval", "Chart"),
        [
            BarGroup(
                "First stage", [Bar("Kept informed", "76.2%", 0.762, 0.7, 0.8, "70.0% to 80.0%")], "(an assessment)"
            ),
            BarGroup("Second stage", [], note="No figure"),
        ],
    ),
    Table("Who gets what", ["Who", "What"], [["Example Research", "phone"]]),
)
WORDS = (
    "Recipients",
    "One paragraph.",
    "Something to put right.",
    "second item",
    "Said yes",
    "18.3%",
    "Example Constabulary",
    "First stage",
    "Kept informed",
    "70.0% to 80.0%",
    "No figure",
    "phone",
)


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_a_letter_is_a_tagged_pdf_that_says_that_it_conforms_to_the_standard() -> None:
    content = pdf("core/letter.typ", LETTER)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    reader = PdfReader(BytesIO(content))
    assert reader.metadata is not None
    assert reader.metadata.title == "Your objection"
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    for words in ("Ms Ann Example", "Our reference: R-1", "We will not call you again.", "Page 1 of 1"):
        assert words in text_of(content)


def test_the_same_data_gives_the_same_bytes() -> None:
    assert pdf("core/letter.typ", LETTER) == pdf("core/letter.typ", LETTER)


def test_nothing_in_the_data_is_read_as_markup() -> None:
    text = '= Heading #panic("no") *bold* $x$ <label> @label \\ "quoted" // comment'
    assert text in text_of(pdf("core/letter.typ", LETTER | {"parts": [{"kind": "paragraph", "text": text}]}))


def test_a_letter_that_no_font_has_does_not_stop_the_file() -> None:
    content = pdf("core/letter.typ", LETTER | {"recipient": ["Ann \U000fff00\x07Example"]})
    assert "Example" in text_of(content)
    assert b"pdfuaid" not in content


def test_a_control_character_becomes_a_space() -> None:
    assert "Ann Example" in text_of(pdf("core/letter.typ", LETTER | {"recipient": ("Ann\x07Example",)}))


def test_a_template_without_its_data_fails() -> None:
    with pytest.raises(typst.TypstError):
        pdf("core/letter.typ", {"title": "Nothing else"})


def test_a_page_and_a_pdf_show_the_same_parts_of_a_document(settings: Settings) -> None:
    document = Document("Records of processing", "Who uses what.", PARTS, footer="Example Constabulary")
    template = "{% from 'core/components/document.html' import document_parts %}{{ document_parts(parts) }}"
    markup = str(engines["jinja2"].from_string(template).render({"parts": document.parts}))
    settings.DEMO = True
    text = text_of(document.pdf())
    assert "Demonstration. Example Constabulary" in text
    for words in WORDS:
        assert words in text
        assert words in markup


def test_a_heading_stands_on_the_page_of_the_chart_that_it_introduces() -> None:
    drawn = likert("Answers", ["Yes", "No"], [LikertRow("Everybody", (0.5, 0.5))] * 4)
    assert drawn is not None
    parts: list[Part] = []
    for number in range(12):
        parts += [Paragraph("Filler. " * 40)] * (number % 4)
        parts += [Heading(f"Section {number}."), Paragraph(f"Lead {number}.")]
        parts += [Picture(f"Caption {number}.", "Four bars.", drawn)]
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(Document("A", "", parts).pdf())).pages]
    assert len(pages) > 4
    for number in range(12):
        found = [{words for words in ("Section", "Lead", "Caption") if f"{words} {number}." in page} for page in pages]
        assert {"Section", "Lead", "Caption"} in found, number

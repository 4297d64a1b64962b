"""The publication as a PDF, read back."""

from functools import cache
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject
from tests.publication.files.making import CORRECTION, content, superseded

from aftercall.publication.files.content import Content
from aftercall.publication.files.printable import printable


@cache
def made() -> bytes:
    return printable(content())


def text_of(file: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages).split())


def structure(file: bytes) -> list[DictionaryObject]:
    """Every element of the tags that screen readers follow."""
    found, waiting = list[DictionaryObject](), [PdfReader(BytesIO(file)).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if isinstance(one, IndirectObject) else one
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, DictionaryObject):
            found.append(one)
            waiting += [one["/K"]] if "/K" in one else []
    return found


def test_the_pdf_is_tagged_and_says_that_it_conforms_to_the_standard() -> None:
    reader = PdfReader(BytesIO(made()))
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made()
    assert reader.metadata is not None
    assert reader.metadata.title == content().title
    assert reader.metadata.author is None
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    kinds = {one.get("/S") for one in structure(made())}
    assert {"/H1", "/H2", "/Table", "/TH", "/Figure", "/L"} <= kinds


def test_every_chart_says_what_it_shows() -> None:
    texts = [str(one["/Alt"]) for one in structure(made()) if one.get("/S") == "/Figure"]
    assert texts
    assert any("The whole experience 81.7%" in text for text in texts)
    assert any("(another supplier) 76.1%" in text for text in texts)


def test_the_pdf_has_statements_changes_figures_and_method() -> None:
    text = text_of(made())
    for words in (
        "82% of victims were satisfied with the whole experience. From 78% to 84%.",
        "More people were kept informed.",
        "The whole experience, all victims. ",
        "rose from 77% to 82%",
        "78.3% to 84.4%",
        "Not shown: it could identify someone",
        "[low]",
        "Old Survey Ltd (another supplier)",
        "Response rate (AAPOR RR2)",
        content().address,
    ):
        assert words in text, words


def test_the_same_content_gives_the_same_bytes() -> None:
    assert printable(content()) == made()


def test_corrected_figures_say_so_first() -> None:
    text = text_of(printable(superseded()))
    assert 0 < text.index(f"‘{CORRECTION.title}’") < text.index("82% of victims")


def test_a_publication_without_figures_or_changes_has_a_pdf() -> None:
    empty: Content = content(figures=[], changes=[], commentary=[], trends={})
    assert "No figures have been published for an earlier period" in text_of(printable(empty))

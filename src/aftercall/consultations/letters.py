"""The letters to addresses that were drawn at random."""

from collections.abc import Sequence
from datetime import date

from aftercall.consultations.models import Consultation
from aftercall.core.documents import footer
from aftercall.core.pdf import pdf
from aftercall.core.words import day, in_fours

_AT_RANDOM = (
    "Your address was drawn at random, so that we hear from people of all kinds. We do not know who lives there. One "
    "person in your household can answer. Taking part is up to you."
)


def letters_pdf(consultation: Consultation, pages: Sequence[tuple[list[str], str]], *, address: str, on: date) -> bytes:
    """All letters as one PDF, one page each. pages: the lines of each address, and its code. address: of the page where
    the code is entered."""
    data = {
        "title": consultation.title,
        "sender": consultation.asked_by.split("\n"),
        "date": day(on),
        "paragraphs": _paragraphs(consultation),
        "address": address,
        "closes": f"Please answer by the end of {day(consultation.closes_on)}.",
        "letters": [{"lines": lines, "code": in_fours(code)} for lines, code in pages],
        "footer": footer(f"{consultation.asked_by}: {consultation.title}"),
    }
    return pdf("consultations/letters.typ", data)


def _paragraphs(consultation: Consultation) -> list[str]:
    return [consultation.summary, _AT_RANDOM]

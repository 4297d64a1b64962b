"""Texts, codebooks and quotations as shown on pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aftercall.accounts.models import User
from aftercall.core.words import number
from aftercall.methods.agreement import Agreement
from aftercall.verbatims import queries, sealing
from aftercall.verbatims.agreement import CodesAgreement
from aftercall.verbatims.codebook import Code, Codebook
from aftercall.verbatims.models import CodingRound, Quotation, QuotationState, TextState, Verbatim
from aftercall.verbatims.redacting import redacted_words


@dataclass(frozen=True)
class CodeOption:
    """A code to choose: key is what the coder presses. The names are those that the macro of a choice expects."""

    value: str
    key: str
    label: str
    chosen: bool
    code: Code
    alone: bool = False


@dataclass(frozen=True)
class TextPage:
    """One text to code or to settle. earlier: the labels of the codes that the two people gave, only when settling."""

    text: Verbatim
    question: str
    words: str
    options: list[CodeOption]
    earlier: list[str]
    is_own: bool
    may_quote: bool
    left: int

    @property
    def keys(self) -> dict[str, str]:
        """The code of each key."""
        return {option.key: option.value for option in self.options}

    @property
    def settles(self) -> bool:
        """Whether two people have coded it differently."""
        return self.text.state == TextState.TO_SETTLE


def text_page(text: Verbatim, coder: User, at: datetime, chosen: Iterable[str] = ()) -> TextPage:
    """The page of a text. Whoever codes it sees neither who said it nor what another person chose."""
    book, question, ticked = Codebook.read(text.coding.codebook.document), sealing.question_of(text), set(chosen)
    frame = book.frame(question)
    settles = text.state == TextState.TO_SETTLE
    return TextPage(
        text=text,
        question=queries.question_words(text, question),
        words=sealing.words_of(text),
        options=[
            CodeOption(code.name, str(place), code.label, code.name in ticked, code)
            for place, code in enumerate(frame, start=1)
        ],
        earlier=_earlier(text, frame) if settles else [],
        is_own=settles and text.codings.filter(coder=coder).exists(),
        may_quote=not settles and queries.may_be_quoted(text),
        left=queries.texts_for(coder, at, TextState(text.state)).count(),
    )


def _earlier(text: Verbatim, frame: Iterable[Code]) -> list[str]:
    labels = {code.name: code.label for code in frame}
    found = []
    for coding in text.codings.all():
        coding.verbatim = text
        given = [labels.get(name, name) for name in sealing.codes_of(coding)]
        found.append(", ".join(given) or "No code")
    return found


def kappa_words(agreement: Agreement | None) -> str:
    """Kappa with its interval, as in 0.82 (0.71 to 0.93)."""
    if agreement is None or agreement.kappa is None:
        return "not available"
    if agreement.low is None or agreement.high is None:
        return f"{agreement.kappa:.2f}"
    return f"{agreement.kappa:.2f} ({agreement.low:.2f} to {agreement.high:.2f})".replace("-", "−")


def agreement_rows(agreement: CodesAgreement, coding: CodingRound) -> list[list[str]]:
    """Label of a code, how often each of the two gave it, kappa."""
    book = Codebook.read(coding.codebook.document)
    labels = queries.text_questions(coding.wave.programme)
    return [
        [
            labels.get(code.question, code.question),
            f"{book_label(book, code)}",
            kappa_words(agreement.by_code.get(code.name)),
        ]
        for question in book.questions
        for code in book.frame(question)
    ]


def book_label(book: Codebook, code: Code) -> str:
    """The label of a code after that of its theme."""
    theme = book.named(code.parent) if code.parent else None
    return f"{theme.label}: {code.label}" if theme else code.label


def round_rows(rounds: Iterable[CodingRound]) -> list[dict[str, object]]:
    """Each wave in coding: counts by state, and what can be done."""
    return [
        {
            "coding": one,
            "texts": number(sum(getattr(one, state) for state in TextState.values)),
            "to_code": number(getattr(one, TextState.TO_CODE)),
            "to_settle": number(getattr(one, TextState.TO_SETTLE)),
            "settled": number(getattr(one, TextState.SETTLED)),
            "status": "Codes returned" if hasattr(one.wave, "code_return") else "Being coded",
        }
        for one in rounds
    ]


def code_rows(book: Codebook, questions: Mapping[str, str]) -> list[dict[str, object]]:
    """The codes of a codebook by question, for its page."""
    return [
        {"question": questions.get(question, question), "codes": book.frame(question)} for question in book.questions
    ]


STEP_WORDS = {
    QuotationState.AT_AGENCY: "Two people have redacted it. Release it to the force, or refuse it.",
    QuotationState.AT_FORCE: "The agency has released it. Release it for publication, or refuse it.",
    QuotationState.RELEASED: "Both sides have released it. It can be used in publications until the person objects.",
    QuotationState.PUBLISHED: "It has been published.",
}


def quotation_words(quotation: Quotation) -> str:
    """The redacted words of a quotation; empty if they can no longer be read."""
    if quotation.verbatim is None:
        return quotation.words
    words = sealing.words_of(quotation.verbatim)
    if not words or not quotation.sealed_spans:
        return ""
    return redacted_words(words, sealing.open_spans(quotation.verbatim, quotation.sealed_spans))

"""Texts, codebooks and quotations as shown on pages."""

from collections.abc import Iterable, Mapping, Sequence
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
    """One text to code or to settle. earlier: the labels of the codes that the two people gave, only when settling; for
    one of the two with who gave them. other: the name of the other coder, if this person coded it. proposed: the codes
    that the other coder proposes, in words."""

    text: Verbatim
    question: str
    words: str
    options: list[CodeOption]
    earlier: list[str]
    other: str
    proposed: str
    may_quote: bool
    left: int

    @property
    def keys(self) -> dict[str, str]:
        """The code of each key."""
        return {option.key: option.value for option in self.options}

    @property
    def proposes_none(self) -> bool:
        """Whether the other coder proposes that no code applies."""
        return bool(self.proposed) and not any(option.chosen for option in self.options)

    @property
    def settles(self) -> bool:
        """Whether two people have coded it differently."""
        return self.text.state == TextState.TO_SETTLE


def text_page(text: Verbatim, coder: User, at: datetime, chosen: Iterable[str] | None = None) -> TextPage:
    """The page of a text. Whoever codes it sees neither who said it nor what another person chose; one of the two who
    settle a difference sees what the other chose, and what the other proposes. chosen: what was ticked; by default what
    is proposed."""
    book, question = Codebook.read(text.coding.codebook.document), sealing.question_of(text)
    frame = book.frame(question)
    settles = text.state == TextState.TO_SETTLE
    other = queries.other_coder(text, coder) if settles else None
    proposed = sealing.codes_of(text) if other and text.settled_by_id == other.pk else None
    ticked = set(proposed or () if chosen is None else chosen)
    return TextPage(
        text=text,
        question=queries.question_words(text, question),
        words=sealing.words_of(text),
        options=[
            CodeOption(code.name, str(place), code.label, code.name in ticked, code)
            for place, code in enumerate(frame, start=1)
        ],
        earlier=_earlier(text, frame, named=other is not None) if settles else [],
        other=other.name if other else "",
        proposed="" if proposed is None else _code_labels(proposed, frame),
        may_quote=not settles and queries.may_be_quoted(text),
        left=queries.texts_for(coder, at, TextState(text.state)).count(),
    )


def _earlier(text: Verbatim, frame: Sequence[Code], *, named: bool) -> list[str]:
    found = []
    for coding in text.codings.select_related("coder"):
        coding.verbatim = text
        given = _code_labels(sealing.codes_of(coding), frame)
        found.append(f"{coding.coder.name}: {given}" if named else given)
    return found


def _code_labels(names: Iterable[str], frame: Iterable[Code]) -> str:
    labels = {code.name: code.label for code in frame}
    return ", ".join(labels.get(name, name) for name in names) or "No code"


def settlement_words(coding: CodingRound) -> str:
    """Who settled how many differences, as in 3 by Ann Lee and Bo Day together, 1 by Cy Fox."""
    parts = [
        f"{number(count)} by {' and '.join(names)}{' together' if len(names) > 1 else ''}"
        for names, count in queries.settlements(coding).items()
    ]
    return "; ".join(parts) or "None yet"


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

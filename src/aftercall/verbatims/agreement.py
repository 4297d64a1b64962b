"""How well the two people who coded the same texts independently agreed."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from aftercall.handover.codes import CodedMeasure, CodeDocument
from aftercall.methods.agreement import Agreement, cohen_kappa, pooled_kappa
from aftercall.verbatims import queries, sealing
from aftercall.verbatims.codebook import Code, Codebook
from aftercall.verbatims.models import CodingRound

type Pair = tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True)
class CodesAgreement:
    """texts: how many two people have coded. overall: about every code of every text; None if there are no texts.
    by_code: about each code by name; None where it cannot be calculated because nobody, or everybody, used it."""

    texts: int
    overall: Agreement | None
    by_code: Mapping[str, Agreement | None]


def agreement_of(coding: CodingRound) -> CodesAgreement:
    """The agreement of the first two people about each text of a wave that both have coded."""
    book = Codebook.read(coding.codebook.document)
    pairs = _pairs(coding, book)
    by_code: dict[str, Agreement | None] = {}
    decisions: list[tuple[list[bool], list[bool]]] = []
    for question in book.questions:
        frame = book.frame(question)
        for code in frame:
            by_code[code.name] = _agreement(code.name, pairs[question])
        decisions += [_decisions(frame, pair) for pair in pairs[question]]
    texts = len(decisions)
    return CodesAgreement(texts, pooled_kappa(decisions) if texts else None, by_code)


def _pairs(coding: CodingRound, book: Codebook) -> Mapping[str, list[Pair]]:
    """The codes of both people for each text, by question, with their themes, as they are returned."""
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for text in queries.texts_with_case().filter(coding=coding).prefetch_related("codings"):
        both = list(text.codings.all())[: queries.CODINGS_NEEDED]
        question = sealing.question_of(text)
        if len(both) == queries.CODINGS_NEEDED and question:
            for one in both:
                one.verbatim = text
            first, second = (frozenset(book.with_parents(sealing.codes_of(one))) for one in both)
            pairs[question].append((first, second))
    return pairs


def _agreement(code: str, pairs: list[Pair]) -> Agreement | None:
    if not pairs:
        return None
    given = np.array([[code in first, code in second] for first, second in pairs], dtype=np.int64)
    found = cohen_kappa(given[:, 0], given[:, 1])
    return None if found.kappa is None else found


def _decisions(frame: tuple[Code, ...], pair: Pair) -> tuple[list[bool], list[bool]]:
    first, second = pair
    return [code.name in first for code in frame], [code.name in second for code in frame]


def code_document(coding: CodingRound, agreement: CodesAgreement) -> CodeDocument:
    """What the return of a wave's codes says about them."""
    book = Codebook.read(coding.codebook.document)
    labels = queries.text_questions(coding.wave.programme)
    overall = agreement.overall
    return CodeDocument(
        codebook=coding.codebook.number,
        texts=agreement.texts,
        kappa=overall.kappa if overall else None,
        low=overall.low if overall else None,
        high=overall.high if overall else None,
        measures=tuple(
            _measure(code, labels.get(question, question), agreement.by_code[code.name])
            for question in book.questions
            for code in book.frame(question)
        ),
    )


def _measure(code: Code, question: str, agreement: Agreement | None) -> CodedMeasure:
    return CodedMeasure(
        code=code.name,
        question=code.question,
        label=f"In their own words: {code.label[:1].lower()}{code.label[1:]}",
        sentence=f"Of those who answered “{question}” in their own words, {{percent}} mentioned this: {code.label}.",
        meaning=code.meaning,
        kappa=agreement.kappa if agreement else None,
        low=agreement.low if agreement else None,
        high=agreement.high if agreement else None,
    )

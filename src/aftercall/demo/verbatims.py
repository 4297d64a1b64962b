"""What people said in their own words: a month coded by two people and returned, another begun, and quotations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from aftercall.accounts.models import User
from aftercall.programmes.models import Wave
from aftercall.results.operations import analyse
from aftercall.results.periods import Period
from aftercall.verbatims import operations, queries, sealing
from aftercall.verbatims.codebook import Code, Codebook
from aftercall.verbatims.models import CodingRound, Quotation, QuotationState, TextState, Verbatim
from aftercall.verbatims.policies import text_of
from aftercall.verbatims.redacting import words_to_redact

_QUESTION = "improve"
_BOOK = Codebook(
    (
        Code(
            "informing",
            _QUESTION,
            "Keeping people informed",
            "Anything about being told, or not told, what happens",
            "Nobody rang me back",
            "I could not get through",
        ),
        Code(
            "outcome",
            _QUESTION,
            "Not told the outcome",
            "Did not hear what came of the report",
            "Nobody told me what happened in the end",
            "Nobody told me who my officer was",
            parent="informing",
        ),
        Code("access", _QUESTION, "Getting through", "Waiting on the telephone or at the desk", "It took too long"),
        Code(
            "repeating", _QUESTION, "Having to repeat it", "Telling different people the same again", "Each time again"
        ),
        Code("visit", _QUESTION, "No visit", "Nobody came to see the person", "Somebody could have come"),
    )
)
# The code of what made-up people say, by a part of it.
_CODES = {"what happened": "outcome", "get through": "access", "explain it": "repeating", "come to see": "visit"}
_DIFFERS = 0.06
_CODERS = 4
_TEXTS_OF_NEXT = 6
_PROPOSED, _REDACTED, _AT_FORCE, _RELEASED, _PUBLISHED = 7, 5, 4, 3, 2


@dataclass(frozen=True)
class People:
    """Who does what: coders are interviewers, the manager settles too and releases at the agency, the researcher at the
    force."""

    coders: Sequence[User]
    manager: User
    researcher: User


def code_texts(*, waves: Sequence[Wave], people: People, seed: int, at: datetime) -> None:
    """Code the last wave and return its codes, and begin with the one before. The results of the last are analysed with
    them."""
    last = waves[-1]
    rng = Random(f"{seed} codes")  # noqa: S311 - a simulation
    operations.import_codebook(programme=last.programme, book=_BOOK, actor=people.manager, at=at)
    coding = operations.open_round(wave=last, actor=people.manager, at=at, order=rng)
    _code(people.coders[:_CODERS], rng, at)
    _settle((*people.coders[:2], people.manager), at)
    if not coding.texts.filter(state=TextState.SETTLED).exists():
        return  # a short demo may have no texts
    operations.return_codes(coding=CodingRound.objects.get(pk=coding.pk), actor=people.manager, at=at)
    _quote(people, at)
    analyse(programme=last.programme, period=Period(last.month, last.month), actor=people.researcher, at=at)
    for earlier in (wave for wave in waves[-2:-1] if not wave.release.erased_at):
        operations.open_round(wave=earlier, actor=people.manager, at=at, order=rng)
        _code(people.coders[:2], rng, at, most=_TEXTS_OF_NEXT)


def _code(coders: Iterable[User], rng: Random, at: datetime, most: int | None = None) -> None:
    proposed = 0
    for coder in coders:
        coded = 0
        while (most is None or coded < most) and (text := operations.take_text(coder=coder, at=at)) is not None:
            quote = most is None and proposed < _PROPOSED and queries.may_be_quoted(text)
            proposed += quote
            codes = _codes_of(text) if rng.random() >= _DIFFERS else ["informing"]
            operations.save_coding(text=text, codes=codes, coder=coder, at=at, quote=quote)
            coded += 1


def _settle(people: Iterable[User], at: datetime) -> None:
    """Two of the coders settle their differences together, and those of others as third persons; then the manager."""
    for person in people:
        while (text := operations.take_text(coder=person, at=at, state=TextState.TO_SETTLE)) is not None:
            operations.settle(text=text, codes=_codes_of(text), actor=person, at=at)


def _codes_of(text: Verbatim) -> list[str]:
    words = sealing.words_of(text)
    return sorted(code for part, code in _CODES.items() if part in words)


def _quote(people: People, at: datetime) -> None:
    """Some quotations at each step: to redact, to confirm, at the force, released, published."""
    first, second = people.coders[:2]
    for place, quotation in enumerate(list(queries.quotations(QuotationState.TO_REDACT))[:_REDACTED]):
        words = words_to_redact(sealing.words_of(text_of(quotation)))
        chosen = [word.place for word in words if word.chosen]
        operations.redact(quotation=quotation, words=chosen, actor=first, at=at)
        if place < _AT_FORCE:
            _confirm(quotation, second, at)
            operations.release_quotation(quotation=quotation, actor=people.manager, at=at)
        if place < _RELEASED:
            operations.release_quotation(quotation=quotation, actor=people.researcher, at=at)
        if place < _PUBLISHED:
            operations.publish_quotation(quotation=quotation, actor=people.researcher, at=at)


def _confirm(quotation: Quotation, actor: User, at: datetime) -> None:
    fresh = queries.quotations(QuotationState.TO_CONFIRM).get(pk=quotation.pk)
    spans = sealing.open_spans(text_of(fresh), fresh.sealed_spans)
    operations.confirm_redaction(quotation=quotation, seen=spans, actor=actor, at=at)

"""Finding questions that no answers lead to.

A condition is turned into alternatives, each a set of claims about answers. An alternative that contradicts itself is
impossible. Whatever is not understood counts as possible, so a question that is reported can never be asked.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from aftercall.instrument.answers import LEFT_EMPTY
from aftercall.instrument.expressions.compiling import compiled
from aftercall.instrument.expressions.tree import (
    AllOf,
    AnswerTo,
    AnyOf,
    Call,
    Comparison,
    Current,
    Literal,
    Negation,
    Node,
    walk,
)
from aftercall.instrument.expressions.values import to_truth
from aftercall.instrument.finding import Place, Report
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question, QuestionType

# More alternatives than this, or longer ones, are not looked at.
_MOST = 100
# Nor is it followed further back than over this many questions.
_FARTHEST = 10


@dataclass(frozen=True)
class _Claim:
    """That the answer to a question is this text, or has this choice among those selected; or the opposite."""

    question: str
    text: str
    selected: bool
    holds: bool

    @property
    def needs_an_answer(self) -> bool:
        return self.holds == (self.text != LEFT_EMPTY or self.selected)

    def agrees(self, answer: str) -> bool:
        found = self.text in answer.split() if self.selected else self.text == answer
        return found is self.holds


type _Alternative = frozenset[_Claim]
_NOTHING_CLAIMED: _Alternative = frozenset()


class _TooManyError(Exception):
    pass


def check_reachable(instrument: Instrument, report: Report) -> None:
    """Report each question whose condition can never hold."""
    ways = _Ways(instrument.question)
    for question in instrument.questions:
        if question.relevant is not None and not _is_reachable(question, ways):
            place = Place("questions", question.name, field="relevant")
            report.error(place, "no answers lead to this question; change its condition or delete it")


class _Ways:
    """The alternatives by which each question is reached. Each question's are found once."""

    def __init__(self, known: Mapping[str, Question]) -> None:
        self.known = known
        self._found: dict[str, list[_Alternative] | None] = {}

    def to(self, name: str) -> list[_Alternative]:
        if name not in self._found:
            self._found[name] = _ways_to(self.known[name])
        found = self._found[name]
        if found is None:
            raise _TooManyError
        return found

    def to_all(self, names: frozenset[str]) -> list[_Alternative]:
        return _combined(self.to(name) for name in sorted(names))


def _ways_to(question: Question) -> list[_Alternative] | None:
    """None if they are too many."""
    try:
        return [_NOTHING_CLAIMED] if question.relevant is None else _alternatives(question.relevant.tree, wanted=True)
    except _TooManyError:
        return None


def _is_reachable(question: Question, ways: _Ways) -> bool:
    known = ways.known
    try:
        waiting = [(alternative, frozenset({question.name})) for alternative in ways.to(question.name)]
        for _ in range(_MOST):
            if not waiting:
                return False
            alternative, seen = waiting.pop()
            if _fits_together(alternative, known):
                needed = _needed(alternative, known) - seen
                if not needed or len(seen) > _FARTHEST:
                    return True
                waiting += [(alternative | way, seen | needed) for way in ways.to_all(needed)]
    except _TooManyError:
        pass
    return True


def _needed(alternative: _Alternative, known: Mapping[str, Question]) -> frozenset[str]:
    """The questions that must have been asked for these claims to be true."""
    return frozenset(claim.question for claim in alternative if claim.needs_an_answer and claim.question in known)


def _fits_together(alternative: _Alternative, known: Mapping[str, Question]) -> bool:
    return all(_fits(name, alternative, known.get(name)) for name in {claim.question for claim in alternative})


def _alternatives(node: Node, *, wanted: bool) -> list[_Alternative]:
    """The ways in which a condition is true, or false if that is wanted."""
    match node:
        case Negation(of):
            return _alternatives(of, wanted=not wanted)
        case AllOf(parts) | AnyOf(parts):
            ways = [_alternatives(part, wanted=wanted) for part in parts]
            return (
                _combined(ways) if isinstance(node, AllOf) is wanted else _limited([one for way in ways for one in way])
            )
        case Comparison(AnswerTo(question), "=" | "!=" as sign, Literal(str() as text)):
            return [frozenset({_Claim(question, text, selected=False, holds=(sign == "=") is wanted)})]
        case Call("selected", (AnswerTo(question), Literal() as choice)) if choice.text.strip():
            return [frozenset({_Claim(question, choice.text.strip(), selected=True, holds=wanted)})]
        case _:
            return [] if _is_always(node, value=not wanted) else [_NOTHING_CLAIMED]


def _is_always(node: Node, *, value: bool) -> bool:
    """Whether it depends on nothing, and has this value."""
    varies = any(isinstance(part, AnswerTo | Current | Call) for part in walk(node))
    return not varies and to_truth(compiled(node)({}, "")) is value


def _combined(ways: Iterable[list[_Alternative]]) -> list[_Alternative]:
    found: list[_Alternative] = [_NOTHING_CLAIMED]
    for way in ways:
        if len(found) * len(way) > _MOST:
            raise _TooManyError
        found = list(dict.fromkeys(one | other for one, other in product(found, way)))
        if any(len(one) > _MOST for one in found):
            raise _TooManyError
    return found


def _limited(alternatives: list[_Alternative]) -> list[_Alternative]:
    if len(alternatives) > _MOST:
        raise _TooManyError
    return list(dict.fromkeys(alternatives))


def _fits(name: str, alternative: _Alternative, question: Question | None) -> bool:
    """Whether some answer to the question agrees with everything that is claimed about it."""
    claims = [claim for claim in alternative if claim.question == name]
    return any(all(claim.agrees(answer) for claim in claims) for answer in _candidates(claims, question))


def _candidates(claims: list[_Claim], question: Question | None) -> Iterator[str]:
    """Answers of which one agrees with all claims if any answer does."""
    exact = [claim.text for claim in claims if claim.holds and not claim.selected]
    if exact:
        yield exact[0]
    elif question is not None and question.type is QuestionType.SELECT_ONE:
        yield LEFT_EMPTY
        yield from (choice.name for choice in question.choices)
    else:
        yield from _selections(claims, question)


def _selections(claims: list[_Claim], question: Question | None) -> Iterator[str]:
    chosen = [claim.text for claim in claims if claim.holds and claim.selected]
    alone = {choice.name for choice in question.choices if choice.exclusive} if question else set[str]()
    if len(set(chosen)) < 2 or alone.isdisjoint(chosen):
        yield " ".join(chosen)
        # Whatever is claimed not to be the answer can be avoided by another one.
        yield " ".join([*chosen, "\N{REPLACEMENT CHARACTER}"])

"""An expression of a questionnaire, ready to be evaluated."""

import math
from dataclasses import dataclass, field

from aftercall.instrument.answers import Answers
from aftercall.instrument.expressions.compiling import Evaluation, compiled
from aftercall.instrument.expressions.parsing import parse
from aftercall.instrument.expressions.tree import Node, questions_named
from aftercall.instrument.expressions.values import to_text, to_truth


@dataclass(frozen=True)
class Expression:
    """source: as its author wrote it. tree: what it means. questions: the questions, calculations and facts that it
    depends on."""

    source: str
    tree: Node
    questions: frozenset[str] = field(init=False, compare=False)
    _evaluate: Evaluation = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "questions", questions_named(self.tree))
        object.__setattr__(self, "_evaluate", compiled(self.tree))

    def holds(self, answers: Answers, current: str = "") -> bool:
        """Whether it is true for these answers. current: the answer being checked."""
        return to_truth(self._evaluate(answers, current))

    def text(self, answers: Answers) -> str:
        """Its value as it is stored: "" where it has no result, because a number is missing or the divisor is 0."""
        value = self._evaluate(answers, "")
        return "" if isinstance(value, float) and not math.isfinite(value) else to_text(value)


def parse_expression(source: str, *, columns: bool = False) -> Expression:
    """columns: whether it is a choice filter, in which a bare name is a column of the choices. Raises InstrumentError,
    which says at which character it can't be read and what was expected there."""
    return Expression(source, parse(source, columns=columns))

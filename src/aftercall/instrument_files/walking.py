"""Walking through a questionnaire with given answers, as an interviewer would who types them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from aftercall.instrument.answers import TODAY
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import QuestionType

_SEEN = "seen"


@dataclass
class Walked:
    """path: the names of the questions on the route, up to the first without an answer. kept: the answers that count,
    calculations among them. errors: a line for every answer that was not taken; it never repeats the answer."""

    path: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def walk(instrument: Instrument, events: Iterable[tuple[str, str]]) -> Walked:
    """Give the answers in this order; a name that comes again is an answer changed. Notes are seen when they are met.
    What is unlikely but possible is taken as confirmed. Facts may be among the events."""
    walker = _Walker(instrument)
    for name, raw in events:
        walker.take(name, raw)
    return walker.walked()


def in_order_of_questions(instrument: Instrument, answers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Answers without an order of their own: facts first, then as they are asked."""
    order = {question.name: number for number, question in enumerate(instrument.questions)}
    return sorted(answers, key=lambda event: order.get(event[0], -1))


class _Walker:
    def __init__(self, instrument: Instrument) -> None:
        self._instrument = instrument
        self._facts: dict[str, str] = {}
        self._events: list[tuple[str, str]] = []
        self._errors: list[str] = []

    def take(self, name: str, raw: str) -> None:
        if name in self._instrument.facts or name == TODAY:
            self._facts[name] = raw
            return
        question = self._instrument.question.get(name)
        if question is None:
            self._errors.append(f"There is no question {name}")
        elif not question.is_asked:
            self._errors.append(f"{name} is calculated, not asked")
        else:
            self._see_notes()
            checked = self._instrument.check(question, raw, self._known())
            if checked.value is None:
                self._errors.append(f"{name}: {checked.problem}")
            else:
                self._events.append((name, checked.value))

    def walked(self) -> Walked:
        self._see_notes()
        path = [question.name for question in self._instrument.path(self._known())]
        return Walked(path, dict(self._counted()), self._errors)

    def _see_notes(self) -> None:
        while (following := self._instrument.next_question(self._known())) and following.type is QuestionType.NOTE:
            self._events.append((following.name, _SEEN))

    def _known(self) -> dict[str, str]:
        return {**self._facts, **self._counted()}

    def _counted(self) -> dict[str, str]:
        return dict(self._instrument.fold(self._events, self._facts).counted)

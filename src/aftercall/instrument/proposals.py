"""What is proposed for each measure of two versions: that their figures can be compared, or that the series breaks.

A break is proposed if people were asked something else (words, answers, who is asked, what is counted). What may have
an effect but need not, such as another question before it, is named. A person decides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aftercall.instrument.changes import Change, Effect, Topic
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.measures import Measure
from aftercall.instrument.questions import Question
from aftercall.instrument.series_breaks import Verdict
from aftercall.instrument.whole_changes import basis_changes, leaves_base_sentence

_SHOWN = 3  # of the questions before a measure that changed
NOTHING_CHANGED = "Nothing changed about what people are asked for it."


@dataclass(frozen=True)
class Proposal:
    """A proposed verdict on one measure, and why."""

    verdict: Verdict
    reason: str


def proposals(old: Instrument, new: Instrument, changes: Sequence[Change]) -> dict[str, Proposal]:
    """A proposal for each measure that both versions have. changes: all of them."""
    common = [name for name in new.measures if name in old.measures]
    return {name: _proposal(_Compared(old, new, changes), old.measures[name], new.measures[name]) for name in common}


@dataclass(frozen=True)
class _Compared:
    old: Instrument
    new: Instrument
    changes: Sequence[Change]

    def label(self, name: str) -> str:
        question = self.new.question.get(name) or self.old.question[name]
        return question.label or name

    def of(self, names: set[str], effect: Effect) -> list[Change]:
        return [change for change in self.changes if change.question in names and change.effect is effect]


def _proposal(compared: _Compared, old: Measure, new: Measure) -> Proposal:
    breaks = list(dict.fromkeys(_breaks(compared, old, new)))
    if breaks:
        return Proposal(Verdict.SERIES_BREAK, " ".join(breaks))
    named = list(dict.fromkeys(_named(compared, old, new)))
    return Proposal(Verdict.COMPARABLE, " ".join(named) or NOTHING_CHANGED)


def _breaks(compared: _Compared, old: Measure, new: Measure) -> Iterator[str]:
    yield from basis_changes(old, new)
    if compared.old.mode != compared.new.mode:
        yield "It is filled in by someone other than before."
    if not new.is_share and compared.old.leaves_base != compared.new.leaves_base:
        yield leaves_base_sentence(compared.new)
    feeding = _feeding(old) | _feeding(new)
    yield from (_about(compared, change, new) for change in compared.of(feeding, Effect.BREAK))
    deciding = _deciding(compared.old, feeding) | _deciding(compared.new, feeding)
    for change in compared.of(deciding - feeding, Effect.BREAK):
        yield f"Who is asked depends on another question. {_about(compared, change, new)}"


def _named(compared: _Compared, old: Measure, new: Measure) -> Iterator[str]:
    feeding = _feeding(old) | _feeding(new)
    yield from (_about(compared, change, new) for change in compared.of(feeding, Effect.NAMED))
    yield from _context(compared, feeding)
    if compared.old.scripts != compared.new.scripts:
        yield "What is said before or after the questions changed."
    for change in compared.changes:
        if not change.question and change.topic is Topic.LANGUAGES:
            yield change.sentence
    if old.sentence != new.sentence or old.label != new.label:
        yield "What is published about it is worded differently."


def _context(compared: _Compared, feeding: set[str]) -> Iterator[str]:
    """That questions before it changed: what people have just been asked can have an effect on what they answer."""
    earlier = (_before(compared.old, feeding) | _before(compared.new, feeding)) - feeding
    heard = [
        change.question
        for change in compared.changes
        if change.question in earlier and (change.effect is Effect.BREAK or change.topic is Topic.ORDER)
    ]
    labels = [f"‘{compared.label(name)}’" for name in dict.fromkeys(heard)]
    if labels:
        more = f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else ""
        yield f"Questions before it were changed, added, removed or moved: {', '.join(labels[:_SHOWN])}{more}."


def _about(compared: _Compared, change: Change, measure: Measure) -> str:
    """What changed. The measure's first question need not be named."""
    if change.question == measure.direction:
        return change.sentence
    return f"‘{compared.label(change.question)}’: {change.sentence[0].lower()}{change.sentence[1:]}"


def _feeding(measure: Measure) -> set[str]:
    return {measure.direction, *measure.degrees.values()}


def _deciding(instrument: Instrument, names: set[str]) -> set[str]:
    """The questions whose answers decide, directly or not, whether these are asked and which answers they offer."""
    found: set[str] = set()
    waiting = [name for name in names if name in instrument.question]
    while waiting:
        for name in _named_in_conditions(instrument.question[waiting.pop()]):
            if name in instrument.question and name not in found:
                found.add(name)
                waiting.append(name)
    return found


def _named_in_conditions(question: Question) -> Iterator[str]:
    options = (choice.only_if for choice in question.choices)
    for condition in (question.relevant, question.calculation, question.choice_filter, *options):
        if condition is not None:
            yield from sorted(condition.questions)


def _before(instrument: Instrument, feeding: set[str]) -> set[str]:
    """The questions that come before the first of these."""
    names = [question.name for question in instrument.questions]
    places = [names.index(name) for name in feeding if name in names]
    return set(names[: min(places, default=0)])

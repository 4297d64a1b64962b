"""What changed about the answers that people can choose."""

from collections.abc import Iterator, Mapping, Sequence

from aftercall.instrument.changes import Change, Effect, Topic, text_change
from aftercall.instrument.expressions.expression import Expression
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Choice, Question, ReadOut
from aftercall.instrument.routing_words import in_words

_READ = {
    ReadOut.ALWAYS: "is read aloud",
    ReadOut.MAY: "may be read aloud",
    ReadOut.NEVER: "is not read aloud",
}

type Pair[Thing] = tuple[Thing, Thing]


def option_changes(questionnaires: Pair[Instrument], questions: Pair[Question]) -> Iterator[Change]:
    """Answers that were added, removed, renamed or moved, and every other change of one."""
    old, new = questions
    before, now = options_of(old), options_of(new)
    names = _same_option(before, now)
    for name, choice in before.items():
        if name not in names:
            yield _change(old, f"The answer ‘{choice.label}’ was removed.")
    for name, choice in now.items():
        if name not in names.values():
            yield _change(old, f"The answer ‘{choice.label}’ was added.")
    for earlier, later in names.items():
        yield from _of_one(questionnaires, old.name, before[earlier], now[later])
    yield from _order(old, names, before, now)
    if not same_condition(old.choice_filter, new.choice_filter):
        yield _change(old, "What decides which answers can be chosen changed.")


def same_condition(old: Expression | None, new: Expression | None) -> bool:
    """Whether two conditions mean the same, however they are spaced."""
    return (old.tree if old else None) == (new.tree if new else None)


def options_of(question: Question) -> dict[str, Choice]:
    """All answers to choose, and the ways out of a question of another type, by name."""
    return {choice.name: choice for choice in (*question.choices, *question.ways_out)}


def _change(question: Question, sentence: str, effect: Effect = Effect.BREAK) -> Change:
    return Change(Topic.OPTIONS, sentence, effect, question.name)


def _same_option(before: Mapping[str, Choice], now: Mapping[str, Choice]) -> dict[str, str]:
    """The names of each answer that both have. One under another name is the same if people hear the same words."""
    names = {name: name for name in before if name in now}
    free = {choice.label: name for name, choice in now.items() if name not in names}
    for name, choice in before.items():
        if name not in names and choice.label in free:
            names[name] = free.pop(choice.label)
    return names


def _of_one(questionnaires: Pair[Instrument], question: str, old: Choice, new: Choice) -> Iterator[Change]:
    what = f"The answer ‘{old.label}’"
    yield from text_change(what, old.label, new.label, Topic.OPTIONS, effect=Effect.BREAK, question=question)
    for sentence, effect in _details(questionnaires, f"The answer ‘{new.label}’", old, new):
        yield Change(Topic.OPTIONS, sentence, effect, question)


def _details(questionnaires: Pair[Instrument], what: str, old: Choice, new: Choice) -> Iterator[tuple[str, Effect]]:
    if old.name != new.name:
        yield f"{what} is now stored as ‘{new.name}’, before as ‘{old.name}’.", Effect.NAMED
    if old.key != new.key:
        yield f"{what} now has the key {new.key}, before {old.key}.", Effect.NAMED
    if old.read_out != new.read_out:
        yield f"{what} now {_READ[new.read_out]}; before, it {_READ[old.read_out]}.", Effect.BREAK
    if old.exclusive != new.exclusive:
        can = "can no longer" if new.exclusive else "can now"
        yield f"{what} {can} be combined with others.", Effect.BREAK
    if old.counts != new.counts:
        yield f"{what} {'now counts' if new.counts else 'no longer counts'} in its measure.", Effect.NAMED
    if not same_condition(old.only_if, new.only_if):
        before, now = (
            _when(instrument, one.only_if) for instrument, one in zip(questionnaires, (old, new), strict=True)
        )
        yield f"When {what[0].lower()}{what[1:]} can be chosen changed. Before: {before}. Now: {now}.", Effect.BREAK
    if old.columns != new.columns:
        yield f"What decides when {what[0].lower()}{what[1:]} can be chosen changed.", Effect.BREAK


def _when(instrument: Instrument, condition: Expression | None) -> str:
    return "always" if condition is None else f"only if {in_words(instrument, condition.tree)}"


def _order(
    question: Question, names: Mapping[str, str], before: Mapping[str, Choice], now: Mapping[str, Choice]
) -> Iterator[Change]:
    """before, now: in the order of the questionnaire. The order of answers that nobody hears has no effect."""
    kept = [names[name] for name in before if name in names]
    if kept == [name for name in now if name in kept]:
        return
    heard = [name for name in kept if now[name].read_out is not ReadOut.NEVER]
    effect = Effect.NAMED if heard == [name for name in now if name in heard] else Effect.BREAK
    what = "answers" if effect is Effect.BREAK else "answers that are not read out"
    shown = [one for one in now.values() if effect is Effect.BREAK or one.read_out is ReadOut.NEVER]
    yield _change(question, f"The {what} are now in this order: {_listed(shown)}.", effect)


def _listed(choices: Sequence[Choice]) -> str:
    return ", ".join(f"‘{choice.label}’" for choice in choices)

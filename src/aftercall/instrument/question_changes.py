"""What changed about one question that two versions have."""

from collections.abc import Callable, Iterator

from aftercall.instrument.changes import Change, Effect, Topic, text_change
from aftercall.instrument.expressions.expression import Expression
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.option_changes import option_changes, same_condition
from aftercall.instrument.questions import Question, QuestionType, ReadOut
from aftercall.instrument.routing_words import in_words, who_is_asked

ANSWERED_WITH = {
    QuestionType.SELECT_ONE: "one of the answers",
    QuestionType.SELECT_MULTIPLE: "any number of the answers",
    QuestionType.TEXT: "the person’s own words",
    QuestionType.INTEGER: "a whole number",
    QuestionType.DECIMAL: "a number",
    QuestionType.DATE: "a date",
    QuestionType.NOTE: "nothing, as it is only read",
    QuestionType.CALCULATE: "nothing, as it is calculated",
}
READ = {
    ReadOut.ALWAYS: "is read aloud",
    ReadOut.MAY: "may be read aloud",
    ReadOut.NEVER: "is not read aloud",
}

# A pair of what a question, or its questionnaire, was and is.
type Pair[Thing] = tuple[Thing, Thing]


def question_changes(questionnaires: Pair[Instrument], questions: Pair[Question]) -> Iterator[Change]:
    """Every change of a question, without that of its place. Both have the same name."""
    old, new = questions
    yield from _texts(old, new)
    yield from _way_of_answering(old, new)
    yield from option_changes(questionnaires, questions)
    yield from _routing(questionnaires, old, new)
    yield from _checks(questionnaires, old, new)
    yield from _group(questionnaires, old, new)


def _texts(old: Question, new: Question) -> Iterator[Change]:
    name = old.name
    yield from text_change("The wording", old.label, new.label, Topic.WORDING, effect=Effect.BREAK, question=name)
    yield from text_change("The hint", old.hint, new.hint, Topic.WORDING, question=name)
    note = (old.interviewer_note, new.interviewer_note)
    yield from text_change("The note to the interviewer", *note, Topic.WORDING, question=name)
    if old.read_out != new.read_out:
        sentence = f"Before, the question {READ[old.read_out]}; now it {READ[new.read_out]}."
        yield Change(Topic.WORDING, sentence, Effect.BREAK, name)


def _way_of_answering(old: Question, new: Question) -> Iterator[Change]:
    name = old.name
    if old.type != new.type:
        before, now = ANSWERED_WITH[old.type], ANSWERED_WITH[new.type]
        yield Change(Topic.OPTIONS, f"Before, it was answered with {before}; now with {now}.", Effect.BREAK, name)
    if old.required != new.required:
        sentence = "It must now be answered." if new.required else "It can now be left empty."
        yield Change(Topic.CHECKS, sentence, Effect.BREAK, name)
    if old.rotate != new.rotate:
        sentence = (
            "The order of the answers is now drawn for each person."
            if new.rotate
            else "The answers are now always in the same order."
        )
        yield Change(Topic.OPTIONS, sentence, Effect.BREAK, name)
    if old.sensitive != new.sensitive:
        sentence = "It is now marked as sensitive." if new.sensitive else "It is no longer marked as sensitive."
        yield Change(Topic.CHECKS, sentence, Effect.NAMED, name)
    if old.max_length != new.max_length:
        limit = f"{new.max_length:,} characters" if new.max_length else "no limit"
        yield Change(Topic.CHECKS, f"The longest answer is now: {limit}.", Effect.NAMED, name)


def _routing(questionnaires: Pair[Instrument], old: Question, new: Question) -> Iterator[Change]:
    if not same_condition(old.relevant, new.relevant):
        before, now = who_is_asked(questionnaires[0], old), who_is_asked(questionnaires[1], new)
        if _reads_the_same(questionnaires, old, new):
            sentence = f"Who is asked is stored differently, but still is: {now}."
            yield Change(Topic.ROUTING, sentence, Effect.NAMED, old.name)
        else:
            sentence = f"Who is asked changed. Before: {before}. Now: {now}."
            yield Change(Topic.ROUTING, sentence, Effect.BREAK, old.name)
    if not same_condition(old.calculation, new.calculation):
        sentence = "How it is calculated changed."
        yield Change(Topic.ROUTING, sentence, Effect.BREAK, old.name)


def _reads_the_same(questionnaires: Pair[Instrument], old: Question, new: Question) -> bool:
    """Whether the same answers, as people hear them, to the same questions lead to it: only their names differ."""
    before, now = (
        who_is_asked(instrument, question, lambda other: other.name)
        for instrument, question in zip(questionnaires, (old, new), strict=True)
    )
    return before == now


def _checks(questionnaires: Pair[Instrument], old: Question, new: Question) -> Iterator[Change]:
    name = old.name
    if not same_condition(old.constraint, new.constraint):
        yield Change(Topic.CHECKS, _check_words(questionnaires, old, new, _HARD, _constraint), Effect.BREAK, name)
    if not same_condition(old.soft_constraint, new.soft_constraint):
        yield Change(Topic.CHECKS, _check_words(questionnaires, old, new, _SOFT, _soft_constraint), Effect.NAMED, name)
    message = (old.constraint_message, new.constraint_message)
    yield from text_change("The message of the check", *message, Topic.CHECKS, question=name)
    message = (old.soft_message, new.soft_message)
    yield from text_change("The question that confirms an unlikely answer", *message, Topic.CHECKS, question=name)


_HARD, _SOFT = "Which answers are accepted", "Which answers must be confirmed"


def _constraint(question: Question) -> Expression | None:
    return question.constraint


def _soft_constraint(question: Question) -> Expression | None:
    return question.soft_constraint


def _check_words(
    questionnaires: Pair[Instrument],
    old: Question,
    new: Question,
    what: str,
    of: Callable[[Question], Expression | None],
) -> str:
    before, now = (_rule(it, of(one), what) for it, one in zip(questionnaires, (old, new), strict=True))
    return f"{what} changed. Before: {before}. Now: {now}."


def _rule(instrument: Instrument, condition: Expression | None, what: str) -> str:
    if condition is None:
        return "all" if what == _HARD else "none"
    words = in_words(instrument, condition.tree)
    return f"only if {words}" if what == _HARD else f"all, unless {words}"


def _group(questionnaires: Pair[Instrument], old: Question, new: Question) -> Iterator[Change]:
    if old.group != new.group:
        under = [_heading(it, one.group) for it, one in zip(questionnaires, (old, new), strict=True)]
        yield Change(Topic.ORDER, f"Before, it was {under[0]}; now it is {under[1]}.", Effect.NAMED, old.name)


def _heading(instrument: Instrument, group: str) -> str:
    if not group:
        return "in no group"
    found = instrument.groups.get(group)
    return f"in the group ‘{(found.label if found else '') or group}’"

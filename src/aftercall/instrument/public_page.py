"""The questionnaire as a page for the public.

`python -m aftercall.instrument.public_page > docs/questionnaire.md` writes it.
"""

from collections.abc import Iterator

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
)
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import load_instrument
from aftercall.instrument.questions import PLACEHOLDER, Audience, Question, QuestionType, ReadOut
from aftercall.instrument.scale import SATISFIED, SEVEN_POINTS, Level

_HEADINGS = {
    Audience.ANYONE: "What we say to anyone who answers",
    Audience.NAMED_PERSON: "What we say to the person we ask for",
}
_ANSWERED_BY = {
    QuestionType.SELECT_ONE: "One answer",
    QuestionType.SELECT_MULTIPLE: "Any number of answers",
    QuestionType.TEXT: "In your own words",
    QuestionType.INTEGER: "A number",
}


def as_markdown(instrument: Instrument) -> str:
    """The whole page."""
    parts = [f"# {instrument.title}", *_opening(instrument), *_scripts(instrument), "## The questions"]
    for number, question in enumerate(instrument.questions, start=1):
        parts += _question(instrument, number, question)
    if instrument.measures:
        parts += [*_counting(instrument), *_publishing(instrument)]
    return "\n\n".join(parts) + "\n"


def _opening(instrument: Instrument) -> Iterator[str]:
    yield (
        f"This is everything that our interviewers say and ask (version {instrument.version}). "
        f"It takes about {instrument.minutes} minutes on the telephone. Words in [brackets] are filled in on the day."
    )


def _scripts(instrument: Instrument) -> Iterator[str]:
    for audience, heading in _HEADINGS.items():
        yield f"## {heading}"
        for script in instrument.scripts.values():
            if script.audience is audience:
                yield f"**{_title(script.name)}**"
                yield f"> {_bracketed(script.text)}"


def _question(instrument: Instrument, number: int, question: Question) -> Iterator[str]:
    yield f"### {number}. {question.label}"
    if question.relevant is not None:
        yield f"Asked only if {_in_words(instrument, question.relevant.tree)}."
    if question.hint:
        yield question.hint
    if question.choices:
        yield f"{_ANSWERED_BY[question.type]}:"
        yield "\n".join(f"- {choice.label}{_aside(choice.read_out)}" for choice in question.choices)
    else:
        yield f"{_ANSWERED_BY[question.type]}{_limits(question)}."
    if question.interviewer_note:
        yield f"Note to the interviewer: {question.interviewer_note}"


def _counting(instrument: Instrument) -> Iterator[str]:
    yield "## How the answers are counted"
    satisfied = [_title(level).lower() for level in SEVEN_POINTS if level in SATISFIED]
    yield (
        "The two questions about each part of the experience place the answer on a scale of seven points: "
        f"{_listing([_title(level).lower() for level in SEVEN_POINTS], 'or')}. "
        f"We count as satisfied: {_listing(satisfied, 'and')}, and anyone who is satisfied but does not say how much."
    )
    left_out = [_title(level).lower() for level in Level if level in instrument.leaves_base]
    if left_out:
        yield f"We leave out of the percentages: {_listing(left_out, 'and')}."


def _publishing(instrument: Instrument) -> Iterator[str]:
    yield "## What we publish"
    yield "\n".join(f"- {measure.label}: {_bracketed(measure.sentence)}" for measure in instrument.measures.values())
    if instrument.breakdowns:
        yield "We also publish these figures by group:"
        yield "\n".join(f"- {label}" for label in instrument.breakdowns.values())


def _limits(question: Question) -> str:
    longest = f", up to {question.max_length} characters" if question.max_length else ""
    return longest if question.required else f"{longest} (optional)"


def _aside(read_out: ReadOut) -> str:
    return {ReadOut.ALWAYS: "", ReadOut.MAY: " (may be read out)", ReadOut.NEVER: " (not read out)"}[read_out]


def _bracketed(text: str) -> str:
    return PLACEHOLDER.sub(lambda found: f"[{found[1].replace('_', ' ')}]", text)


def _title(name: str) -> str:
    words = name.replace("_", " ").replace("dont", "don’t")
    return words[0].upper() + words[1:]


def _listing(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _in_words(instrument: Instrument, condition: Node) -> str:
    match condition:
        case AllOf(parts):
            return " and ".join(_in_words(instrument, part) for part in parts)
        case AnyOf(parts):
            return f"either {' or '.join(_in_words(instrument, part) for part in parts)}"
        case Negation(of):
            return f"it is not the case that {_in_words(instrument, of)}"
        case Call("selected", (value, Literal() as choice)):
            return f"{_value(instrument, value)} includes {_answer_label(instrument, value, choice.text)}"
        case Comparison(left, sign, right):
            compared = right.text if isinstance(right, Literal) else _value(instrument, right)
            words = {
                "=": "is",
                "!=": "is not",
                "<": "is below",
                "<=": "is at most",
                ">": "is above",
                ">=": "is at least",
            }
            return f"{_value(instrument, left)} {words[sign]} {_answer_label(instrument, left, compared)}"


def _value(instrument: Instrument, value: Node) -> str:
    match value:
        case AnswerTo(question):
            number = instrument.questions.index(instrument.question[question]) + 1
            return f"the answer to question {number}"
        case Current():
            return "this answer"
        case Literal() as literal:
            return literal.text
        case Call("string-length", (of,)):
            return f"the length of {_value(instrument, of)}"
        case _:
            raise NotImplementedError(value)


def _answer_label(instrument: Instrument, value: Node, text: str) -> str:
    choices = instrument.question[value.question].choices if isinstance(value, AnswerTo) else ()
    return next((f"‘{choice.label}’" for choice in choices if choice.name == text), text)


if __name__ == "__main__":
    print(as_markdown(load_instrument("victim_satisfaction_2")), end="")

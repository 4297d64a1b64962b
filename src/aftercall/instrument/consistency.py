"""Checks that an instrument's parts agree, made when it is loaded so that no fault appears in the middle of a call."""

import re
from collections import Counter
from collections.abc import Iterable, Set

from aftercall.instrument.conditions import Condition, matched_choices, questions_named
from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.instrument import TODAY, Instrument
from aftercall.instrument.measures import CLASSIFICATIONS, PERCENT, Measure
from aftercall.instrument.questions import Audience, Question, Script
from aftercall.instrument.scale import DEGREES, DIRECTIONS, Level

# Until the person named is on the line, the caller must not reveal that the call is about the police or a crime.
_REVEALING = re.compile(r"police|constab|officer|crime|criminal|victim|offence|incident|report|force", re.IGNORECASE)
_PLACEHOLDERS = {
    Audience.ANYONE: {"person", "interviewer", "agency"},
    # check_number is the force's, under the name that earlier versions have for it.
    Audience.NAMED_PERSON: {
        "person",
        "interviewer",
        "agency",
        "agency_number",
        "force",
        "force_number",
        "minutes",
        "check_number",
        "check_page",
    },
}


def check_consistency(instrument: Instrument) -> None:
    """Raise InstrumentError for the first fault."""
    known: dict[str, Question] = {}
    facts = {*instrument.facts, TODAY}
    for question in instrument.questions:
        _check_question(f"{instrument.name}, questions {question.name}", question, known, facts)
        known[question.name] = question
    for measure in instrument.measures.values():
        _check_measure(f"{instrument.name}, measures {measure.name}", measure, known)
    _check_overall(instrument)
    _check_breakdowns(f"{instrument.name}, breakdowns", instrument.breakdowns)
    for script in instrument.scripts.values():
        _check_script(f"{instrument.name}, scripts {script.name}", script)
    if instrument.objection is not None:
        where = f"{instrument.name}, objection"
        _check_choices(where, known, [(instrument.objection.question, instrument.objection.answer)])


def _check_unique(where: str, names: Iterable[str]) -> None:
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise InstrumentError(f"{where}: {repeated[0]!r} is listed twice")


def _check_question(where: str, question: Question, earlier: dict[str, Question], facts: Set[str]) -> None:
    _check_unique(f"{where}, choices", (mark for choice in question.choices for mark in {choice.name, choice.key}))
    if question.relevant is not None:
        _check_condition(f"{where}, relevant", question.relevant, earlier, facts)
    if question.constraint is not None:
        _check_condition(f"{where}, constraint", question.constraint, earlier, facts)


def _check_condition(where: str, condition: Condition, earlier: dict[str, Question], facts: Set[str]) -> None:
    unknown = sorted(questions_named(condition) - earlier.keys() - facts)
    if unknown:
        raise InstrumentError(f"{where}: there is no question {unknown[0]!r} before this one")
    _check_choices(where, earlier, [pair for pair in matched_choices(condition) if pair[0] not in facts])


def _check_choices(where: str, known: dict[str, Question], pairs: Iterable[tuple[str, str]]) -> None:
    for name, text in pairs:
        if name not in known:
            raise InstrumentError(f"{where}: there is no question {name!r}")
        choices = {choice.name for choice in known[name].choices}
        if choices and text and text not in choices:
            raise InstrumentError(f"{where}: {name} has no choice {text!r}")


def _check_measure(where: str, measure: Measure, known: dict[str, Question]) -> None:
    for name in (measure.direction, *measure.degrees.values()):
        if name not in known:
            raise InstrumentError(f"{where}: there is no question {name!r}")
    if measure.is_share:
        _check_choices(where, known, ((measure.direction, answer) for answer in sorted(measure.counts)))
        _check_sentence(where, measure.sentence)
        return
    directions = {choice.name for choice in known[measure.direction].choices}
    if set(measure.degrees) != directions & DIRECTIONS:
        raise InstrumentError(f"{where}: degrees must follow the answers satisfied and dissatisfied, and no others")
    _check_scale(where, known[measure.direction], DIRECTIONS)
    for name in measure.degrees.values():
        _check_scale(where, known[name], DEGREES)
    _check_sentence(where, measure.sentence)


def _check_scale(where: str, question: Question, steps: Set[str]) -> None:
    unknown = [choice.name for choice in question.choices if choice.name not in steps | set(Level)]
    if unknown:
        raise InstrumentError(f"{where}: {question.name} has the choice {unknown[0]!r}, which is not on the scale")


def _check_sentence(where: str, sentence: str) -> None:
    before, percent, after = sentence.partition(PERCENT)
    if not percent or set("{}") & set(before + after):
        raise InstrumentError(f"{where}: the sentence must contain {PERCENT} once, and no other braces")


def _check_overall(instrument: Instrument) -> None:
    if instrument.overall is None and not instrument.measures:
        return
    if instrument.overall not in instrument.measures:
        names = ", ".join(instrument.measures) or "there are none"
        raise InstrumentError(f"{instrument.name}: overall must be the name of one of the measures ({names})")


def _check_breakdowns(where: str, names: Iterable[str]) -> None:
    unknown = [name for name in names if name not in CLASSIFICATIONS]
    if unknown:
        raise InstrumentError(f"{where}: {unknown[0]!r} must be one of {', '.join(CLASSIFICATIONS)}")


def _check_script(where: str, script: Script) -> None:
    unknown = sorted(script.placeholders - _PLACEHOLDERS[script.audience])
    if unknown:
        raise InstrumentError(f"{where}: {{{unknown[0]}}} can't be used in a script for {script.audience}")
    revealing = _REVEALING.search(script.text) if script.audience is Audience.ANYONE else None
    if revealing:
        raise InstrumentError(f"{where}: {revealing[0]!r} must not be said to anyone but the person named")

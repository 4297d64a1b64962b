"""Whether an instrument's parts fit together: found when it is loaded, not in the middle of a call."""

import re
from collections import Counter
from collections.abc import Iterable

from aftercall.instrument.conditions import Condition, matched_choices, questions_named
from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Audience, Item, Question, Script
from aftercall.instrument.scale import Level

# To anyone but the person named, the caller gives away neither police nor crime.
_GIVEAWAYS = re.compile(r"police|constab|officer|crime|criminal|victim|offence|incident|report|force", re.IGNORECASE)
_PLACEHOLDERS = {
    Audience.ANYONE: {"person", "interviewer", "agency"},
    Audience.NAMED_PERSON: {"person", "interviewer", "agency", "force", "minutes", "check_number", "check_page"},
}


def check_consistency(instrument: Instrument) -> None:
    """Raise InstrumentError for the first thing that does not fit."""
    _check_unique(f"{instrument.name}, questions", (question.name for question in instrument.questions))
    known: dict[str, Question] = {}
    for question in instrument.questions:
        _check_question(f"{instrument.name}, questions {question.name}", question, known)
        known[question.name] = question
    for item in instrument.items.values():
        _check_item(f"{instrument.name}, items {item.name}", item, known)
    for script in instrument.scripts.values():
        _check_script(f"{instrument.name}, scripts {script.name}", script)
    if instrument.objection is not None:
        where = f"{instrument.name}, objection"
        _check_choices(where, known, [(instrument.objection.question, instrument.objection.answer)])


def _check_unique(where: str, names: Iterable[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise InstrumentError(f"{where}: {twice[0]!r} stands twice")


def _check_question(where: str, question: Question, earlier: dict[str, Question]) -> None:
    _check_unique(f"{where}, choices", (mark for choice in question.choices for mark in {choice.name, choice.key}))
    if question.relevant is not None:
        _check_condition(f"{where}, relevant", question.relevant, earlier)
    if question.constraint is not None:
        _check_condition(f"{where}, constraint", question.constraint, earlier)


def _check_condition(where: str, condition: Condition, earlier: dict[str, Question]) -> None:
    unknown = sorted(questions_named(condition) - earlier.keys())
    if unknown:
        raise InstrumentError(f"{where}: no question {unknown[0]!r} stands before it")
    _check_choices(where, earlier, matched_choices(condition))


def _check_choices(where: str, known: dict[str, Question], pairs: Iterable[tuple[str, str]]) -> None:
    for name, text in pairs:
        if name not in known:
            raise InstrumentError(f"{where}: there is no question {name!r}")
        choices = {choice.name for choice in known[name].choices}
        if choices and text and text not in choices:
            raise InstrumentError(f"{where}: {name} has no choice {text!r}")


def _check_item(where: str, item: Item, known: dict[str, Question]) -> None:
    for name in (item.direction, *item.degrees.values()):
        if name not in known:
            raise InstrumentError(f"{where}: there is no question {name!r}")
    directions = {choice.name for choice in known[item.direction].choices}
    if set(item.degrees) != directions & {"satisfied", "dissatisfied"}:
        raise InstrumentError(f"{where}: degrees must lead on from satisfied and dissatisfied, and from nothing else")
    unknown = sorted(directions - set(Level) - {"satisfied", "dissatisfied"})
    if unknown:
        raise InstrumentError(
            f"{where}: {item.direction} has the choice {unknown[0]!r}, which is no level of the scale"
        )


def _check_script(where: str, script: Script) -> None:
    unknown = sorted(script.placeholders - _PLACEHOLDERS[script.audience])
    if unknown:
        raise InstrumentError(f"{where}: {{{unknown[0]}}} may not be said to {script.audience}")
    giveaway = _GIVEAWAYS.search(script.text) if script.audience is Audience.ANYONE else None
    if giveaway:
        raise InstrumentError(f"{where}: {giveaway[0]!r} may not be said to anyone but the person named")

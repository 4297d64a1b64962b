"""Checks that an instrument's parts agree, made when it is loaded so that no fault appears in the middle of a call."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set

from aftercall.instrument.answers import SEEN, TODAY
from aftercall.instrument.condition_checks import check_conditions
from aftercall.instrument.finding import Place, Report
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.measures import CLASSIFICATIONS, Measure
from aftercall.instrument.questions import CONSENT_FIELDS, Question
from aftercall.instrument.reachability import check_reachable
from aftercall.instrument.scale import DEGREES, DIRECTIONS, Level

# Names of questions that conditions, or the programs that read exported answers, have for something else.
_RESERVED = frozenset(
    {TODAY, "meta", "all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}
)
# Values that stand for something else where answers are stored.
_RESERVED_CHOICES = frozenset({SEEN, "sealed"})

type Questions = Mapping[str, Question]


def check_consistency(instrument: Instrument, report: Report) -> None:
    """Report every fault in how the parts of an instrument refer to each other."""
    known = instrument.question
    _check_names(instrument, report)
    for question in instrument.questions:
        _check_question(instrument, question, report)
    check_conditions(instrument, report)
    check_reachable(instrument, report)
    for measure in instrument.measures.values():
        _check_measure(measure, known, report)
    _check_overall(instrument, report)
    for name in instrument.breakdowns:
        if name not in CLASSIFICATIONS:
            report.error(Place("breakdowns", name, field="name"), f"must be one of {', '.join(CLASSIFICATIONS)}")
    if instrument.objection is not None:
        _check_answer(Place("objection"), known, instrument.objection.question, instrument.objection.answer, report)
    for consent in instrument.consents.values():
        _check_answer(Place("consents", consent.name), known, consent.question, consent.answer, report)
        if not consent.fields or not set(consent.fields) <= set(CONSENT_FIELDS):
            place = Place("consents", consent.name, field="fields")
            report.error(place, f"must be one or more of {', '.join(CONSENT_FIELDS)}")


def _check_names(instrument: Instrument, report: Report) -> None:
    """Of questions and facts, which conditions name alike."""
    names = [question.name for question in instrument.questions]
    for name in _repeated(names):
        report.error(Place("questions", name, field="name"), f"{name!r} is listed twice")
    for name in _repeated(instrument.facts):
        report.error(Place(field="facts"), f"{name!r} is listed twice")
    for name in sorted(set(instrument.facts) & {*names, TODAY}):
        report.error(Place(field="facts"), f"{name!r} is the name of something else")
    for name in sorted(set(instrument.groups) & set(names)):
        report.error(Place("groups", name, field="name"), f"{name!r} is also the name of a question")
    for name in sorted(_RESERVED & set(names)):
        report.error(Place("questions", name, field="name"), f"{name!r} is a reserved word; choose another name")


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _check_question(instrument: Instrument, question: Question, report: Report) -> None:
    place = Place("questions", question.name)
    marks = (mark for choice in question.choices for mark in sorted({choice.name, choice.key}))
    for mark in _repeated(marks):
        report.error(place.at("choices"), f"{mark!r} is listed twice among the names and keys of its choices")
    for choice in question.choices:
        if choice.name in _RESERVED_CHOICES:
            report.error(place.at("choices"), f"{choice.name!r} is a reserved word; choose another name for the choice")
    if question.group and question.group not in instrument.groups:
        report.error(place.at("group"), f"there is no group {question.group!r}")
    if question.sensitive and question.required and not question.ways_out and question.is_answered:
        message = "a sensitive question needs a way out: set dk_refused, or do not require an answer"
        report.error(place.at("sensitive"), message)


def _check_answer(place: Place, known: Questions, question: str, answer: str, report: Report) -> None:
    if question not in known:
        report.error(place.at("question"), f"there is no question {question!r}")
    elif known[question].choices and answer not in {choice.name for choice in known[question].choices}:
        report.error(place.at("answer"), f"{question} has no choice {answer!r}")


def _check_measure(measure: Measure, known: Questions, report: Report) -> None:
    place = Place("measures", measure.name)
    unknown = [name for name in (measure.direction, *measure.degrees.values()) if name not in known]
    for name in unknown:
        report.error(place, f"there is no question {name!r}")
    if unknown:
        return
    if measure.is_share:
        for answer in sorted(measure.counts):
            _check_answer(place, known, measure.direction, answer, report)
    else:
        _check_two_steps(place, measure, known, report)


def _check_two_steps(place: Place, measure: Measure, known: Questions, report: Report) -> None:
    directions = {choice.name for choice in known[measure.direction].choices}
    if set(measure.degrees) != directions & DIRECTIONS:
        report.error(place.at("degrees"), "must follow the answers satisfied and dissatisfied, and no others")
    _check_scale(place, known[measure.direction], DIRECTIONS, report)
    for name in measure.degrees.values():
        _check_scale(place, known[name], DEGREES, report)


def _check_scale(place: Place, question: Question, steps: Set[str], report: Report) -> None:
    for choice in question.choices:
        if choice.name not in steps | set(Level):
            report.error(place, f"{question.name} has the choice {choice.name!r}, which is not on the scale")


def _check_overall(instrument: Instrument, report: Report) -> None:
    if instrument.overall is None and not instrument.measures:
        return
    if instrument.overall not in instrument.measures:
        names = ", ".join(instrument.measures) or "there are none"
        report.error(Place(field="overall"), f"must be the name of one of the measures ({names})")

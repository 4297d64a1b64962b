"""A question for a number or a day as one with bands to choose from, and people's answers as choices of bands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from aftercall.consultations.results.bands import bands_between, code_of, limits_of, place, read_limit, written
from aftercall.consultations.results.reading import Answered
from aftercall.instrument.questions import Choice, Question, QuestionType, ReadOut


@dataclass(frozen=True)
class Banded:
    """The question and the people, as if they had chosen bands. limits: where bands begin, as written. bands: by
    code, where each begins and ends, None where it is open. They are the same for everybody, so that people drawn at
    random can be compared with others."""

    question: Question
    people: Sequence[Answered]
    limits: Sequence[str]
    bands: Mapping[str, tuple[str | None, str | None]]


def in_bands(question: Question, people: Sequence[Answered], limits: Sequence[str]) -> Banded:
    """The question and the answers in bands. limits: where bands begin, if that is decided; otherwise it is chosen from
    the answers that are not marked."""
    kind, ways_out = question.type, {one.name for one in question.ways_out}
    given = {one.pk: one.answers.get(question.name, "") for one in people}
    places = {pk: place(kind, answer) for pk, answer in given.items() if answer and answer not in ways_out}
    unmarked = [places[one.pk] for one in people if one.pk in places and not one.sign]
    begins = [read_limit(kind, one) for one in limits] or limits_of(kind, unmarked)
    bands = {code_of(kind, band): band for band in bands_between(kind, begins, places.values())}
    chosen = given | {pk: code for pk, at in places.items() for code, band in bands.items() if band.holds(at)}
    return Banded(
        question=_with_choices(question, bands),
        people=[replace(one, answers={question.name: chosen[one.pk]}) for one in people],
        limits=[written(kind, one) for one in begins],
        bands={code: (_written(kind, one.low), _written(kind, one.high)) for code, one in bands.items()},
    )


def _with_choices(question: Question, codes: Iterable[str]) -> Question:
    choices = tuple(Choice(code, code, "", ReadOut.NEVER) for code in codes)
    return replace(question, type=QuestionType.SELECT_ONE, choices=(*choices, *question.ways_out))


def _written(kind: QuestionType, limit: Decimal | None) -> str | None:
    return None if limit is None else written(kind, limit)

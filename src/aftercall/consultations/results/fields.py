"""The parts of the results that are released one by one: each question, and who took part. Each is frozen as JSON when
it is prepared, with what must not be shown left out."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext_noop as _

from aftercall.consultations.demographics import NOT_SAID, NOT_SAID_LABEL, Category, Characteristic, tabulated
from aftercall.consultations.models import OUTCOME, PEOPLE, Channel, Consultation, Rule
from aftercall.consultations.results.banding import in_bands
from aftercall.consultations.results.bands import BANDED
from aftercall.consultations.results.protecting import FEWEST, FEWEST_IN_GROUP, hidden_in_row, hidden_in_table
from aftercall.consultations.results.reading import Answered
from aftercall.consultations.results.weighting import Weights, share_of
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Choice, Question, QuestionType
from aftercall.methods.arrays import BoolArray, FloatArray, IntArray

WHO = _("Who took part")
# Fewer people are too few for a figure, or for breaking one down.
FEWEST_IN_ALL, FEWEST_FOR_GROUPS = 10, 50
_SAME_WEIGHT = 1e-6

type Json = dict[str, Any]


def releasable(instrument: Instrument) -> dict[str, str]:
    """The names of the parts that can be released, with what they are called, in order."""
    questions = {question.name: question.label for question in instrument.questions if question.is_answered}
    return {PEOPLE: WHO, **questions, OUTCOME: "What was decided, and how answers were taken into account"}


def content_of(
    consultation: Consultation,
    instrument: Instrument,
    field: str,
    people: Sequence[Answered],
    limits: Sequence[str] = (),
) -> Json:
    """What is released of one part, other than the outcome. limits: where the bands of a number or day began when it
    was last public, which does not change."""
    if field == PEOPLE:
        return _by_channel("people", WHO, people, lambda own: _people(consultation, own))
    question = instrument.question[field]
    if question.type is QuestionType.TEXT:
        return _texts(consultation, question, people)
    if question.type in BANDED:
        return _banded(consultation, question, people, limits)
    return _by_channel("choices", question.label, people, lambda own: _choices(consultation, question, own))


def _banded(consultation: Consultation, question: Question, people: Sequence[Answered], limits: Sequence[str]) -> Json:
    """The shares of each band of numbers or days, as of choices."""
    banded = in_bands(question, people, limits)
    content = _by_channel(
        "choices", question.label, banded.people, lambda own: _choices(consultation, banded.question, own)
    )
    return {**content, "limits": banded.limits, "bands": banded.bands}


def _by_channel(kind: str, label: str, people: Sequence[Answered], make: Any) -> Json:
    """The same for those who chose to take part and for those drawn at random, separately. kept: without marked
    answers."""
    channels = []
    for channel in Channel:
        own = _of(people, channel)
        if own:
            content = make(own) if _kept(own) >= FEWEST_IN_ALL else None
            channels.append({"channel": channel.value, "content": content})
    return {"kind": kind, "label": label, "channels": channels}


def _kept(people: Sequence[Answered]) -> int:
    return sum(not one.sign for one in people)


def _people(consultation: Consultation, people: Sequence[Answered]) -> Json:
    kept = [one for one in people if not one.sign]
    return {
        "answers": len(kept),
        "marked": len(people) - len(kept),
        "tables": [_who(characteristic, kept) for characteristic in tabulated(consultation.listed_areas)],
    }


def _who(characteristic: Characteristic, people: Sequence[Answered]) -> Json:
    categories, counts = _categories(characteristic), _counts(characteristic, people)
    hidden = hidden_in_row(counts)
    rows = [
        {"code": one.code, "label": one.label, "count": None if hides else int(count)}
        for one, count, hides in zip(categories, counts, hidden, strict=True)
    ]
    return {"code": characteristic.code, "label": characteristic.label, "rows": rows}


def _counts(characteristic: Characteristic, people: Sequence[Answered]) -> IntArray:
    """(categories,), how many of these people are in each."""
    found = Counter(one.about[characteristic.code] for one in people)
    return np.array([found[one.code] for one in _categories(characteristic)])


def _categories(characteristic: Characteristic) -> list[Category]:
    return [*characteristic.categories, Category(NOT_SAID, NOT_SAID_LABEL)]


def _choices(consultation: Consultation, question: Question, people: Sequence[Answered]) -> Json | None:
    """The shares of each answer, and by what people said about themselves."""
    everybody = [one for one in people if one.answers.get(question.name)]
    kept = [one for one in everybody if not one.sign]
    if len(kept) < FEWEST_IN_ALL:
        return None
    chose = _chose(question.choices, question.name, kept)
    counts = chose.sum(axis=1)
    hidden = _hidden_answers(question, counts, len(kept))
    weights = Weights.of(kept, consultation.margins) if consultation.margins else None
    marked = len(everybody) - len(kept)
    with_marked = _chose(question.choices, question.name, everybody).mean(axis=1)
    is_sample = people[0].channel == Channel.INVITED
    return {
        "base": len(kept),
        "marked": marked,
        "weighted": weights is not None,
        "deff": round(weights.deff, 2) if weights else None,
        "several": question.type is QuestionType.SELECT_MULTIPLE,
        "rows": [
            _row(
                choice,
                row,
                hides=bool(hides),
                with_marked=float(all_share) if marked >= FEWEST_IN_ALL else None,
                weights=weights,
                is_sample=is_sample,
            )
            for choice, row, hides, all_share in zip(question.choices, chose, hidden, with_marked, strict=True)
        ],
        "groups": _groups(
            consultation,
            question,
            kept,
            chose,
            hidden,
            everybody=[one for one in people if not one.sign],
            weights=weights.calibration.weights if weights else None,
        ),
    }


def _chose(choices: Sequence[Choice], name: str, people: Sequence[Answered]) -> BoolArray:
    """(choices, people), who chose what."""
    chosen = [set(one.answers[name].split()) for one in people]
    return np.array([[choice.name in one for one in chosen] for choice in choices], dtype=np.bool_)


def _hidden_answers(question: Question, counts: Any, base: int) -> BoolArray:
    if question.type is QuestionType.SELECT_ONE:
        return hidden_in_row(counts)
    few = (counts > 0) & (counts < FEWEST)
    return np.asarray(few | ((base - counts > 0) & (base - counts < FEWEST)))


def _row(
    choice: Choice,
    chose: BoolArray,
    *,
    hides: bool,
    with_marked: float | None,
    weights: Weights | None,
    is_sample: bool,
) -> Json:
    row: Json = {"code": choice.name, "label": choice.label}
    if hides:
        return row | {"count": None, "share": None}
    row |= {"count": int(chose.sum()), "share": _rounded(float(chose.mean())), "with_marked": _rounded(with_marked)}
    among = np.ones(len(chose), dtype=np.bool_)
    if weights and 0 < chose.sum() < len(chose):
        found = share_of(chose, among, weights)
        row |= {"weighted": _rounded(found.share), "low": _rounded(found.low), "high": _rounded(found.high)}
    elif weights:
        row["weighted"] = row["share"]  # nobody or everybody, whatever the weights
    elif is_sample:
        found = share_of(chose, among, None)
        row |= {"low": _rounded(found.low), "high": _rounded(found.high)}
    return row


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _groups(
    consultation: Consultation,
    question: Question,
    people: Sequence[Answered],
    chose: BoolArray,
    hidden: BoolArray,
    *,
    everybody: Sequence[Answered],
    weights: FloatArray | None,
) -> list[Json]:
    """everybody: all who took part, including those who did not answer this question. Groups that are hidden in who
    took part are hidden here, too; otherwise the two together would give them away. Left out where the weighted shares
    would."""
    found: list[Json] = []
    for characteristic in tabulated(consultation.listed_areas) if len(people) >= FEWEST_FOR_GROUPS else ():
        categories = _categories(characteristic)
        codes = [one.about[characteristic.code] for one in people]
        members = np.array([[code == category.code for code in codes] for category in categories])
        few = hidden_in_row(_counts(characteristic, everybody)) | hidden_in_row(members.sum(axis=1), FEWEST_IN_GROUP)
        rows = _group_rows(question, categories, members, chose, hidden, few)
        if rows and not (weights is not None and _weights_tell(weights, members, rows, hidden)):
            found.append({"code": characteristic.code, "label": characteristic.label, "rows": rows})
    return found


def _weights_tell(weights: FloatArray, members: BoolArray, rows: Sequence[Json], hidden: BoolArray) -> bool:
    """Whether weighted shares give hidden counts away. If everybody in a group has the same weight, which anyone can
    work out, a share and its answer's total are two equations for the hidden counts of groups with different weights.
    """
    own = [weights[member] for member in members if member.any()]
    if any(np.ptp(one) > _SAME_WEIGHT for one in own):
        return False
    factors = [round(float(one[0]), 6) for one in own]
    return any(
        len({factor for factor, row in zip(factors, rows, strict=True) if row["counts"][place] is None}) > 1
        for place in np.flatnonzero(~hidden)
    )


def _group_rows(
    question: Question,
    categories: Sequence[Category],
    members: BoolArray,
    chose: BoolArray,
    hidden: BoolArray,
    hidden_groups: BoolArray,
) -> list[Json]:
    """A row for each category: its base and the count of each answer, None where it must not be shown."""
    counts = chose.astype(np.int64) @ members.T.astype(np.int64)
    bases = members.sum(axis=1)
    if question.type is QuestionType.SELECT_ONE:
        hides = hidden_in_table(counts, hidden, hidden_groups)
    else:
        hides = _hidden_several(counts, bases, hidden, hidden_groups)
    if hides is None:
        return []
    shown = [place for place in range(len(categories)) if bases[place]]
    return [
        {
            "code": categories[place].code,
            "label": categories[place].label,
            "base": None if hides[:, place].all() else int(bases[place]),
            "counts": [None if hide else int(n) for n, hide in zip(counts[:, place], hides[:, place], strict=True)],
        }
        for place in shown
    ]


def _hidden_several(counts: Any, bases: Any, hidden: BoolArray, hidden_groups: BoolArray) -> BoolArray | None:
    """Of several answers, each is a table of its own: those who chose it and those who did not, by group."""
    found = np.zeros(counts.shape, dtype=np.bool_)
    for place, row in enumerate(counts):
        pair = np.array([row, bases - row])
        hides = hidden_in_table(pair, np.array([hidden[place], hidden[place]]), hidden_groups)
        if hides is None:
            return None
        found[place] = hides.any(axis=0)
    return np.asarray(found | (bases < FEWEST_IN_GROUP))


def _texts(consultation: Consultation, question: Question, people: Sequence[Answered]) -> Json:
    """The texts that are shown, in an order that says nothing about when they came, and how many are not and why. Those
    of people who chose to take part and of those drawn at random are apart, if so many answered that their figures are
    shown too; mixed: whether both are in one list."""
    decided = list(consultation.moderations.in_force().filter(question=question.name).select_related("response"))
    shown = sorted((one for one in decided if not one.rule), key=lambda one: hashlib.sha256(one.text.encode()).digest())
    withheld = Counter(one.rule for one in decided if one.rule)
    channels = {one.response.channel for one in shown if one.response}
    apart = len(channels) > 1 and all(_kept(_of(people, channel)) >= FEWEST_IN_ALL for channel in channels)
    return {
        "kind": "texts",
        "label": question.label,
        "mixed": len(channels) > 1 and not apart,
        "texts": [
            {
                "text": one.text,
                "edited": one.edited,
                "channel": one.response.channel if apart and one.response else "",
            }
            for one in shown
        ],
        "withheld": [
            {"rule": rule.value, "label": rule.label, "count": withheld[rule]} for rule in Rule if withheld[rule]
        ],
    }


def _of(people: Sequence[Answered], channel: str) -> list[Answered]:
    return [one for one in people if one.channel == channel]

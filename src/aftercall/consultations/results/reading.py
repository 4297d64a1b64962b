"""The answers that count, opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from aftercall.consultations import demographics, queries
from aftercall.consultations.keys import open_about, open_answers
from aftercall.consultations.models import Consultation, Flag, ResponseMode
from aftercall.core import vault
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import QuestionType
from aftercall.methods.floods import Submissions

SELECTS = (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE)


@dataclass(frozen=True)
class Answered:
    """One person's answers. about: their category of each tabulated characteristic. seconds: the time that it took, NaN
    on paper. sign: why they are marked as part of a flood; empty if they are not."""

    pk: int
    channel: str
    at: float
    seconds: float
    answers: dict[str, str]
    about: dict[str, str]
    sign: str


def read_answers(consultation: Consultation) -> list[Answered]:
    """Everybody's answers, in the order in which they were submitted. Each ring of keys is opened once. Answers whose
    key has been destroyed are left out."""
    keys, areas, found = vault.keys_of_rings(), consultation.listed_areas, []
    signs = dict(Flag.objects.filter(response__consultation=consultation).values_list("response_id", "sign"))
    for one in queries.submitted(consultation).iterator():
        try:
            answers = open_answers(one, keys)
        except vault.NoSuchKey:
            continue
        about = demographics.categories_of(open_about(one, keys), areas)
        at = one.submitted_at.timestamp() if one.submitted_at else 0.0
        seconds = at - one.started_at.timestamp() if one.mode == ResponseMode.WEB else nan
        found.append(Answered(one.pk, one.channel, at, seconds, answers, about, signs.get(one.pk, "")))
    return found


def submissions(instrument: Instrument, answers: Sequence[Answered]) -> Submissions:
    """The answers as the search for floods takes them."""
    selects = [question for question in instrument.questions if question.type in SELECTS]
    texts = [question.name for question in instrument.questions if question.type is QuestionType.TEXT]
    codes = np.array([_codes([one.answers.get(question.name, "") for one in answers]) for question in selects])
    return Submissions(
        at=np.array([one.at for one in answers]),
        choices=codes.reshape(len(selects), len(answers)).T.astype(np.int64),
        texts=["\n".join(filter(None, (one.answers.get(name, "") for name in texts))) for one in answers],
        seconds=np.array([one.seconds for one in answers]),
    )


def _codes(values: Sequence[str]) -> list[int]:
    known: dict[str, int] = {"": -1}
    return [known.setdefault(value, len(known)) for value in values]

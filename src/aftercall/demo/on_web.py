"""A few people of one quarter who would rather answer on the web, with the operations behind its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from aftercall.fieldwork import operations
from aftercall.fieldwork.interviewing import instrument_of
from aftercall.fieldwork.models import Attempt
from aftercall.fieldwork.operations import NewAnswer
from aftercall.fieldwork.queries import answers_in, web_session
from aftercall.fieldwork.web_codes import is_offered
from aftercall.questionnaires.asking.entered import Entered
from aftercall.synthetic.replies import Replies
from aftercall.synthetic.respondents import RespondentProfile

# Interviewers offer it to the people of these months, and this share of those who would take part wants it.
MONTHS = frozenset(date(2025, month, 1) for month in (7, 8, 9))
_SHARE = 0.07
# How long somebody takes to read and answer a question.
_PER_QUESTION = timedelta(seconds=14)


@dataclass(frozen=True)
class Given:
    """A code that was given in a call, and to whom."""

    code: str
    person: RespondentProfile


def prefers_web(attempt: Attempt, person: RespondentProfile, seed: int) -> bool:
    """Whether the person asks for it. Another sequence of random numbers than the call's, which stays as it is."""
    rng = Random(f"{seed} {person.person} {person.reported_on} web")  # noqa: S311 - a simulation
    return attempt.case.wave.month in MONTHS and is_offered(attempt.case.calling) and rng.random() < _SHARE


def give_code(attempt: Attempt, person: RespondentProfile, *, at: datetime) -> Given:
    """Give the person a code, and end the call."""
    operations.confirm_can_talk(attempt=attempt, interviewer=attempt.interviewer, at=at)
    code = operations.give_web_code(attempt=attempt, interviewer=attempt.interviewer, at=at)
    operations.end_call_for_web(attempt=attempt, interviewer=attempt.interviewer, at=at)
    return Given(code, person)


def answer_on_web(everyone: Sequence[Given], seed: int, *, at: datetime) -> None:
    """Let these people answer on the web, all of them in the evening of the day on which they were called."""
    for given in everyone:
        _answer(given, Random(f"{seed} {given.person.person} answers on the web"), at)  # noqa: S311 - a simulation


def _answer(given: Given, rng: Random, at: datetime) -> None:
    token = operations.enter_web(code=given.code, at=at)
    entry = web_session(token, at) if token else None
    if entry is None:
        return  # they have objected since
    operations.open_session(entry)
    interview = operations.begin_on_web(entry=entry, at=at)
    instrument, folded = instrument_of(entry.case), answers_in(interview)
    replies = Replies(instrument, given.person, rng)
    while question := instrument.next_question(folded.answers):
        at += _PER_QUESTION
        choices = instrument.options(question, folded.answers, interview.seed)
        entered = Entered(replies.reply_to(question, choices))
        answer = NewAnswer(question.name, entered, confirmed=True)
        value = operations.save_web_answer(entry=entry, answer=answer, at=at)
        folded = instrument.answered(folded, question.name, value)
    operations.finish_on_web(entry=entry, at=at)

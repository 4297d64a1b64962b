"""What the interviewer's question screen shows."""

from dataclasses import dataclass

from aftercall.fieldwork import queries
from aftercall.fieldwork.free_text import decrypt_verbatim
from aftercall.fieldwork.interviewing import SEALED, instrument_of
from aftercall.fieldwork.models import Attempt, Interview
from aftercall.questionnaires.asking.entered import Entered, check_entered
from aftercall.questionnaires.asking.question import (
    AskedQuestion,
    DoubtedAnswer,
    Problem,
    asked_question,
    doubted_answer,
    wanted_question,
)
from aftercall.questionnaires.asking.spoken import Spoken


@dataclass(frozen=True)
class QuestionPage:
    """One question in a call."""

    attempt: Attempt
    asked: AskedQuestion

    @property
    def spoken(self) -> Spoken:
        """The language of the question."""
        return self.asked.spoken


@dataclass(frozen=True)
class Wanted:
    """Which question to show: the one of this name, or the one that follows `after`; else the first without an
    answer."""

    question: str = ""
    after: str = ""


def question_page(
    attempt: Attempt,
    interview: Interview,
    language: str = "",
    wanted: Wanted | None = None,
    *,
    problem: Problem | None = None,
    entered: Entered | None = None,
) -> QuestionPage | None:
    """The wanted question if it is on the route, or else the first unanswered one. None if all are answered.

    `entered` is shown again, with the problem if it could not be saved.
    """
    instrument, given = instrument_of(interview.case, language), queries.answers_in(interview)
    wanted = wanted or Wanted()
    asked = wanted_question(instrument, given, wanted.question, wanted.after)
    if asked is None:
        return None
    is_sealed = entered is None and given.counted.get(asked.name) == SEALED
    shown = asked_question(
        instrument,
        given,
        asked,
        seed=interview.seed,
        words=decrypt_verbatim(interview, asked.name) if is_sealed else None,
        entered=entered,
        problem=problem,
    )
    return QuestionPage(attempt, shown)


@dataclass(frozen=True)
class CheckPage:
    """An unlikely answer in a call, to be confirmed or changed."""

    attempt: Attempt
    doubted: DoubtedAnswer


def check_page(
    attempt: Attempt, interview: Interview, language: str, name: str, entered: Entered, warning: str
) -> CheckPage:
    """What to confirm about an answer that a soft check doubts. name: of its question."""
    instrument, given = instrument_of(interview.case, language), queries.answers_in(interview)
    question = instrument.question[name]
    value = check_entered(instrument, question, entered, given.answers).value or entered.text(question)
    return CheckPage(attempt, doubted_answer(instrument, question, value, warning))

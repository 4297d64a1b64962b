"""People who were reached by telephone and answer on the web."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from tests.fieldwork.making import TUESDAY, Person, make_programme, make_release, make_wave

from aftercall.accounts.models import User
from aftercall.fieldwork import operations
from aftercall.fieldwork.interviewing import instrument_of
from aftercall.fieldwork.models import Attempt, SessionStep, WebEntry
from aftercall.fieldwork.operations import NewAnswer
from aftercall.fieldwork.queries import answers_in, web_interview, web_session
from aftercall.programmes.models import Programme
from aftercall.questionnaires.asking.entered import Entered

CALL = timedelta(seconds=20)  # as long as a call must be
AFTER = TUESDAY + timedelta(minutes=5)
REPLIES = {"reported_by": "no", "improve": "Ring Mrs Example back", "again": "yes"}


def make_web_cases(*people: Person, survey: Mapping[str, object] | None = None, **calling: object) -> Programme:
    """A programme in which people can answer on the web, and cases for these people or for one. survey, calling:
    settings to change."""
    programme = make_programme(survey=dict(survey or {}), calling={"web_door": True, **calling})
    release = make_release(people or [Person("CASE1")], make_wave(programme))
    operations.receive_release(release=release, actor=release.released_by, at=TUESDAY - timedelta(days=30))
    return programme


def given_code(attempt: Attempt, when: datetime = TUESDAY) -> str:
    """The code that the person notes down, before the call has ended."""
    operations.confirm_can_talk(attempt=attempt, interviewer=attempt.interviewer, at=when)
    return operations.give_web_code(attempt=attempt, interviewer=attempt.interviewer, at=when)


def code_after_call(attempt: Attempt, when: datetime = TUESDAY) -> str:
    """The code of a person whose call has ended with it."""
    code = given_code(attempt, when)
    operations.end_call_for_web(attempt=attempt, interviewer=attempt.interviewer, at=when + CALL)
    return code


def entered(attempt: Attempt, when: datetime = TUESDAY) -> str:
    """The token of the session of a person who has entered the code after the call."""
    token = operations.enter_web(code=code_after_call(attempt, when), at=when)
    assert token
    return token


def session_of(token: str, when: datetime = AFTER) -> WebEntry:
    """The session, which must exist, after its first page has been opened."""
    entry = web_session(token, when)
    assert entry
    operations.open_session(entry)
    return entry


def answer_on_web(token: str, *, until: int = 99, when: datetime = AFTER) -> int:
    """Begin or go on, and answer in order, with the first choice unless REPLIES says otherwise, until there are so many
    answers. Returns their number."""
    entry = session_of(token, when)
    is_begun = entry.session_step == SessionStep.BEGUN
    interview = web_interview(entry) if is_begun else operations.begin_on_web(entry=entry, at=when)
    assert interview
    instrument = instrument_of(entry.case)
    while (asked := instrument.next_question(answers_in(interview).answers)) and len(
        answers_in(interview).counted
    ) < until:
        first = asked.choices[0].name if asked.choices else ""
        given = NewAnswer(asked.name, Entered(REPLIES.get(asked.name, first)))
        operations.save_web_answer(entry=entry, answer=given, at=when)
    return len(answers_in(interview).counted)


def another_call(interviewer: User, when: datetime) -> Attempt:
    """The next call to the one case, once the person may be called again."""
    case = operations.claim_next_case(interviewer=interviewer, at=when)
    assert case
    return operations.start_call(case=case, interviewer=interviewer, at=when).attempt

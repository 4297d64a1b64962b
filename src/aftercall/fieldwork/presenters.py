"""The interviewer's screens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import phonenumbers
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.core.words import date_and_time
from aftercall.dispositions.codes import BY_CODE, Disposition
from aftercall.fieldwork import queries
from aftercall.fieldwork.interviewing import SEALED, instrument_of, interview_outcome
from aftercall.fieldwork.models import Attempt, Case, Interview, Phone
from aftercall.fieldwork.policies import hours_on, within_hours
from aftercall.fieldwork.sealing import open_note, open_text
from aftercall.handover.schedule import Contact
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question, ReadOut
from aftercall.programmes.models import CallingRules
from aftercall.programmes.queries import programmes_with_rules


@dataclass(frozen=True)
class Desk:
    """What an interviewer sees between cases."""

    hours: Sequence[tuple[str, str]]
    may_call: bool
    waiting: int
    appointments: Sequence[tuple[str, str]]
    holds_case: bool


def desk(interviewer: User, now: datetime) -> Desk:
    """Hours, queue and appointments, without names."""
    programmes = list(programmes_with_rules())
    return Desk(
        hours=[(one.survey.name, _hours(one.calling, timezone.localdate(now))) for one in programmes],
        may_call=any(within_hours(one.calling, now) for one in programmes),
        waiting=queries.callable_now(now).count(),
        appointments=[
            (date_and_time(case.appointment_at), case.released.reference)
            for case in queries.appointments_with(interviewer)
            if case.appointment_at
        ],
        holds_case=queries.held_case(interviewer) is not None,
    )


def _hours(rules: CallingRules, today: date) -> str:
    opens, closes = hours_on(rules, today)
    return f"{opens:%H:%M} to {closes:%H:%M}"


@dataclass(frozen=True)
class BeforeDialling:
    """A case before dialling, without its contact details."""

    case: Case
    history: Sequence[tuple[str, str, str]]
    appointment: str
    phone: Phone
    was_interrupted: bool
    may_call: bool


def before_dialling(case: Case, now: datetime) -> BeforeDialling:
    """What the interviewer needs to know before dialling."""
    return BeforeDialling(
        case=case,
        history=[_past_call(attempt) for attempt in queries.history(case)],
        appointment=date_and_time(case.appointment_at) if case.appointment_at else "",
        phone=Phone.OTHER if case.main_number_failed else Phone.MAIN,
        was_interrupted=queries.was_interrupted(case),
        may_call=within_hours(case.calling, now),
    )


def _past_call(attempt: Attempt) -> tuple[str, str, str]:
    return date_and_time(attempt.started_at), attempt.get_phone_display(), BY_CODE[attempt.disposition].words


@dataclass(frozen=True)
class CallPage:
    """A call in progress: the only page that shows the person's name and numbers."""

    attempt: Attempt
    contact: Contact
    number: str
    other_number: str
    interview_begun: bool
    notes: Sequence[tuple[str, str]]
    ask: str
    who_is_calling: str
    left_with_other: str


def call(attempt: Attempt, contact: Contact, host: str) -> CallPage:
    """The name, the number, and what can be said to anyone who answers."""
    scripts = _Scripts(attempt, host, contact.full_name)
    numbers = [_dialled(contact.phone), _dialled(contact.phone_alt)]
    if attempt.phone == Phone.OTHER:
        numbers.reverse()
    return CallPage(
        attempt=attempt,
        contact=contact,
        number=numbers[0],
        other_number=numbers[1],
        interview_begun=queries.interview_in(attempt) is not None,
        notes=[
            (date_and_time(past.started_at), note)
            for past in queries.history(attempt.case)
            if (note := open_note(past))
        ],
        ask=scripts.text("ask_for_person"),
        who_is_calling=scripts.text("who_is_calling"),
        left_with_other=scripts.text("left_with_other"),
    )


def _dialled(number: str) -> str:
    """A number in the form people dial: in groups, and without the country code if it is British."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number, "GB")
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, style.NATIONAL if parsed.country_code == 44 else style.INTERNATIONAL)


@dataclass(frozen=True)
class Spoken:
    """What is read out once the person's identity is confirmed."""

    attempt: Attempt
    introduction: str
    closing: str
    interview_begun: bool


def spoken(attempt: Attempt, host: str) -> Spoken:
    """Introduction and closing words."""
    scripts = _Scripts(attempt, host)
    begun = queries.interview_in(attempt) is not None
    return Spoken(attempt, scripts.text("introduction"), scripts.text("closing"), begun)


class _Scripts:
    """The questionnaire's scripts with the names and numbers filled in."""

    def __init__(self, attempt: Attempt, host: str, person: str = "") -> None:
        calling, survey = attempt.case.calling, attempt.case.wave.programme.survey
        self._instrument = instrument_of(attempt.case)
        self._values = {
            "person": person,
            "interviewer": attempt.interviewer.name,
            "agency": calling.agency_name,
            "force": survey.force_name,
            "minutes": str(self._instrument.minutes),
            "check_number": calling.agency_phone,
            "check_page": host,
        }

    def text(self, name: str) -> str:
        return self._instrument.scripts[name].fill(self._values)


@dataclass(frozen=True)
class Option:
    """One choice, with the key that selects it."""

    value: str
    label: str
    key: str
    chosen: bool


@dataclass(frozen=True)
class QuestionPage:
    """One question. Options that are not read out are shown separately."""

    attempt: Attempt
    question: Question
    number: int
    progress: float
    read: Sequence[Option]
    not_read: Sequence[Option]
    text: str
    previous: str
    problem: str


def question(
    attempt: Attempt, interview: Interview, wanted: str = "", *, problem: str = "", typed: str | None = None
) -> QuestionPage | None:
    """The requested question if it is on the route, or else the first unanswered one; None at the end."""
    instrument = instrument_of(interview.case)
    answers = queries.answers_of([interview.pk])[interview.pk]
    path = instrument.path(answers)
    asked = next((step for step in path if step.name == wanted), None) or instrument.next_question(answers)
    if asked is None:
        return None
    value = typed if typed is not None else _current_value(interview, asked, answers)
    return _page(attempt, instrument, path, asked, value, problem)


def _current_value(interview: Interview, asked: Question, answers: dict[str, str]) -> str:
    value = answers.get(asked.name, "")
    return open_text(interview, asked.name) if value == SEALED else value


def _page(
    attempt: Attempt, instrument: Instrument, path: Sequence[Question], asked: Question, value: str, problem: str
) -> QuestionPage:
    place = path.index(asked)
    options = [
        (choice.read_out, Option(choice.name, choice.label, choice.key, value in {choice.name, choice.key}))
        for choice in asked.choices
    ]
    return QuestionPage(
        attempt=attempt,
        question=asked,
        number=place + 1,
        progress=instrument.questions.index(asked) / len(instrument.questions),
        read=[option for read_out, option in options if read_out is not ReadOut.NEVER],
        not_read=[option for read_out, option in options if read_out is ReadOut.NEVER],
        text=value,
        previous=path[place - 1].name if place else "",
        problem=problem,
    )


@dataclass(frozen=True)
class Ending:
    """A call about to end, and the outcome that its interview would have if it ended now."""

    attempt: Attempt
    interview_begun: bool
    projected: Disposition | None
    latest_day: date
    hours: str


def ending(attempt: Attempt) -> Ending:
    """What the interviewer needs to know before ending the call."""
    begun = queries.interview_in(attempt)
    answers = queries.answers_of([begun.pk])[begun.pk] if begun else {}
    return Ending(
        attempt=attempt,
        interview_begun=begun is not None,
        projected=interview_outcome(instrument_of(begun.case), answers) if begun else None,
        latest_day=attempt.case.closes_on,
        hours=_hours(attempt.case.calling, timezone.localdate(attempt.started_at)),
    )

"""Simulated interviewers. They use the same operations as the screens, at simulated times.

Each works through a shift: the next case, the call, the person's response, the outcome. Each step takes time, so that
calling hours, waits between calls and appointments have their usual effect. How a person responds depends only on the
seed, the person and the attempt, not on who calls or on the database's primary keys.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.consents.operations import end_past_retention
from aftercall.core.errors import Refused
from aftercall.demo.on_web import Given, answer_on_web, give_code, prefers_web
from aftercall.dispositions.codes import APPOINTMENT, BY_CODE, OBJECTION, ON_WEB, Disposition
from aftercall.fieldwork import operations
from aftercall.fieldwork.agreeing import keep_consents
from aftercall.fieldwork.interviewing import instrument_of
from aftercall.fieldwork.models import Attempt, Case, Interview, Phone
from aftercall.fieldwork.policies import require_valid_appointment
from aftercall.fieldwork.queries import answers_in
from aftercall.fieldwork.states import CaseState
from aftercall.instrument.questions import Question
from aftercall.programmes.models import Wave
from aftercall.rights.operations import erase_contacts_past_retention
from aftercall.synthetic.replies import Replies
from aftercall.synthetic.respondents import (
    CallOutcome,
    Participation,
    RespondentProfile,
    call_outcome,
    takes_part,
)

_UNAVAILABLE = BY_CODE["2.21"]
_NO_CONTACT = {
    CallOutcome.NO_ANSWER: (BY_CODE["3.13"], timedelta(seconds=75)),
    CallOutcome.VOICEMAIL: (BY_CODE["2.22"], timedelta(seconds=60)),
    CallOutcome.BUSY: (BY_CODE["3.12"], timedelta(seconds=30)),
    CallOutcome.WRONG_NUMBER: (BY_CODE["3.92"], timedelta(seconds=80)),
    CallOutcome.DISCONNECTED: (BY_CODE["3.91"], timedelta(seconds=30)),
    CallOutcome.ANSWERED_BY_OTHER: (_UNAVAILABLE, timedelta(seconds=90)),
}
_NO_INTERVIEW = {
    Participation.REFUSES: BY_CODE["2.112"],
    Participation.OBJECTS: OBJECTION,
    Participation.LANGUAGE_BARRIER: BY_CODE["2.33"],
}
# How long each step takes.
_PREPARATION = timedelta(seconds=40)
_INTRODUCTION = timedelta(minutes=2)
_PER_QUESTION = timedelta(seconds=18)
_WAIT_WITHOUT_A_CASE = timedelta(minutes=75)
_ANSWERS_BEFORE_BREAK_OFF = 4


@dataclass(frozen=True)
class Shift:
    """An interviewer's working hours on certain days of the week (Monday is 0)."""

    days: frozenset[int]
    begins: time
    ends: time


# Calls in the evening and at weekends reach more people, so two of the three teams work then.
_TEAMS = (
    (Shift(frozenset(range(5)), time(10), time(14)),),
    (Shift(frozenset(range(5)), time(16, 30), time(20)),),
    (Shift(frozenset({1, 2, 3}), time(15), time(19, 30)), Shift(frozenset({5, 6}), time(11), time(16))),
)


@dataclass
class FieldworkTally:
    """How many calls had each outcome (AAPOR code), and how many interviews were begun. codes: of people who answer on
    the web in the evening."""

    calls: Counter[str] = field(default_factory=Counter)
    interviews: int = 0
    codes: list[Given] = field(default_factory=list)


def run_fieldwork(
    *,
    waves: Sequence[Wave],
    interviewers: Sequence[User],
    profiles: Mapping[str, RespondentProfile],
    first_day: date,
    last_day: date,
    seed: int,
    progress: Callable[[date], None] | None = None,
) -> FieldworkTally:
    """Run the fieldwork from the first to the last day. profiles: of the person of each case, by case reference."""
    tally = FieldworkTally()
    for ordinal in range(first_day.toordinal(), last_day.toordinal() + 1):
        day = date.fromordinal(ordinal)
        _housekeeping(day)
        if _any_case_to_call(waves, day):
            _work_shifts(day, waves, interviewers, profiles, seed, tally)
            answer_on_web(tally.codes, seed, at=_moment(day, time(21, 30)))
            tally.codes.clear()
        if progress:
            progress(day)
    return tally


def _housekeeping(day: date) -> None:
    morning = _moment(day, time(6))
    operations.put_back_stale_cases(at=morning)
    operations.close_expired(at=morning)
    erase_contacts_past_retention(at=morning)
    end_past_retention(at=morning)
    keep_consents(at=morning)


def _any_case_to_call(waves: Sequence[Wave], day: date) -> bool:
    cases = Case.objects.filter(wave__in=waves, opens_on__lte=day, closes_on__gte=day)
    return cases.exclude(state=CaseState.CLOSED).exists()


def _work_shifts(
    day: date,
    waves: Sequence[Wave],
    interviewers: Sequence[User],
    profiles: Mapping[str, RespondentProfile],
    seed: int,
    tally: FieldworkTally,
) -> None:
    """Interleave the steps of the day's shifts by time: the interviewer who is free first acts next."""
    by_key = {wave.pk: wave for wave in waves}
    shifts = [
        _Interviewer(user, by_key, profiles, seed, tally).work(_moment(day, shift.begins), _moment(day, shift.ends))
        for index, user in enumerate(interviewers)
        for shift in _TEAMS[index % len(_TEAMS)]
        if day.weekday() in shift.days
    ]
    agenda = [(at, index) for index, steps in enumerate(shifts) for at in [next(steps, None)] if at]
    heapq.heapify(agenda)
    while agenda:
        _, index = agenda[0]
        at = next(shifts[index], None)
        if at:
            heapq.heapreplace(agenda, (at, index))
        else:
            heapq.heappop(agenda)


def _moment(day: date, local: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, local))


@dataclass
class _Interviewer:
    """One interviewer in one shift. The methods yield the time of each step."""

    user: User
    waves: Mapping[int, Wave]
    profiles: Mapping[str, RespondentProfile]
    seed: int
    tally: FieldworkTally
    at: datetime = datetime.min  # noqa: DTZ901 - set when the shift begins

    def wait(self, duration: timedelta) -> Iterator[datetime]:
        self.at += duration
        yield self.at

    def work(self, begins: datetime, ends: datetime) -> Iterator[datetime]:
        """Work a whole shift. A call in progress at its end is finished."""
        self.at = begins
        yield self.at
        while self.at < ends:
            case = operations.claim_next_case(interviewer=self.user, at=self.at)
            if case is None:
                yield from self.wait(_WAIT_WITHOUT_A_CASE)
            else:
                yield from self.call(case)

    def call(self, case: Case) -> Iterator[datetime]:
        """Make one call, from preparing for the case to saving the outcome."""
        # The pages read these with each call, in one query.
        case.wave = self.waves[case.wave_id]
        case.released.release = case.wave.release
        yield from self.wait(_PREPARATION)
        phone = Phone.SECOND if case.main_number_failed else Phone.FIRST
        has_appointment = case.appointment_at is not None
        attempt = operations.start_call(case=case, interviewer=self.user, at=self.at, phone=phone).attempt
        person = self.profiles[case.released.reference]
        if phone == Phone.SECOND:
            # The profile describes only the first number; the second is assumed to be right.
            person = replace(person, number=1.0)
        rng = Random(f"{self.seed} {person.person} {person.reported_on} {attempt.number}")  # noqa: S311 - a simulation
        local = timezone.localtime(self.at)
        outcome = call_outcome(person, at=local, attempt=attempt.number, rng=rng, appointment=has_appointment)
        yield from self.talk(attempt, outcome, person, rng)

    def talk(
        self, attempt: Attempt, outcome: CallOutcome, person: RespondentProfile, rng: Random
    ) -> Iterator[datetime]:
        """Continue the call according to who or what answered, if anyone."""
        if outcome in _NO_CONTACT:
            disposition, duration = _NO_CONTACT[outcome]
            yield from self.wait(duration)
            self.save_outcome(attempt, disposition)
            return
        yield from self.wait(_INTRODUCTION)
        if outcome is CallOutcome.PERSON_UNAVAILABLE_APPOINTMENT:
            self.make_appointment(attempt, rng)
            return
        participation = takes_part(person, rng=rng)
        if participation in _NO_INTERVIEW:
            self.save_outcome(attempt, _NO_INTERVIEW[participation])
        elif participation is not Participation.BREAKS_OFF and prefers_web(attempt, person, self.seed):
            self.tally.codes.append(give_code(attempt, person, at=self.at))
            self.tally.calls[ON_WEB.code] += 1
        else:
            yield from self.interview(attempt, person, rng, breaks_off=participation is Participation.BREAKS_OFF)

    def make_appointment(self, attempt: Attempt, rng: Random) -> None:
        """Make an appointment if the rules allow one; otherwise record that the person was unavailable."""
        day = timezone.localdate(self.at) + timedelta(days=rng.randint(1, 4))
        wanted = _moment(day, time(rng.randint(11, 18), rng.choice((0, 30))))
        try:
            require_valid_appointment(attempt.case, wanted, self.at)
        except Refused:
            self.save_outcome(attempt, _UNAVAILABLE)
        else:
            self.save_outcome(attempt, APPOINTMENT, wanted)

    def save_outcome(self, attempt: Attempt, disposition: Disposition, appointment_at: datetime | None = None) -> None:
        operations.record_outcome(
            attempt=attempt,
            disposition=disposition,
            interviewer=self.user,
            at=self.at,
            appointment_at=appointment_at,
        )
        self.tally.calls[disposition.code] += 1

    def interview(
        self, attempt: Attempt, person: RespondentProfile, rng: Random, *, breaks_off: bool
    ) -> Iterator[datetime]:
        """Ask the questions in order, to the end or until the person breaks off."""
        operations.confirm_can_talk(attempt=attempt, interviewer=self.user, at=self.at)
        interview = operations.begin_interview(attempt=attempt, interviewer=self.user, at=self.at)
        instrument = instrument_of(interview.case)
        given = answers_in(interview)
        replies = Replies(instrument, person, rng)
        while question := instrument.next_question(given.answers):
            if breaks_off and len(given.counted) >= _ANSWERS_BEFORE_BREAK_OFF:
                break
            yield from self.wait(_PER_QUESTION)
            choices = instrument.options(question, given.answers, interview.seed)
            value = self.save_answer(interview, question, replies.reply_to(question, choices))
            given = instrument.answered(given, question.name, value)
        self.tally.interviews += 1
        self.tally.calls[operations.finish_interview(attempt=attempt, interviewer=self.user, at=self.at).code] += 1

    def save_answer(self, interview: Interview, question: Question, reply: str) -> str:
        return operations.save_answer(
            interview=interview, question=question.name, raw=reply, interviewer=self.user, at=self.at, confirmed=True
        )

"""Simulated interviewers. They only use the operations behind the screens, at simulated times.

Each works through a shift: the next case, the call, what the person does, the outcome. Each step takes its time, so
permitted hours, waits between calls and appointments have their usual effect. What a person does depends only on the
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
from aftercall.core.errors import Refused
from aftercall.dispositions.codes import APPOINTMENT, BY_CODE, OBJECTION, Disposition
from aftercall.fieldwork import operations
from aftercall.fieldwork.interviewing import instrument_of
from aftercall.fieldwork.models import Attempt, Case, Interview, Phone
from aftercall.fieldwork.policies import require_possible_appointment
from aftercall.fieldwork.states import CaseState
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question
from aftercall.programmes.models import Wave
from aftercall.synthetic.respondents import (
    CallOutcome,
    Item,
    Participation,
    RespondentProfile,
    answer,
    call_outcome,
    takes_part,
)

_NOT_THERE = BY_CODE["2.21"]
_WITHOUT_THE_PERSON = {
    CallOutcome.NO_ANSWER: (BY_CODE["3.13"], timedelta(seconds=75)),
    CallOutcome.VOICEMAIL: (BY_CODE["2.22"], timedelta(seconds=60)),
    CallOutcome.BUSY: (BY_CODE["3.12"], timedelta(seconds=30)),
    CallOutcome.WRONG_NUMBER: (BY_CODE["3.92"], timedelta(seconds=80)),
    CallOutcome.DISCONNECTED: (BY_CODE["3.91"], timedelta(seconds=30)),
    CallOutcome.ANSWERED_BY_OTHER: (_NOT_THERE, timedelta(seconds=90)),
}
_WITHOUT_AN_INTERVIEW = {
    Participation.REFUSES: BY_CODE["2.112"],
    Participation.OBJECTS: OBJECTION,
    Participation.LANGUAGE_BARRIER: BY_CODE["2.33"],
}
_READING_UP = timedelta(seconds=40)
_ASKING_TO_TAKE_PART = timedelta(minutes=2)
_QUESTION = timedelta(seconds=32)
_NOTHING_TO_DO = timedelta(minutes=75)
_REPORTED_IT = 0.7
_NEVER_AGAIN = 0.05
_ANSWERS_BEFORE_BREAKING_OFF = 4


@dataclass(frozen=True)
class Shift:
    """The hours that an interviewer works on these days of the week (Monday is 0)."""

    days: frozenset[int]
    begins: time
    ends: time


# Evenings and weekends reach more people than office hours, so two teams in three work then.
_TEAMS = (
    (Shift(frozenset(range(5)), time(10), time(14)),),
    (Shift(frozenset(range(5)), time(16, 30), time(20)),),
    (Shift(frozenset({1, 2, 3}), time(15), time(19, 30)), Shift(frozenset({5, 6}), time(11), time(16))),
)


@dataclass
class FieldworkTally:
    """Calls by outcome (AAPOR code), and how many interviews were begun."""

    calls: Counter[str] = field(default_factory=Counter)
    interviews: int = 0


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
    """Let the interviewers work from the first to the last day. profiles: the person behind each case, by reference."""
    tally = FieldworkTally()
    for ordinal in range(first_day.toordinal(), last_day.toordinal() + 1):
        day = date.fromordinal(ordinal)
        _housekeeping(day)
        if _any_to_call(waves, day):
            _work_the_day(day, interviewers, profiles, seed, tally)
        if progress:
            progress(day)
    return tally


def _housekeeping(day: date) -> None:
    morning = _moment(day, time(6))
    operations.release_stale_claims(at=morning)
    operations.close_expired(at=morning)


def _any_to_call(waves: Sequence[Wave], day: date) -> bool:
    cases = Case.objects.filter(wave__in=waves, opens_on__lte=day, closes_on__gte=day)
    return cases.exclude(state=CaseState.CLOSED).exists()


def _work_the_day(
    day: date,
    interviewers: Sequence[User],
    profiles: Mapping[str, RespondentProfile],
    seed: int,
    tally: FieldworkTally,
) -> None:
    """Take the steps of all shifts of the day in the order of their times: the first to be free acts next."""
    working = [
        _Interviewer(user, profiles, seed, tally).work(_moment(day, shift.begins), _moment(day, shift.ends))
        for index, user in enumerate(interviewers)
        for shift in _TEAMS[index % len(_TEAMS)]
        if day.weekday() in shift.days
    ]
    agenda = [(at, index) for index, steps in enumerate(working) for at in [next(steps, None)] if at]
    heapq.heapify(agenda)
    while agenda:
        _, index = agenda[0]
        at = next(working[index], None)
        if at:
            heapq.heapreplace(agenda, (at, index))
        else:
            heapq.heappop(agenda)


def _moment(day: date, local: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, local))


@dataclass
class _Interviewer:
    """One interviewer in one shift. The methods yield the time of each next step."""

    user: User
    profiles: Mapping[str, RespondentProfile]
    seed: int
    tally: FieldworkTally
    at: datetime = datetime.min  # noqa: DTZ901 - set when the shift begins

    def wait(self, duration: timedelta) -> Iterator[datetime]:
        self.at += duration
        yield self.at

    def work(self, begins: datetime, ends: datetime) -> Iterator[datetime]:
        """A whole shift. A call that has begun is finished even after the shift ends."""
        self.at = begins
        yield self.at
        while self.at < ends:
            case = operations.claim_next_case(interviewer=self.user, at=self.at)
            if case is None:
                yield from self.wait(_NOTHING_TO_DO)
            else:
                yield from self.call(case)

    def call(self, case: Case) -> Iterator[datetime]:
        """One call, from reading up on the case to the outcome."""
        yield from self.wait(_READING_UP)
        phone = Phone.OTHER if case.main_number_failed else Phone.MAIN
        promised = case.appointment_at is not None
        attempt = operations.start_call(case=case, interviewer=self.user, at=self.at, phone=phone).attempt
        person = self.profiles[case.released.reference]
        if phone == Phone.OTHER:
            # The profile only covers the first number; a second one is assumed to be right.
            person = replace(person, number=1.0)
        rng = Random(f"{self.seed} {person.person} {person.reported_on} {attempt.number}")  # noqa: S311 - a simulation
        local = timezone.localtime(self.at)
        answered = call_outcome(person, at=local, attempt=attempt.number, rng=rng, appointment=promised)
        yield from self.talk(attempt, answered, person, rng)

    def talk(
        self, attempt: Attempt, answered: CallOutcome, person: RespondentProfile, rng: Random
    ) -> Iterator[datetime]:
        """What follows from who answered."""
        if answered in _WITHOUT_THE_PERSON:
            disposition, duration = _WITHOUT_THE_PERSON[answered]
            yield from self.wait(duration)
            self.save(attempt, disposition)
            return
        yield from self.wait(_ASKING_TO_TAKE_PART)
        if answered is CallOutcome.PERSON_UNAVAILABLE_APPOINTMENT:
            self.promise(attempt, rng)
            return
        consent = takes_part(person, rng=rng)
        if consent in _WITHOUT_AN_INTERVIEW:
            self.save(attempt, _WITHOUT_AN_INTERVIEW[consent])
        else:
            yield from self.interview(attempt, person, rng, breaks_off=consent is Participation.BREAKS_OFF)

    def promise(self, attempt: Attempt, rng: Random) -> None:
        """An appointment if one is possible; otherwise the person is called again like anyone else."""
        day = timezone.localdate(self.at) + timedelta(days=rng.randint(1, 4))
        wanted = _moment(day, time(rng.randint(11, 18), rng.choice((0, 30))))
        try:
            require_possible_appointment(attempt.case, wanted, self.at)
        except Refused:
            self.save(attempt, _NOT_THERE)
        else:
            self.save(attempt, APPOINTMENT, wanted)

    def save(self, attempt: Attempt, disposition: Disposition, appointment_at: datetime | None = None) -> None:
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
        """Ask question by question, to the end or until the person breaks off."""
        interview = operations.begin_interview(attempt=attempt, interviewer=self.user, at=self.at)
        instrument = instrument_of(interview.case)
        answers: dict[str, str] = {}
        replies = _Replies(instrument, person, rng)
        while question := instrument.next_question(answers):
            if breaks_off and len(answers) >= _ANSWERS_BEFORE_BREAKING_OFF:
                break
            yield from self.wait(_QUESTION)
            answers[question.name] = self.note(interview, question, replies.to(question))
        self.tally.interviews += 1
        self.tally.calls[operations.finish_interview(attempt=attempt, interviewer=self.user, at=self.at).code] += 1

    def note(self, interview: Interview, question: Question, reply: str) -> str:
        return operations.save_answer(
            interview=interview, question=question.name, raw=reply, interviewer=self.user, at=self.at
        )


class _Replies:
    """What a person answers: a level for each measure, given in the two steps in which the questionnaire asks it."""

    def __init__(self, instrument: Instrument, person: RespondentProfile, rng: Random) -> None:
        self._measures = sorted(
            instrument.measures.values(), key=lambda measure: list(instrument.question).index(measure.direction)
        )
        self._levels = {measure.name: str(answer(person, Item(measure.name), rng)) for measure in self._measures}
        self._rng = rng

    def to(self, question: Question) -> str:
        for measure in self._measures:
            level = self._levels[measure.name]
            if question.name == measure.direction:
                return level.rpartition("_")[2] if level.endswith("satisfied") else level
            if question.name in measure.degrees.values():
                return level.partition("_")[0]
        return self._otherwise(question)

    def _otherwise(self, question: Question) -> str:
        chance = _REPORTED_IT if question.name == "reported_by" else 1 - _NEVER_AGAIN
        if not question.choices:
            return ""
        return question.choices[0 if self._rng.random() < chance else 1].name

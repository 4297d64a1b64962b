"""Reads of cases, calls and answers."""

import hmac
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.core import vault
from aftercall.core.statements import fetch
from aftercall.dispositions.codes import OBJECTION, Disposition, final_disposition
from aftercall.fieldwork.call_codes import call_code
from aftercall.fieldwork.interviewing import given_answers, instrument_of, interview_outcome
from aftercall.fieldwork.models import Answer, Attempt, Case, Interview, WebEntry
from aftercall.fieldwork.policies import next_opening, within_hours
from aftercall.fieldwork.states import CaseState
from aftercall.fieldwork.web_codes import code_digest, token_digest
from aftercall.handover.answers import AnswersKey
from aftercall.handover.modes import Mode
from aftercall.handover.schedule import contact_is_erased
from aftercall.instrument.routing import Folded
from aftercall.programmes.models import CallingRules, ProgrammeVersion, Wave
from aftercall.programmes.queries import versions
from aftercall.programmes.states import WaveState
from aftercall.suppression import queries as suppression

# A contact window that closes within this time is shown as closing soon.
SOON = timedelta(days=7)
# The states of a case that can be answered on the web: no interviewer holds it, and it is neither paused nor closed.
NOBODY_HOLDS = (CaseState.WAITING.value, CaseState.CALL_AGAIN.value)


def held_case(interviewer: User) -> Case | None:
    """The case that the interviewer holds, with what is shown before a call."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM fieldwork_case WHERE claimed_by_id = %s", [interviewer.pk])
        row = cursor.fetchone()
    return claimed_case(row[0]) if row else None


def claimed_case(key: int) -> Case:
    """A claimed case, with what is shown before a call."""
    return fetch(Case, key, "released", "calling")


def cases_with_release() -> QuerySet[Case]:
    """Cases with what is shown before a call, in one query."""
    return Case.objects.select_related("released", "calling")


def attempt_in_progress_on(case: Case) -> Attempt | None:
    """The case's call in progress, whoever makes it."""
    return next(iter(attempts_with_case().filter(case=case, ended_at=None)), None)


def attempt_in_progress_by(interviewer: User) -> Attempt | None:
    """The interviewer's call in progress."""
    own = attempts_with_case().filter(case__claimed_by=interviewer, interviewer=interviewer, ended_at=None)
    return next(iter(own), None)


def call_ended_by_opt_out(interviewer: User) -> Attempt | None:
    """The interviewer's last call, if the person's request on the public site ended it and their contact details have
    not been erased yet."""
    last = attempts_with_case().filter(interviewer=interviewer).order_by("-started_at", "-pk").first()
    if last is None or last.disposition != OBJECTION.code or contact_is_erased(last.case.released):
        return None
    return last


def interview_in(attempt: Attempt) -> Interview | None:
    """The interview in this call: begun in it, or begun earlier and resumed in it."""
    return interviews_with_instrument().filter(attempt=attempt).first()


def interviews_with_instrument() -> QuerySet[Interview]:
    """Interviews with their case and its version of the instrument, in one query. The document is left out, because
    it is large and each process parses it only once."""
    return Interview.objects.select_related("case__released__release__instrument").defer(
        "case__released__release__instrument__document"
    )


def web_entries() -> QuerySet[WebEntry]:
    """Entries with what the pages on the web need, in one query."""
    related = ("attempt", "case__released__release__instrument", "case__calling", "case__wave__version__survey")
    return WebEntry.objects.select_related(*related).defer("case__released__release__instrument__document")


def current_web_code(attempt: Attempt, code: str) -> str:
    """The code if it is the one that was given in this call and has not been replaced; otherwise empty."""
    given = WebEntry.objects.filter(attempt=attempt.pk, code_digest=code_digest(code))
    return code if code and given.exists() else ""


def web_session(token: str, at: datetime) -> WebEntry | None:
    """The entry whose session has this token, if it can go on: nobody is calling the person, the case is open and in
    its contact window, and the person has not objected."""
    entry = (
        web_entries()
        .filter(
            session_digest=token_digest(token),
            session_until__gt=at,
            case__state__in=NOBODY_HOLDS,
            case__closes_on__gte=timezone.localdate(at),
        )
        .first()
    )
    if entry is None or suppression.has_objected(entry.case.released.reference):
        return None
    entry.attempt.case = entry.case
    return entry


def web_interview(entry: WebEntry) -> Interview | None:
    """The interview of an entry's case, if one was begun, on the web or in a call."""
    interview = Interview.objects.filter(case=entry.case_id).first()
    if interview:
        interview.case = entry.case
    return interview


def was_interrupted(case: Case) -> bool:
    """Whether an interview was begun in an earlier call. It can be resumed as long as the case is not closed."""
    return Interview.objects.filter(case=case).exists()


def callable_now(at: datetime) -> QuerySet[Case]:
    """Cases that can be called now, provided that it is within their calling hours."""
    today = timezone.localdate(at)
    due = Case.objects.filter(state__in=(CaseState.WAITING, CaseState.CALL_AGAIN), next_call_from__lte=at)
    return due.filter(opens_on__lte=today, closes_on__gte=today)


def first_calls(at: datetime) -> dict[CallingRules, datetime]:
    """From when the first case of those that can be called now or later can be called, by calling rules. The calling
    hours are not considered."""
    today = timezone.localdate(at)
    cases = Case.objects.filter(state__in=(CaseState.WAITING, CaseState.CALL_AGAIN), closes_on__gte=today)
    first = dict(cases.order_by().values_list("calling").annotate(Min("next_call_from")))
    return {rules: first[rules.pk] for rules in CallingRules.objects.filter(pk__in=first)}


def people_to_call(at: datetime) -> int:
    """How many people can be called now, within their calling hours."""
    return callable_now(at).filter(calling__in=rules_open(at)).count()


def rules_open(at: datetime) -> list[CallingRules]:
    """The calling rules of people to call whose calling hours it is."""
    return [rules for rules in first_calls(at) if within_hours(rules, at)]


def next_call_at(at: datetime) -> datetime | None:
    """When the next call can be made, which is now or later; None if there is no one to call."""
    return min((next_opening(rules, max(first, at)) for rules, first in first_calls(at).items()), default=None)


def cases_promised_by(interviewer: User) -> QuerySet[Case]:
    """Cases that the interviewer has promised to call, earliest appointment first."""
    promised = Case.objects.filter(appointment_with=interviewer, state=CaseState.CALL_AGAIN)
    return promised.select_related("released").order_by("appointment_at")


def released_waves() -> QuerySet[Wave]:
    """Waves that have been released to the agency, newest first. `case_count` is 0 until the release is
    received."""
    released = Wave.objects.filter(release__isnull=False).select_related("programme")
    return released.annotate(case_count=Count("cases")).order_by("-month", "programme")


def waves_in_fieldwork() -> QuerySet[Wave]:
    """Waves that have been released and whose fieldwork is not closed."""
    return Wave.objects.filter(state=WaveState.RELEASED, load__erased_at=None)


@dataclass(frozen=True)
class WaveInFieldwork:
    """A wave that has been received, and its cases: all, those not yet closed, and of these the ones whose contact
    window closes within SOON. opens_on: the first day on which any of them may be called."""

    wave: Wave
    cases: int
    not_closed: int
    closing_soon: int
    opens_on: date


def received_waves_in_fieldwork(today: date) -> list[WaveInFieldwork]:
    """The waves in fieldwork that have cases, oldest first, in one query."""
    not_closed = ~Q(cases__state=CaseState.CLOSED)
    soon = not_closed & Q(cases__closes_on__range=(today, today + SOON))
    waves = waves_in_fieldwork().filter(cases__isnull=False).select_related("programme", "version__calling")
    counted = waves.annotate(
        case_count=Count("cases"),
        not_closed=Count("cases", filter=not_closed),
        soon=Count("cases", filter=soon),
        opens_on=Min("cases__opens_on"),
    )
    return [
        WaveInFieldwork(wave, wave.case_count, wave.not_closed, wave.soon, wave.opens_on)
        for wave in counted.order_by("month")
    ]


def versions_in_fieldwork() -> list[ProgrammeVersion]:
    """The versions whose calling rules apply to a wave in fieldwork, without two of the same survey and hours."""
    found: dict[tuple[object, ...], ProgrammeVersion] = {}
    for version in versions().filter(waves__state=WaveState.RELEASED).distinct():
        calling = version.calling
        hours = [getattr(calling, field.name) for field in calling._meta.concrete_fields if "calls_" in field.name]  # noqa: SLF001 - Django's documented API
        found[version.survey.name, *hours] = version
    return list(found.values())


def is_code_of_today(code: str, at: datetime) -> bool:
    """Whether a call that was begun today, and in which the person said that they can talk, has this code."""
    today = timezone.localdate(at)
    begun = timezone.make_aware(datetime.combine(today, time.min))
    calls = Attempt.objects.filter(started_at__gte=begun, can_talk_at__isnull=False).values_list("pk", flat=True)
    # Every code is calculated, whichever matches.
    return sum(hmac.compare_digest(call_code(call, today).encode(), code.encode()) for call in calls) > 0


def attempts_with_case() -> QuerySet[Attempt]:
    """Calls with their case and what its pages need, without the large document of the instrument."""
    related = ("case__released__release__instrument", "case__calling", "case__wave__version__survey")
    calls = Attempt.objects.select_related("interviewer", *related)
    return calls.defer("case__released__release__instrument__document")


def ended_attempts(case: Case) -> QuerySet[Attempt]:
    """The case's calls that have ended, in order."""
    return case.attempts.exclude(ended_at=None).order_by("number")


_CASE = ("ring", "key_slot", "reference")


def events_of(interviews: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Every answer that was saved, question and value in order, by interview. A verbatim appears as
    interviewing.SEALED. Answers that were withdrawn are left out."""
    events: dict[int, list[tuple[str, str]]] = {key: [] for key in interviews}
    keys: dict[int, AnswersKey | None] = {}
    rows = Answer.objects.filter(interview__in=interviews).order_by("id")
    columns = ("interview_id", "sealed_answer", *(f"interview__case__released__{name}" for name in _CASE))
    for interview, sealed, ring, slot, reference in rows.values_list(*columns):
        if interview not in keys:
            keys[interview] = _key_if_any(ring, slot, reference)
        if key := keys[interview]:
            events[interview].append(key.open_answer(sealed))
    return events


def modes_of(interviews: Collection[Interview]) -> dict[int, Mode]:
    """How each of these interviews was answered, by primary key. Only those of people who had a code are looked at."""
    entered = set(WebEntry.objects.filter(case__in=[one.case_id for one in interviews]).values_list("case", flat=True))
    found = {one.pk: Mode.TELEPHONE for one in interviews}
    for interview in interviews:
        key = _key_of(interview) if interview.case_id in entered else None
        if key:
            rows = Answer.objects.filter(interview=interview).values_list("sealed_answer", flat=True)
            on_web = {key.was_on_web(sealed) for sealed in rows}
            found[interview.pk] = Mode.BOTH if len(on_web) > 1 else Mode.WEB if True in on_web else Mode.TELEPHONE
    return found


def answers_of(interviews: Collection[Interview]) -> dict[int, Folded]:
    """What each of these interviews, read with their instrument, has come to so far, by primary key."""
    events = events_of([interview.pk for interview in interviews])
    return {interview.pk: _given(interview, events[interview.pk]) for interview in interviews}


def answers_in(interview: Interview) -> Folded:
    """What this interview, read with its instrument, has come to so far."""
    key = _key_of(interview)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_answer FROM fieldwork_answer WHERE interview_id = %s ORDER BY id", [interview.pk])
        rows = cursor.fetchall()
    events = [key.open_answer(sealed) for (sealed,) in rows] if key else []
    return given_answers(instrument_of(interview.case), interview, events, key)


def _given(interview: Interview, events: Sequence[tuple[str, str]]) -> Folded:
    return given_answers(instrument_of(interview.case), interview, events, _key_of(interview))


def _key_of(interview: Interview) -> AnswersKey | None:
    released = interview.case.released
    return _key_if_any(released.ring, released.key_slot, released.reference)


def _key_if_any(ring: str, slot: int, reference: str) -> AnswersKey | None:
    try:
        return AnswersKey.read(ring, slot, reference)
    except vault.NoSuchKey:
        return None


_ANSWERS_WHILE_HELD = """
SELECT answer.sealed_answer
FROM fieldwork_interview interview
JOIN fieldwork_case held ON held.id = interview.case_id AND held.claimed_by_id = %s
LEFT JOIN fieldwork_answer answer ON answer.interview_id = interview.id
WHERE interview.id = %s
ORDER BY answer.id
"""


def answers_while_held(interview: Interview, interviewer: User, key: AnswersKey) -> Folded | None:
    """The answers so far, or None if the interviewer does not hold the case. A single query, because it runs before
    every answer. key: that of the interview's case."""
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS_WHILE_HELD, [interviewer.pk, interview.pk])
        rows = cursor.fetchall()
    if not rows:
        return None
    events = [key.open_answer(sealed) for (sealed,) in rows if sealed]
    return given_answers(instrument_of(interview.case), interview, events, key)


def final_dispositions(cases: Collection[int]) -> dict[int, Disposition]:
    """Each case's final disposition from its calls and interview so far, in four queries for any number of cases."""
    codes: dict[int, list[str]] = defaultdict(list)
    for key, code in _of_cases(_DISPOSITIONS, cases):
        codes[key].append(code)
    if begun := [key for (key,) in _of_cases(_INTERVIEWS, cases)]:
        interviews = {row.pk: row for row in interviews_with_instrument().filter(pk__in=begun)}
        for key, answers in answers_of(interviews.values()).items():
            codes[interviews[key].case_id].append(interview_outcome(instrument_of(interviews[key].case), answers).code)
    return {key: final_disposition(codes[key]) for key in cases}


_DISPOSITIONS = """
SELECT case_id, disposition FROM fieldwork_attempt
WHERE disposition <> '' AND case_id IN ({cases}) ORDER BY case_id, number
"""
_INTERVIEWS = "SELECT id FROM fieldwork_interview WHERE case_id IN ({cases})"


def _of_cases(statement: str, cases: Collection[int]) -> list[tuple[Any, ...]]:
    if not cases:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement.format(cases=", ".join(["%s"] * len(cases))), list(cases))
        return list(cursor.fetchall())

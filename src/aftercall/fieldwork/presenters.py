"""What the interviewer's screens show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.core.words import date_and_time
from aftercall.dispositions.codes import BY_CODE, Disposition, WhoAnswered
from aftercall.fieldwork import queries
from aftercall.fieldwork.free_text import decrypt_needs, decrypt_note
from aftercall.fieldwork.interviewing import instrument_of, interview_outcome
from aftercall.fieldwork.models import Attempt, Case, Interview, Phone
from aftercall.fieldwork.policies import hours_on, web_code_expiry, within_hours
from aftercall.fieldwork.web_codes import address, is_offered
from aftercall.frames.phones import as_dialled
from aftercall.handover.schedule import Contact
from aftercall.instrument.loading import load_instrument
from aftercall.instrument.questions import Script
from aftercall.programmes.models import CallingRules, Survey
from aftercall.programmes.queries import current_versions
from aftercall.questionnaires.asking.spoken import Spoken
from aftercall.questionnaires.asking.steps import Step


@dataclass(frozen=True)
class NextCasePage:
    """What an interviewer sees between cases, without names."""

    hours: Sequence[tuple[str, str]]
    may_call: bool
    next_call: str
    people_to_call: int
    appointments: Sequence[tuple[str, str]]
    holds_case: bool


def next_case_page(interviewer: User, now: datetime) -> NextCasePage:
    """Calling hours, the number of people to call, and the interviewer's appointments."""
    today = timezone.localdate(now)
    versions = queries.versions_in_fieldwork() or current_versions(today)
    next_call = queries.next_call_at(now)
    return NextCasePage(
        hours=[(version.survey.name, _hours(version.calling, today)) for version in versions],
        may_call=any(within_hours(version.calling, now) for version in versions),
        next_call=date_and_time(next_call) if next_call and next_call > now else "",
        people_to_call=queries.people_to_call(now),
        appointments=[
            (date_and_time(case.appointment_at), case.released.reference)
            for case in queries.cases_promised_by(interviewer)
            if case.appointment_at
        ],
        holds_case=queries.held_case(interviewer) is not None,
    )


def _hours(rules: CallingRules, today: date) -> str:
    hours = hours_on(rules, today)
    return f"{hours[0]:%H:%M} to {hours[1]:%H:%M}" if hours else "No calls today"


@dataclass(frozen=True)
class CasePage:
    """A case before dialling, without its contact details."""

    case: Case
    history: Sequence[tuple[str, str, str]]
    appointment: str
    phone: Phone
    was_interrupted: bool
    may_call: bool
    needs: str


def case_page(case: Case, now: datetime) -> CasePage:
    """What the interviewer needs to know before dialling."""
    return CasePage(
        case=case,
        history=[_past_call(attempt) for attempt in queries.ended_attempts(case)],
        appointment=date_and_time(case.appointment_at) if case.appointment_at else "",
        phone=Phone.SECOND if case.main_number_failed else Phone.FIRST,
        was_interrupted=queries.was_interrupted(case),
        may_call=within_hours(case.calling, now),
        needs=decrypt_needs(case),
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
    needs: str
    ask: str
    who_is_calling: str
    if_someone_else: str
    first_steps: Sequence[Step]
    last_steps: Sequence[Step]
    spoken: Spoken


def call_page(attempt: Attempt, contact: Contact, language: str = "") -> CallPage:
    """The name, the number, and what can be said to anyone who answers. language: the code of that of the scripts."""
    scripts = _Scripts(attempt, language, contact.full_name)
    numbers = [as_dialled(contact.phone), as_dialled(contact.phone_alt)]
    if attempt.phone == Phone.SECOND:
        numbers.reverse()
    return CallPage(
        attempt=attempt,
        contact=contact,
        number=numbers[0],
        other_number=numbers[1],
        interview_begun=queries.interview_in(attempt) is not None,
        notes=[
            (date_and_time(past.started_at), note)
            for past in queries.ended_attempts(attempt.case)
            if (note := decrypt_note(past))
        ],
        needs=decrypt_needs(attempt.case),
        ask=scripts.text("ask_for_person"),
        who_is_calling=scripts.text("who_is_calling"),
        if_someone_else=scripts.text("left_with_other"),
        first_steps=[Step("speaking", f"I am speaking to {contact.full_name}", "1")],
        last_steps=_steps_beside_outcomes(attempt, WhoAnswered.NOBODY),
        spoken=scripts.spoken,
    )


_SOMEBODY_ELSE = Step("somebody_else", WhoAnswered.SOMEBODY_ELSE.value, "7")
_THE_PERSON = Step("the_person", "The person answered, but cannot or does not want to talk", "8")
_STOP = Step("stop", "They want to stop the interview for good", "7")
_OBJECT = Step("object", "They object: remove them", "9", "They never want to be contacted again")
_WEB = Step("web", "They would rather answer on the web", "8", "You give them an address and a code")


def _steps_beside_outcomes(attempt: Attempt, answered: WhoAnswered | None) -> list[Step]:
    """What can be chosen instead of an outcome. None: during an interview."""
    if answered is WhoAnswered.NOBODY:
        return [_SOMEBODY_ELSE, _THE_PERSON, _OBJECT]
    web = [_WEB] * (answered is not WhoAnswered.SOMEBODY_ELSE and may_answer_on_web(attempt))
    return [*([_STOP] if answered is None else []), *web, _OBJECT]


def may_answer_on_web(attempt: Attempt) -> bool:
    """Whether this person can be given a code for the web: they can talk freely, and the programme allows it."""
    return attempt.can_talk_at is not None and is_offered(attempt.case.calling)


@dataclass(frozen=True)
class ScriptPage:
    """Words to read out once the person has told the interviewer who they are. other_words: for when they can't go
    on; steps: what can be done next."""

    attempt: Attempt
    words: str
    steps: Sequence[Step]
    spoken: Spoken
    interview_begun: bool = False
    other_words: str = ""


def safe_to_talk_page(attempt: Attempt, language: str = "") -> ScriptPage:
    """Who is calling, and the question whether the person can talk. It mentions neither police nor crime."""
    scripts = _Scripts(attempt, language)
    steps = [
        Step("can_talk", "They said that they can talk freely", "1"),
        Step("the_person", "They cannot talk now, or did not say that they can", "2"),
        _OBJECT,
    ]
    other_words = scripts.text("left_with_other")
    return ScriptPage(attempt, scripts.text("safe_to_talk"), steps, scripts.spoken, other_words=other_words)


def introduction_page(attempt: Attempt, language: str = "") -> ScriptPage:
    """For whom and why the agency calls, in fewer words to someone who has begun an interview before."""
    scripts = _Scripts(attempt, language)
    resumed = scripts.has("introduction_again") and queries.was_interrupted(attempt.case)
    steps = [
        Step("agrees", "They agree to the interview", "1"),
        Step("the_person", "They do not agree, or cannot talk now", "2"),
        *([_WEB] if may_answer_on_web(attempt) else []),
        _OBJECT,
    ]
    words = scripts.text("introduction_again" if resumed else "introduction")
    return ScriptPage(attempt, words, steps, scripts.spoken)


def closing_page(attempt: Attempt, language: str = "") -> ScriptPage:
    """The closing words."""
    scripts = _Scripts(attempt, language)
    steps = [Step("finish", "Finish the interview", "1"), Step("back", "Go back to the last question", "2")]
    return ScriptPage(attempt, scripts.text("closing"), steps, scripts.spoken, interview_begun=True)


def last_question(interview: Interview) -> str:
    """The name of the last question that was asked."""
    return instrument_of(interview.case).path(queries.answers_in(interview).answers)[-1].name


def public_address(survey: Survey) -> str:
    """The address of the public site as it is read out: that of the setting AFTERCALL_URL, without https. Where it is
    not set, the force's website."""
    return settings.SITE_URL.partition("://")[2] or f"{survey.force_name}’s website"


@cache
def _shipped_scripts() -> Mapping[str, Script]:
    return load_instrument("victim_satisfaction_2").scripts


class _Scripts:
    """The questionnaire's scripts, with the names and numbers filled in. Version 1 has none of its own for the question
    whether the person can talk."""

    def __init__(self, attempt: Attempt, language: str, person: str = "") -> None:
        calling, survey = attempt.case.calling, attempt.case.wave.version.survey
        self._instrument = instrument_of(attempt.case, language)
        self.spoken = Spoken.of(self._instrument)
        self._values = {
            "person": person,
            "interviewer": attempt.interviewer.name,
            "agency": calling.agency_name,
            "force": survey.force_name,
            "minutes": str(self._instrument.minutes),
            "agency_number": calling.agency_phone,
            "force_number": survey.force_phone,
            "check_number": survey.force_phone,
            "check_page": public_address(survey),
        }

    def has(self, name: str) -> bool:
        return name in self._instrument.scripts

    def text(self, name: str) -> str:
        script = self._instrument.scripts.get(name) or _shipped_scripts()[name]
        return script.fill(self._values)


@dataclass(frozen=True)
class EndingPage:
    """A call about to end. If an interview has begun in it, `outcome_if_ended_now` is what it would count as."""

    attempt: Attempt
    interview_begun: bool
    outcome_if_ended_now: Disposition | None
    latest_day: date
    first_steps: Sequence[Step]
    last_steps: Sequence[Step]


def ending_page(attempt: Attempt, answered: WhoAnswered | None = None) -> EndingPage:
    """What the interviewer needs to know before ending the call."""
    interview = queries.interview_in(attempt)
    return EndingPage(
        attempt=attempt,
        interview_begun=interview is not None,
        outcome_if_ended_now=_outcome_of(interview) if interview else None,
        latest_day=attempt.case.closes_on,
        first_steps=[],
        last_steps=_steps_beside_outcomes(attempt, answered),
    )


@dataclass(frozen=True)
class WebPage:
    """The address and the code that a person notes down. code: empty until one is given. until: when the code stops
    working."""

    attempt: Attempt
    address: str
    code: str
    until: datetime
    interview_begun: bool


def web_page(attempt: Attempt, code: str, *, begun: bool) -> WebPage:
    """What the interviewer reads out. begun: whether an interview was begun in this call."""
    return WebPage(attempt, address(), code, web_code_expiry(attempt.case, attempt.started_at), begun)


def _outcome_of(interview: Interview) -> Disposition:
    return interview_outcome(instrument_of(interview.case), queries.answers_in(interview))


STOP_STEPS = (Step("go_on", "Continue the interview", "1"), Step("end", "End the interview for good", "2"))
OBJECTION_STEPS = (
    Step("back", "No, go back to the call", "1"),
    Step("remove", "Yes, remove them now", "2", "You cannot undo this"),
)
SIGN_OUT_STEPS = (
    Step("stay", "Stay signed in", "1"),
    Step("sign_out", "Hand the case back and sign out", "2"),
)


def confirmation_steps(disposition: Disposition) -> tuple[Step, ...]:
    """What can be done before an outcome is saved. What cannot be undone is never the first."""
    if disposition.asks_again:
        return Step("change", "No, go back", "1"), Step("save", f"Yes: {disposition.words.lower()}", "2")
    return Step("save", "Yes, promise this call", "1"), Step("change", "No, change it", "2")


def case_steps(page: CasePage) -> list[Step]:
    """What can be done with a case before dialling."""
    which = "second number" if page.phone == Phone.SECOND else "number"
    dial = Step("dial", f"Show the {which} and dial", "1", "This counts as a call and is recorded")
    return [dial] * page.may_call + [Step("put_back", "Put the case back without calling", "2")]

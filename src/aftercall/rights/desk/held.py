"""Everything that this service holds about one person, who is recognised by digests: read here, and put into words in
held_presenters."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from aftercall.consents.details import open_details as open_consent
from aftercall.consents.models import Consent
from aftercall.consents.queries import consents_of
from aftercall.core import vault
from aftercall.dispositions.codes import BY_CODE
from aftercall.fieldwork.free_text import decrypt_needs, decrypt_note, decrypt_verbatim
from aftercall.fieldwork.interviewing import SEALED, instrument_of
from aftercall.fieldwork.models import Attempt, Case, Interview
from aftercall.fieldwork.queries import events_of, interviews_with_instrument
from aftercall.frames.person_lookup import FrameEntry, find_person, least_shared
from aftercall.handover.answers import modules_of
from aftercall.handover.models import ReleasedCase
from aftercall.handover.schedule import Contact, decrypt_contact
from aftercall.instrument.questions import Question, QuestionType
from aftercall.programmes import folders
from aftercall.programmes.models import ExtractLoad, Wave
from aftercall.rights.desk.held_readers import HeldRecord, held_in_rooms_above
from aftercall.rights.desk.models import SubjectRequest
from aftercall.rights.desk.sealing import open_details
from aftercall.rights.queries import retention_ends_on
from aftercall.suppression import queries as suppression
from aftercall.suppression.models import ObjectionSource
from aftercall.verbatims.queries import codes_given, quotations_from

_QUOTED = {True: "They may be published, without your name", False: "They will not be published"}


@dataclass(frozen=True)
class HeldCall:
    """One call to the person. note: what the interviewer wrote for the next call."""

    at: datetime
    outcome: str
    note: str


@dataclass(frozen=True)
class HeldCase:
    """One case of the person's. shared: how many of their digests it has. contact: None once it has been erased.

    modules: the parts of the questionnaire that only some people are asked. answers: each question with its answer, in
    words. needs: what helps them to communicate.
    """

    released: ReleasedCase
    wave: Wave
    shared: int
    contact: Contact | None
    needs: str
    calls: Sequence[HeldCall]
    modules: str
    answers: Sequence[tuple[str, str]]
    state: str
    retention_ends: date


@dataclass(frozen=True)
class HeldExtract:
    """The person's records in a month's extract. contact: their details as long as no sample has been released."""

    wave: Wave
    loaded_at: datetime
    entry: FrameEntry | None
    contact: dict[str, str]


@dataclass(frozen=True)
class HeldConsent:
    """Something that the person agreed to, and the details that they agreed to give."""

    consent: Consent
    details: dict[str, str]


@dataclass(frozen=True)
class Held:
    """Everything that is held about a person. objections: when each was recorded, and how it reached us. further: what
    rooms above this one hold."""

    digests: int
    objections: Sequence[tuple[datetime, ObjectionSource]]
    cases: Sequence[HeldCase]
    extracts: Sequence[HeldExtract]
    requests: Sequence[SubjectRequest]
    consents: Sequence[HeldConsent]
    further: Sequence[HeldRecord]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held besides the person's requests."""
        return not (self.objections or self.cases or self.extracts or self.consents or self.further)


def held_about(digests: Collection[str], *, only: Collection[str] | None = None) -> Held:
    """Everything that is held about the person with these digests. only: the references of the cases that are theirs,
    where some that share a digest are someone else's."""
    shared, least = suppression.shared_digests(digests), least_shared(digests)
    if only is not None:
        shared = {reference: count for reference, count in shared.items() if reference in only}
    return Held(
        digests=len(digests),
        objections=suppression.objections_matching(digests, shared=least),
        cases=_cases(shared),
        extracts=_extracts(digests),
        requests=_requests(digests),
        consents=[HeldConsent(one, open_consent(one)) for one in consents_of(digests, shared=least)],
        further=held_in_rooms_above(digests),
    )


def _cases(shared: dict[str, int]) -> list[HeldCase]:
    related = ("release__wave__programme", "release__wave__version__survey", "release__wave__version__calling")
    found = ReleasedCase.objects.select_related(*related).filter(reference__in=shared).order_by("pk")
    return [_case(one, shared[one.reference]) for one in found]


def _case(released: ReleasedCase, shared: int) -> HeldCase:
    case = Case.objects.select_related("released").filter(released=released).first()
    wave = released.release.wave
    return HeldCase(
        released=released,
        wave=wave,
        shared=shared,
        contact=_contact(released),
        needs=decrypt_needs(case) if case else "",
        calls=[_call(attempt) for attempt in Attempt.objects.filter(case=case).select_related("case__released")],
        modules=modules_of(released),
        answers=_answers(case) if case else [],
        state=case.get_state_display() if case else "Released",
        retention_ends=retention_ends_on(wave),
    )


def _contact(released: ReleasedCase) -> Contact | None:
    try:
        return decrypt_contact(released) if released.sealed_contact else None
    except vault.NoSuchKey:
        return None


def _call(attempt: Attempt) -> HeldCall:
    outcome = BY_CODE[attempt.disposition].words if attempt.disposition else "In progress"
    return HeldCall(attempt.started_at, outcome, decrypt_note(attempt))


def _answers(case: Case) -> list[tuple[str, str]]:
    interview = interviews_with_instrument().filter(case=case).first()
    if interview is None:
        return []
    questions = instrument_of(interview.case).question
    answers = dict(events_of([interview.pk])[interview.pk])  # including those that no longer count
    given = [
        (questions[name].label, _in_words(interview, questions[name], value))
        for name, value in answers.items()
        if name in questions and value and questions[name].type is not QuestionType.NOTE
    ]
    return [
        *given,
        *((f"How we summed up your words: {label}", codes) for label, codes in codes_given(interview)),
        *((f"Your words as a quotation: {label}", _QUOTED[usable]) for label, usable in quotations_from(interview)),
    ]


def _in_words(interview: Interview, question: Question, value: str) -> str:
    if value == SEALED:
        return decrypt_verbatim(interview, question.name) or "In your own words, which have been erased"
    labels = {choice.name: choice.label for choice in (*question.choices, *question.ways_out)}
    chosen = value.split() if question.type is QuestionType.SELECT_MULTIPLE else [value]
    return ", ".join(labels.get(name, name) for name in chosen)


def _extracts(digests: Collection[str]) -> list[HeldExtract]:
    loads = ExtractLoad.objects.select_related("wave__programme", "wave__version").order_by("wave__month", "pk")
    found = [_extract(load, digests) for load in loads]
    return [one for one in found if one.entry or one.contact]


def _extract(load: ExtractLoad, digests: Collection[str]) -> HeldExtract:
    entry = find_person(folders.frame_folder(load), folders.sample_folder(load), digests)
    return HeldExtract(load.wave, load.loaded_at, entry, _contact_before_release(load, set(digests)))


def _contact_before_release(load: ExtractLoad, digests: set[str]) -> dict[str, str]:
    try:
        rows = folders.decrypt_contacts(load)
    except (vault.NoSuchKey, FileNotFoundError):
        return {}
    own = next((row for row in rows if len(digests.intersection(row["digests"])) >= least_shared(digests)), {})
    return {name: value for name, value in own.items() if value and isinstance(value, str)}


def _requests(digests: Collection[str]) -> list[SubjectRequest]:
    """The person's requests at the desk. Only their own keys can open them, so each is opened."""
    found = []
    for request in SubjectRequest.objects.filter(erased_at=None).order_by("pk"):
        details = open_details(request)
        if details and _is_one_person(set(digests), details.digests):
            found.append(request)
    return found


def _is_one_person(one: set[str], other: Collection[str]) -> bool:
    """Whether two requests are one person's: they share two digests, or the only one that who asks has. What a namesake
    asked for is not disclosed."""
    least = least_shared(one)
    return bool(least) and len(one.intersection(other)) >= least

"""Texts of a closed wave, for tests of this room and of those that count its codes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tests.fieldwork.making import TUESDAY, Person, make_cases, make_programme, make_release, make_user, make_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.dispositions.codes import COMPLETE
from aftercall.fieldwork.free_text import encrypt_text
from aftercall.fieldwork.interviewing import SEALED
from aftercall.fieldwork.models import Answer, Attempt, Case, Interview, Phone
from aftercall.fieldwork.operations import receive_release
from aftercall.fieldwork.states import CaseState
from aftercall.handover.answers import AnswersKey
from aftercall.programmes.models import Programme, Wave
from aftercall.programmes.states import WaveState
from aftercall.verbatims import operations
from aftercall.verbatims.codebook import Code, Codebook
from aftercall.verbatims.models import CodingRound, Verbatim

IMPROVE, WELL = "improve", "went_well"
LATER = TUESDAY + timedelta(days=90)
BOOK = Codebook(
    (
        Code("communication", IMPROVE, "Communication", "Anything about being told things"),
        Code("not_told", IMPROVE, "Not told the outcome", "Did not hear what came of it", parent="communication"),
        Code("slow", IMPROVE, "Too slow", "Waiting, on the telephone or for a visit"),
        Code("kind", WELL, "Kindness", "Was treated kindly"),
    )
)
__all__ = ["BOOK", "IMPROVE", "LATER", "WELL", "begun", "closed_wave", "coders", "make_cases", "take"]


def closed_wave(
    said: Sequence[Mapping[str, str]],
    *,
    interviewer: User | None = None,
    programme: Programme | None = None,
    references: str = "CASE",
) -> Wave:
    """A wave whose fieldwork is closed. said: for each person, their answers by question; words where it is a text."""
    programme = programme or make_programme(survey={"questionnaire": "victim_satisfaction_4", "modules": []})
    wave = make_wave(programme)
    release = make_release([Person(f"{references}{number}") for number in range(len(said))], wave)
    receive_release(release=release, actor=release.released_by, at=TUESDAY)
    interviewer = interviewer or make_user(name="who interviewed")
    for case, answers in zip(wave.cases.select_related("released").order_by("released__key_slot"), said, strict=True):
        _interview(case, answers, interviewer)
    Wave.objects.filter(pk=wave.pk).update(state=WaveState.CLOSED)
    return Wave.objects.get(pk=wave.pk)


def _interview(case: Case, answers: Mapping[str, str], interviewer: User) -> None:
    attempt = Attempt.objects.create(
        case=case,
        number=1,
        interviewer=interviewer,
        phone=Phone.FIRST,
        last_number=True,
        started_at=TUESDAY,
        ended_at=TUESDAY,
        disposition=COMPLETE.code,
    )
    interview = Interview.objects.create(case=case, attempt=attempt, consented_at=TUESDAY, ended_at=TUESDAY)
    key = AnswersKey.of(case.released)
    for question, value in answers.items():
        is_text = question in {IMPROVE, WELL}
        Answer.objects.create(
            interview=interview,
            sealed_answer=key.seal_answer(question, SEALED if is_text else value),
            sealed_text=encrypt_text(case, value, about=question) if is_text else b"",
            at=TUESDAY,
        )
    Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, final_disposition=COMPLETE.code)


def begun(wave: Wave, book: Codebook = BOOK, *, manager: User | None = None) -> CodingRound:
    """The coding of a wave, begun with this codebook."""
    manager = manager or make_user(Role.FIELD_MANAGER, "who began")
    operations.import_codebook(programme=programme_of(wave), book=book, actor=manager, at=LATER)
    return operations.open_round(wave=wave, actor=manager, at=LATER)


def programme_of(wave: Wave) -> Programme:
    """The programme of a wave."""
    return Programme.objects.get(pk=wave.programme_id)


def coders() -> tuple[User, User, User]:
    """Three interviewers who did not interview anybody."""
    first, second, third = (make_user(name=name) for name in ("coder one", "coder two", "coder three"))
    return first, second, third


def take(coder: User, at: datetime = LATER) -> Verbatim:
    """The next text for this coder, which must exist."""
    text = operations.take_text(coder=coder, at=at)
    assert text is not None
    return text

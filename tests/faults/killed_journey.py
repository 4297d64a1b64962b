"""A wave from its extract to the end of its retention, in processes that kill themselves after so many events.

An event is a statement to the database, or a file that is written, renamed or deleted. Each step continues what a
killed process left, as people would who open the page again.
"""

import os
import random
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from threading import get_ident
from typing import Any
from zoneinfo import ZoneInfo

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the set-up
from django.core.files.uploadedfile import TemporaryUploadedFile  # noqa: E402
from django.db import connection  # noqa: E402
from tests.world import LOADED  # noqa: E402

from aftercall.accounts.models import User  # noqa: E402
from aftercall.core import request_files  # noqa: E402
from aftercall.dispositions.codes import BY_CODE  # noqa: E402
from aftercall.fieldwork import operations  # noqa: E402
from aftercall.fieldwork.interviewing import instrument_of  # noqa: E402
from aftercall.fieldwork.models import Attempt, Interview  # noqa: E402
from aftercall.fieldwork.queries import answers_in  # noqa: E402
from aftercall.handover.operations import release_sample  # noqa: E402
from aftercall.instrument.questions import Question, QuestionType  # noqa: E402
from aftercall.programmes import load_process, queries  # noqa: E402
from aftercall.programmes.models import Wave  # noqa: E402
from aftercall.programmes.operations import begin_load, draw, run_load  # noqa: E402
from aftercall.programmes.retention import retention_ends_on  # noqa: E402
from aftercall.programmes.states import WaveState  # noqa: E402
from aftercall.results.models import AnalysisRun  # noqa: E402
from aftercall.results.operations import analyse  # noqa: E402
from aftercall.results.periods import Period  # noqa: E402
from aftercall.rights.operations import erase_contacts_past_retention  # noqa: E402
from aftercall.verbatims import operations as verbatims  # noqa: E402
from aftercall.verbatims.codebook import Code, Codebook  # noqa: E402
from aftercall.verbatims.models import CodingRound  # noqa: E402
from aftercall.verbatims.queries import codes_are_returned, latest_codebook, text_questions  # noqa: E402
from aftercall.verbatims.sealing import question_of  # noqa: E402

# The names of those who code begin with this.
CODER = "coder"
CALLED = datetime(2025, 3, 26, 10, 0, tzinfo=ZoneInfo("Europe/London"))
CLOSED = datetime(2025, 5, 6, 10, 0, tzinfo=ZoneInfo("Europe/London"))
NO_ANSWER = BY_CODE["3.13"]
# Calls that nobody answers, each with a note.
NOT_ANSWERED = 3
_CHANGES_FILES = {"os.remove", "os.rename", "os.link", "os.mkdir", "os.rmdir"}
_WRITING = os.O_WRONLY | os.O_RDWR


@dataclass(frozen=True)
class Place:
    """The folders of an installation."""

    home: Path
    keys: Path
    work: Path
    temporary: Path

    @property
    def folders(self) -> tuple[Path, ...]:
        """All of them."""
        return self.home, self.keys, self.work, self.temporary

    def apply(self, to: Any) -> None:
        """Let Django's settings be those of this installation."""
        to.HOME, to.KEYS_DIR, to.WORKING_DIR = self.home, self.keys, self.work
        to.ROOT_KEY_FILE = self.keys / "root.key"
        to.MINIMUM_CALL_SECONDS, to.CALLS_PER_HOUR = 0, 10_000


@dataclass(frozen=True)
class Journey:
    """An extract, a word that what people say contains, how many are interviewed, and the ids of the wave, of who loads
    and of who calls."""

    place: Place
    extract: Path
    word: str
    interviews: int
    wave_id: int
    researcher_id: int
    interviewer_id: int

    @property
    def wave(self) -> Wave:
        """The wave, read again from the database."""
        return queries.waves().get(pk=self.wave_id)

    @property
    def researcher(self) -> User:
        """Who loads, draws, releases and analyses; and, to keep this short, closes and returns."""
        return User.objects.get(pk=self.researcher_id)

    @property
    def interviewer(self) -> User:
        """Who makes every call."""
        return User.objects.get(pk=self.interviewer_id)


def run_step(journey: Journey, step: str, dies_after: int) -> None:
    """Take a step in this process, which dies after this number of events."""
    os.umask(0o077)
    with (journey.place.home / "log").open("ab") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    journey.place.apply(settings)
    tempfile.tempdir = str(journey.place.temporary)
    _die_after(dies_after)
    STEPS[step](journey)


def _die_after(events: int) -> None:
    """Only what this thread does is counted, so that it always dies at the same place."""
    counted, thread = count(1), get_ident()

    def count_event() -> None:
        if get_ident() == thread and next(counted) == events:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _CHANGES_FILES or (event == "open" and arguments[2] & _WRITING):
            count_event()

    def execute(run: Callable[..., Any], *arguments: Any) -> Any:
        count_event()
        return run(*arguments)

    sys.addaudithook(hear)
    connection.execute_wrappers.append(execute)


def _load(journey: Journey) -> None:
    request_files.use_own_folder()
    load_process.launch = lambda job_id, _: run_load(job=queries.load_job(job_id))  # type: ignore[assignment, return-value]
    content = journey.extract.read_bytes()
    upload = TemporaryUploadedFile(journey.extract.name, "text/csv", len(content), None)
    upload.write(content)
    upload.seek(0)
    begin_load(wave=journey.wave, extract=upload, actor=journey.researcher, at=LOADED)


def _receive(journey: Journey) -> None:
    release = journey.wave.release
    if not release.cases.filter(case__isnull=False).exists():
        operations.receive_release(release=release, actor=journey.researcher, at=LOADED)


def _call(journey: Journey) -> None:
    while (done := Interview.objects.exclude(ended_at=None).count()) < journey.interviews:
        _interview(journey, done)
    while (done := Attempt.objects.filter(disposition=NO_ANSWER.code).count()) < NOT_ANSWERED:
        at = CALLED + timedelta(seconds=20 * (journey.interviews + done))
        attempt = _dial(journey, at)
        note = f"A neighbour knows {journey.word}"
        details = {"attempt": attempt, "disposition": NO_ANSWER, "interviewer": journey.interviewer, "note": note}
        operations.record_outcome(**details, at=at)


def _dial(journey: Journey, at: datetime) -> Attempt:
    """Call the next person, or go on with the call that was interrupted."""
    case = operations.claim_next_case(interviewer=journey.interviewer, at=at)
    assert case is not None
    return operations.start_call(case=case, interviewer=journey.interviewer, at=at).attempt


def _interview(journey: Journey, number: int) -> None:
    """The first of those interviewed objects at the end."""
    user, at = journey.interviewer, CALLED + timedelta(seconds=20 * number)
    attempt = _dial(journey, at)
    operations.confirm_can_talk(attempt=attempt, interviewer=user, at=at)
    interview = operations.begin_interview(attempt=attempt, interviewer=user, at=at)
    instrument, given = instrument_of(interview.case), answers_in(interview).answers
    while asked := instrument.next_question(given):
        raw = _said(journey, asked, number)
        given[asked.name] = operations.save_answer(
            interview=interview, question=asked.name, raw=raw, interviewer=user, at=at
        )
    operations.finish_interview(attempt=attempt, interviewer=user, at=at + timedelta(seconds=10))


def _said(journey: Journey, asked: Question, number: int) -> str:
    if asked.name == "again":
        return "2" if number == 0 else "1"
    if asked.type is QuestionType.TEXT:
        return f"Tell {journey.word} what became of case {number}"
    return random.Random(f"{asked.name} {number}").choice([choice.key for choice in asked.choices])


def _code(journey: Journey) -> None:
    """Two people code what was said, and the codes are returned."""
    wave = journey.wave
    if latest_codebook(wave.programme) is None:
        codes = (Code(f"any_{name}", name, words, "Anything") for name, words in text_questions(wave.programme).items())
        verbatims.import_codebook(
            programme=wave.programme, book=Codebook(tuple(codes)), actor=journey.researcher, at=CLOSED
        )
    if not CodingRound.objects.exists():
        verbatims.open_round(wave=wave, actor=journey.researcher, at=CLOSED)
    for coder in User.objects.filter(name__startswith=CODER):
        while text := verbatims.take_text(coder=coder, at=CLOSED):
            verbatims.save_coding(text=text, codes=[f"any_{question_of(text)}"], coder=coder, at=CLOSED)
    if not codes_are_returned(wave):
        verbatims.return_codes(coding=CodingRound.objects.get(), actor=journey.researcher, at=CLOSED)


def _analyse(journey: Journey) -> None:
    if not AnalysisRun.objects.exists():
        wave = journey.wave
        period = Period(wave.month, wave.month)
        analyse(programme=wave.programme, period=period, actor=journey.researcher, at=CLOSED)


def _end(journey: Journey) -> None:
    erase_contacts_past_retention(at=end_of_retention(journey.wave))


def end_of_retention(wave: Wave) -> datetime:
    """Noon on the day on which the retention of a wave ends."""
    return CLOSED + timedelta(days=(retention_ends_on(wave) - CLOSED.date()).days)


def _in_state(state: WaveState, act: Callable[..., object], at: datetime) -> Callable[[Journey], None]:
    """A step that moves the wave on from this state. If it is in another one, a killed process had already done it."""

    def step(journey: Journey) -> None:
        if journey.wave.state == state:
            act(wave=journey.wave, actor=journey.researcher, at=at)

    return step


STEPS: dict[str, Callable[[Journey], None]] = {
    "load": lambda journey: None if journey.wave.state == WaveState.LOADED else _load(journey),
    "draw": _in_state(WaveState.LOADED, draw, LOADED),
    "release": _in_state(WaveState.DRAWN, release_sample, LOADED),
    "receive": _receive,
    "call": _call,
    "close": _in_state(WaveState.RELEASED, operations.close_fieldwork, CLOSED),
    "return": _in_state(WaveState.CLOSED, operations.return_results, CLOSED),
    "code": _code,
    "analyse": _analyse,
    "end": _end,
}

"""The page on which a code is entered, and those of the session that it begins.

They need no account, no cookie and no script. What lets somebody in is the address, which nobody can guess and which
works for half an hour after the last page; so forms need no token against other sites either.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from aftercall.core import clock
from aftercall.core.answer_time import in_whole_steps
from aftercall.core.errors import Refused
from aftercall.core.languages import address
from aftercall.core.request_limit import limited_until
from aftercall.fieldwork import operations
from aftercall.fieldwork.free_text import decrypt_verbatim
from aftercall.fieldwork.interviewing import SEALED
from aftercall.fieldwork.models import Interview, SessionStep, WebEntry
from aftercall.fieldwork.queries import answers_in, web_interview, web_session
from aftercall.instrument.checking import Checked
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question
from aftercall.instrument.routing import Folded
from aftercall.questionnaires.asking import fields
from aftercall.questionnaires.asking.entered import Entered
from aftercall.web_door import spoken
from aftercall.web_door.forms import EntryForm


@csrf_exempt
@sensitive_variables("token")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter the code. A wrong one takes as long as a right one, and says the same as one that no longer works."""
    _require_open()
    now = clock.now()
    form = EntryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if until := limited_until(request, now, kind="web-door"):
            return render(request, "web_door/wait.html", {"until": until}, status=HTTPStatus.TOO_MANY_REQUESTS)
        with in_whole_steps():
            token = operations.enter_web(code=form.cleaned_data["code"], at=now)
        if token:
            return redirect(address("web_door:answer", token))
        form.add_error("code", gettext("This code does not work. Check every letter and number"))
    return render(request, "web_door/enter.html", {"form": form}, status=422 if form.errors else 200)


@csrf_exempt
@sensitive_variables("token")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The page at which somebody is, and what they entered on it."""
    _require_open()
    now = clock.now()
    entry = web_session(token, now)
    if entry is None:
        return _over(request)
    try:
        operations.open_session(entry)
        return _Answering(request, entry, now).respond()
    except Refused:  # a call has begun, the case has closed, or the answers have been withdrawn
        return _over(request)


def _require_open() -> None:
    """No such page, if nobody can answer on the web."""
    if not settings.WEB_DOOR_URL:
        raise Http404


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "web_door/over.html", status=HTTPStatus.GONE)


class _Answering:
    """One request of somebody who answers."""

    def __init__(self, request: HttpRequest, entry: WebEntry, now: datetime) -> None:
        self.request, self.entry, self.now = request, entry, now
        self.instrument: Instrument = spoken.of_request(request, entry.case)
        self.interview: Interview | None = web_interview(entry)

    def respond(self) -> HttpResponse:
        """Do what a button asked for, or show where they are."""
        if self.entry.session_step == SessionStep.RESTING:
            return self._later() if self.request.POST.get("action") == "later" else self._render("resting")
        if self.request.method != "POST":
            return self._show()
        return self._actions.get(self.request.POST.get("action", ""), self._show)()

    @property
    def _actions(self) -> Mapping[str, Callable[[], HttpResponse]]:
        return {
            "begin": self._begin,
            "save": self._save,
            "back": self._back,
            "later": self._later,
            "stop": lambda: self._render("stop"),
            "end": lambda: self._finish(stops=True),
            "finish": self._finish,
            "object": lambda: self._render("object"),
            "remove": self._remove,
        }

    def _show(self) -> HttpResponse:
        """The introduction, the first question without an answer, or the end."""
        if self.interview is None or self.entry.session_step != SessionStep.BEGUN:
            return self._render("introduction", again=self.interview is not None)
        question = self.instrument.next_question(self._given.answers)
        return self._question(question) if question else self._render("end", last=len(self._path))

    @property
    def _given(self) -> Folded:
        if self.interview is None:
            raise operations.SessionOver
        return answers_in(self.interview)

    @property
    def _path(self) -> Sequence[Question]:
        """The questions so far, up to the first without an answer."""
        return self.instrument.path(self._given.answers)

    def _begin(self) -> HttpResponse:
        operations.begin_on_web(entry=self.entry, at=self.now)
        return self._go_on()

    def _go_on(self) -> HttpResponse:
        return redirect(self.request.get_full_path())

    def _save(self) -> HttpResponse:
        """Store the answer, and only then show the next question. With an error, nothing is stored."""
        question = self.instrument.question.get(self.request.POST.get("question", ""))
        if question is None or question not in self._path:
            return self._go_on()
        entered = fields.entered_for(question, self.request.POST)
        checked = self._store(question, entered)
        return self._question(question, entered, checked) if checked else self._go_on()

    def _store(self, question: Question, entered: Entered) -> Checked | None:
        """Store an answer. Returns what is wrong with it, or what to confirm, if it was not stored."""
        language = self.instrument.language.code
        if problem := fields.too_long(self.instrument, question, entered):
            return problem
        confirmed = question.name in self.request.POST.getlist(fields.CONFIRMED)
        given = operations.NewAnswer(question.name, entered, language, confirmed)
        try:
            operations.save_web_answer(entry=self.entry, answer=given, at=self.now)
        except operations.WrongAnswer as error:
            return Checked(problem=str(error), language=error.language)
        except operations.UnlikelyAnswer as doubt:
            return Checked(warning=str(doubt))
        return None

    def _back(self) -> HttpResponse:
        """The question before, without saving what is on this page."""
        place = self.request.POST.get("place", "")
        before = int(place) - 1 if place.isascii() and place.isdecimal() and len(place) < 5 else 0
        path = self._path
        return self._question(path[before - 1]) if 0 < before <= len(path) else self._show()

    def _later(self) -> HttpResponse:
        """Save what is on this page if it can be saved, and show the code to come back with."""
        question = self.instrument.question.get(self.request.POST.get("question", ""))
        if question and self.interview and question in self._path:
            entered = fields.entered_for(question, self.request.POST)
            if entered.typed.strip() or entered.ticked:
                self._store(question, entered)
        code = operations.come_back_later(entry=self.entry, at=self.now)
        return self._render("later", code=code, until=self.entry.expires_at)

    def _finish(self, *, stops: bool = False) -> HttpResponse:
        if not stops and (self.interview is None or self.instrument.next_question(self._given.answers)):
            return self._go_on()
        operations.finish_on_web(entry=self.entry, at=self.now, stops=stops)
        return self._render("done", stopped=stops)

    def _remove(self) -> HttpResponse:
        operations.object_on_web(entry=self.entry, at=self.now)
        return self._render("removed")

    def _question(
        self, question: Question, entered: Entered | None = None, checked: Checked | None = None
    ) -> HttpResponse:
        """Show one question. entered: what was entered, if it could not be stored."""
        given, seed = self._given, self.interview.seed if self.interview else 0
        if entered is not None and checked is not None:
            field = fields.shown_again(self.instrument, question, given, seed, entered, checked)
        else:
            field = fields.shown(self.instrument, question, given, seed, words=self._words(question, given))
        place = self._path.index(question) + 1
        status = HTTPStatus.UNPROCESSABLE_ENTITY if checked else HTTPStatus.OK
        progress = self.instrument.questions.index(question) / len(self.instrument.questions)
        return self._render("question", status, field=field, place=place, progress=progress)

    def _words(self, question: Question, given: Folded) -> str | None:
        """An answer in the person's own words, which is kept apart."""
        if self.interview is None or given.counted.get(question.name) != SEALED:
            return None
        return decrypt_verbatim(self.interview, question.name)

    def _render(self, template: str, status: int = HTTPStatus.OK, **more: object) -> HttpResponse:
        case = self.entry.case
        context = {
            "survey": case.wave.version.survey,
            "calling": case.calling,
            "minutes": self.instrument.minutes,
            "spoken": self.instrument.language.code,
            "others": spoken.others(self.request, self.instrument),
            **more,
        }
        return render(self.request, f"web_door/{template}.html", context, status=status)

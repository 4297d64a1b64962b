"""The interview, one question per screen, from the introduction to the closing words."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.fieldwork import operations, presenters, queries
from aftercall.fieldwork.models import Attempt, Interview
from aftercall.fieldwork.question_presenters import Wanted, check_page, question_page
from aftercall.fieldwork.views.active_call import active_call_screen, redirect_to_step
from aftercall.fieldwork.views.spoken_language import language_of
from aftercall.questionnaires.asking.entered import Entered
from aftercall.questionnaires.asking.question import CHECK_STEPS, Problem
from aftercall.questionnaires.asking.steps import StepForm


@require_http_methods(["GET", "POST"])
@active_call_screen
def safe_to_talk(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Who is calling, and whether the person can talk freely. Only their answer leads to the page that mentions the
    police."""
    page = presenters.safe_to_talk_page(attempt, language_of(request, attempt))
    form = StepForm(request.POST or None, steps=page.steps)
    if form.chosen == "can_talk":
        operations.confirm_can_talk(attempt=attempt, interviewer=attempt.interviewer, at=clock.now())
        return redirect("fieldwork:introduction")
    return redirect_to_step(form.chosen) or _render(request, "safe_to_talk", page, form)


@require_http_methods(["GET", "POST"])
@active_call_screen
def introduction(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """For whom and why the agency calls, read only to the named person once they can talk. The interview begins when
    they agree."""
    if attempt.can_talk_at is None:
        return redirect("fieldwork:safe_to_talk")
    page = presenters.introduction_page(attempt, language_of(request, attempt))
    form = StepForm(request.POST or None, steps=page.steps)
    if form.chosen == "agrees":
        operations.begin_interview(attempt=attempt, interviewer=attempt.interviewer, at=clock.now())
        return redirect("fieldwork:interview")
    return redirect_to_step(form.chosen) or _render(request, "introduction", page, form)


def _render(request: HttpRequest, name: str, page: object, form: StepForm) -> HttpResponse:
    context = {"page": page, "form": form}
    return render(request, f"fieldwork/{name}.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@active_call_screen
def interview(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """One question: the requested one if it is on the route, or else the first unanswered one. An answer that a soft
    check doubts is shown once more before it is saved."""
    current_interview = _require_interview(attempt)
    if request.method == "GET":
        wanted = Wanted(request.GET.get("question", ""), request.GET.get("after", ""))
        return _show(request, attempt, current_interview, wanted)
    form = StepForm(request.POST if "confirming" in request.POST else None, steps=CHECK_STEPS)
    if "language" in request.POST or form.chosen == "change":
        return _show_again(request, attempt, current_interview)
    try:
        _save(request, attempt, current_interview, confirmed=form.chosen == "save")
    except operations.UnlikelyAnswer as doubt:
        return _ask_to_confirm(request, attempt, current_interview, str(doubt), form)
    except operations.WrongAnswer as error:
        return _show_again(request, attempt, current_interview, Problem(str(error), error.language))
    except Refused as error:
        return _show_again(request, attempt, current_interview, Problem(str(error)))
    return _go_on(request)


def _show(
    request: HttpRequest,
    attempt: Attempt,
    interview: Interview,
    wanted: Wanted,
    *,
    problem: Problem | None = None,
    entered: Entered | None = None,
) -> HttpResponse:
    language = language_of(request, attempt)
    page = question_page(attempt, interview, language, wanted, problem=problem, entered=entered)
    if page is None:
        return redirect("fieldwork:closing")
    return render(request, "fieldwork/question.html", {"page": page}, status=422 if problem else 200)


def _show_again(
    request: HttpRequest, attempt: Attempt, interview: Interview, problem: Problem | None = None
) -> HttpResponse:
    """The question with what was entered."""
    wanted = Wanted(request.POST.get("question", ""))
    return _show(request, attempt, interview, wanted, problem=problem, entered=Entered.read(request.POST))


def _save(request: HttpRequest, attempt: Attempt, interview: Interview, *, confirmed: bool) -> None:
    operations.save_answer(
        interview=interview,
        question=request.POST.get("question", ""),
        raw=Entered.read(request.POST),
        interviewer=attempt.interviewer,
        at=clock.now(),
        language=language_of(request, attempt),
        confirmed=confirmed,
    )


def _ask_to_confirm(
    request: HttpRequest, attempt: Attempt, interview: Interview, warning: str, form: StepForm
) -> HttpResponse:
    entered = Entered.read(request.POST)
    name = request.POST.get("question", "")
    page = check_page(attempt, interview, language_of(request, attempt), name, entered, warning)
    kept = [(key, request.POST[key]) for key in ("question", "answered_before") if key in request.POST]
    context = {"page": page, "form": form, "entered": kept + entered.fields}
    return render(request, "fieldwork/check_answer.html", context, status=422 if form.errors else 200)


def _go_on(request: HttpRequest) -> HttpResponse:
    """To the first question without an answer, or, after one that had an answer before, to the one that follows it."""
    if "answered_before" not in request.POST:
        return redirect("fieldwork:interview")
    query = urlencode({"after": request.POST.get("question", "")})
    return redirect(f"{reverse('fieldwork:interview')}?{query}")


@require_http_methods(["GET", "POST"])
@active_call_screen
def closing(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """The closing words. Finishing saves the outcome and frees the interviewer for the next case."""
    current_interview = _require_interview(attempt)
    if question_page(attempt, current_interview) is not None:
        return redirect("fieldwork:interview")
    page = presenters.closing_page(attempt, language_of(request, attempt))
    form = StepForm(request.POST or None, steps=page.steps)
    if form.chosen == "back":
        query = urlencode({"question": presenters.last_question(current_interview)})
        return redirect(f"{reverse('fieldwork:interview')}?{query}")
    if form.chosen == "finish":
        operations.finish_interview(attempt=attempt, interviewer=attempt.interviewer, at=clock.now())
        messages.success(request, "The interview is finished, and the answers have been saved.")
        return redirect("fieldwork:next_case")
    return _render(request, "closing", page, form)


def _require_interview(attempt: Attempt) -> Interview:
    interview = queries.interview_in(attempt)
    if interview is None:
        raise Refused("Read the introduction first. The interview starts when the person agrees")
    return interview

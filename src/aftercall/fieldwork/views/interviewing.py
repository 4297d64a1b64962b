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
from aftercall.fieldwork.forms import StepForm
from aftercall.fieldwork.models import Attempt, Interview
from aftercall.fieldwork.views.active_call import active_call_screen, redirect_to_step


@require_http_methods(["GET", "POST"])
@active_call_screen
def safe_to_talk(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Who is calling, and whether the person can talk freely. Only their answer leads to the page that mentions the
    police."""
    page = presenters.safe_to_talk_page(attempt)
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
    page = presenters.introduction_page(attempt)
    form = StepForm(request.POST or None, steps=page.steps)
    if form.chosen == "agrees":
        operations.begin_interview(attempt=attempt, interviewer=attempt.interviewer, at=clock.now())
        return redirect("fieldwork:interview")
    return redirect_to_step(form.chosen) or _render(request, "introduction", page, form)


def _render(request: HttpRequest, name: str, page: presenters.ScriptPage, form: StepForm) -> HttpResponse:
    context = {"page": page, "form": form}
    return render(request, f"fieldwork/{name}.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@active_call_screen
def interview(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """One question: the requested one if it is on the route, or else the first unanswered one."""
    current_interview = _require_interview(attempt)
    problem = _save(request, attempt, current_interview) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return redirect("fieldwork:interview")
    requested = request.POST.get("question") or request.GET.get("question", "")
    page = presenters.question_page(
        attempt, current_interview, requested, problem=problem, typed=request.POST.get("answer")
    )
    if page is None:
        return redirect("fieldwork:closing")
    return render(request, "fieldwork/question.html", {"page": page}, status=422 if problem else 200)


def _save(request: HttpRequest, attempt: Attempt, interview: Interview) -> str:
    """Save the answer. Returns why it could not be saved, or an empty string."""
    try:
        operations.save_answer(
            interview=interview,
            question=request.POST.get("question", ""),
            raw=request.POST.get("answer", ""),
            interviewer=attempt.interviewer,
            at=clock.now(),
        )
    except Refused as error:
        return str(error)
    return ""


@require_http_methods(["GET", "POST"])
@active_call_screen
def closing(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """The closing words. Finishing saves the outcome and frees the interviewer for the next case."""
    current_interview = _require_interview(attempt)
    if presenters.question_page(attempt, current_interview) is not None:
        return redirect("fieldwork:interview")
    page = presenters.closing_page(attempt)
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

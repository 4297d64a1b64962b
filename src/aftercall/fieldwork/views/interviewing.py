"""The interview, one question per screen, from the introduction to the closing words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.fieldwork import operations, presenters, queries
from aftercall.fieldwork.models import Attempt, Interview
from aftercall.fieldwork.views.active_call import active_call_screen


@require_http_methods(["GET", "POST"])
@active_call_screen
def introduction(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Who is calling and why, read only to the named person. The interview begins when they agree."""
    if request.method == "POST":
        operations.begin_interview(attempt=attempt, interviewer=attempt.interviewer, at=clock.now())
        return redirect("fieldwork:interview")
    return render(request, "fieldwork/introduction.html", {"page": presenters.script_page(attempt, request.get_host())})


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
    if request.method == "POST":
        operations.finish_interview(attempt=attempt, interviewer=attempt.interviewer, at=clock.now())
        return redirect("fieldwork:next_case")
    return render(request, "fieldwork/closing.html", {"page": presenters.script_page(attempt, request.get_host())})


def _require_interview(attempt: Attempt) -> Interview:
    interview = queries.interview_in(attempt)
    if interview is None:
        raise Refused("Read the introduction first. The interview starts when the person agrees")
    return interview

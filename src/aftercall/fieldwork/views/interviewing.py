"""The interview, one question per screen, from the introduction to the closing words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.fieldwork import operations, presenters, queries
from aftercall.fieldwork.models import Attempt, Interview
from aftercall.fieldwork.views.active_call import call_screen


@require_http_methods(["GET", "POST"])
@call_screen
def introduction(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Who is calling and why, for the named person only. The interview begins when they agree."""
    if request.method == "POST":
        operations.begin_interview(attempt=attempt, interviewer=attempt.interviewer, at=clock.now())
        return redirect("fieldwork:interview")
    return render(request, "fieldwork/introduction.html", {"page": presenters.spoken(attempt, request.get_host())})


@require_http_methods(["GET", "POST"])
@call_screen
def interview(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """One question: the one named by ?question=, or else the first unanswered one."""
    begun = _interview_of(attempt)
    problem = _save(request, attempt, begun) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return redirect("fieldwork:interview")
    wanted = request.POST.get("question") or request.GET.get("question", "")
    page = presenters.question(attempt, begun, wanted, problem=problem, typed=request.POST.get("answer"))
    if page is None:
        return redirect("fieldwork:closing")
    return render(request, "fieldwork/question.html", {"page": page}, status=422 if problem else 200)


def _save(request: HttpRequest, attempt: Attempt, begun: Interview) -> str:
    """Save the answer. Returns why it could not be saved, or an empty string."""
    try:
        operations.save_answer(
            interview=begun,
            question=request.POST.get("question", ""),
            raw=request.POST.get("answer", ""),
            interviewer=attempt.interviewer,
            at=clock.now(),
        )
    except Refused as error:
        return str(error)
    return ""


@require_http_methods(["GET", "POST"])
@call_screen
def closing(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """The closing words. Finishing saves the outcome and releases the interviewer for the next case."""
    begun = _interview_of(attempt)
    if presenters.question(attempt, begun) is not None:
        return redirect("fieldwork:interview")
    if request.method == "POST":
        operations.finish_interview(attempt=attempt, interviewer=attempt.interviewer, at=clock.now())
        return redirect("fieldwork:next_case")
    return render(request, "fieldwork/closing.html", {"page": presenters.spoken(attempt, request.get_host())})


def _interview_of(attempt: Attempt) -> Interview:
    begun = queries.interview_in(attempt)
    if begun is None:
        raise Refused("Read the introduction first. The interview starts when the person agrees")
    return begun

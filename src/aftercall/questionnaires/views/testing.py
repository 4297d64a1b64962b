"""Test mode: a walk through a questionnaire as an interviewer would take it. Nothing is stored."""

import secrets
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from aftercall.core import clock
from aftercall.instrument.checking import Checked
from aftercall.instrument.questions import Question
from aftercall.questionnaires import presenters
from aftercall.questionnaires.forms import BeginForm
from aftercall.questionnaires.sources import Source
from aftercall.questionnaires.views.looking import source_or_404
from aftercall.questionnaires.walk import Walk

_SEEDS = 2**31


@require_http_methods(["GET", "POST"])
def test(request: HttpRequest, source: str) -> HttpResponse:
    """The page that begins a test, then one question at a time."""
    found = source_or_404(source)
    if "walk" not in request.POST:
        return _begin(request, found)
    walk = Walk.read(request.POST["walk"], found)
    if walk is None:
        messages.error(request, "This questionnaire has changed since the test began. Begin the test again")
        return redirect("questionnaires:test", source)
    if language := request.POST.get("language"):
        return _show(request, found, walk.in_language(language), request.POST.get("question", ""))
    if wanted := request.POST.get("back"):
        return _show(request, found, walk, wanted)
    return _answer(request, found, walk)


def _begin(request: HttpRequest, source: Source) -> HttpResponse:
    today = timezone.localdate(clock.now())
    form = BeginForm(source.instrument, today, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        seed = secrets.randbelow(_SEEDS)
        return _show(request, source, Walk(form.cleaned_data["language"], form.facts(), seed))
    context = {"source": source, "form": form}
    return render(request, "questionnaires/begin_test.html", context, status=422 if form.errors else 200)


def _answer(request: HttpRequest, source: Source, walk: Walk) -> HttpResponse:
    """Check an answer: show the problem with it, ask to confirm it, or go on."""
    instrument = source.in_language(walk.language)
    question = walk.question(instrument, request.POST.get("question", ""))
    if question is None:
        return _show(request, source, walk)
    raw = " ".join([*request.POST.getlist("way_out"), *request.POST.getlist("answer")][: _most(question)])
    checked = walk.check(instrument, question, raw)
    confirmed = checked.warning is None or request.POST.get("confirmed") == checked.value
    if checked.value is not None and confirmed:
        return _show(request, source, walk.answered(question.name, checked.value))
    return _show(request, source, walk, question.name, Entered(raw, checked))


def _most(question: Question) -> int | None:
    """How many of the entered values make up the answer: a way out, such as “don't know”, stands alone."""
    return None if question.choices else 1


@dataclass(frozen=True)
class Entered:
    """What was entered for a question, and what the check says about it."""

    typed: str
    checked: Checked


def _show(
    request: HttpRequest, source: Source, walk: Walk, wanted: str = "", entered: Entered | None = None
) -> HttpResponse:
    """The question at which the walk is, or its end. entered: an answer that was not accepted as it is."""
    instrument = source.in_language(walk.language)
    question = walk.question(instrument, wanted)
    folded = walk.folded(instrument)
    checked = entered.checked if entered else Checked()
    context = {
        "source": source,
        "instrument": instrument,
        "walk": walk.signed(source),
        "previous": walk.previous(instrument, question),
        "answers": presenters.answer_rows(instrument, folded.counted),
        "aside": presenters.answer_rows(instrument, folded.aside),
        "problem": checked.problem,
        "warning": checked.warning,
        "value": checked.value,
    }
    if question is None:
        return render(request, "questionnaires/test_end.html", context)
    typed = entered.typed if entered else folded.counted.get(question.name, "")
    context["step"] = presenters.step(instrument, question, walk.known(instrument), walk.seed, typed)
    return render(request, "questionnaires/test.html", context, status=422 if checked.problem else 200)

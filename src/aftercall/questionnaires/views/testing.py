"""Test mode: a walk through a questionnaire as an interviewer would take it. Nothing is stored."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from aftercall.core import clock
from aftercall.instrument.checking import Checked
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question
from aftercall.questionnaires import presenters
from aftercall.questionnaires.asking.entered import Entered
from aftercall.questionnaires.asking.question import CHECK_STEPS, Problem, asked_question, doubted_answer
from aftercall.questionnaires.asking.steps import StepForm
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
    if wanted := request.POST.get("back"):
        return _show(request, found, walk, wanted)
    if language := request.POST.get("language"):
        return _show_again(request, found, walk.in_language(language))
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
    form = StepForm(request.POST if "confirming" in request.POST else None, steps=CHECK_STEPS)
    if form.chosen == "change":
        return _show_again(request, source, walk)
    checked = walk.check(instrument, question, Entered.read(request.POST))
    if checked.value is None:
        return _show_again(request, source, walk, Problem.of(checked))
    if checked.warning and form.chosen != "save":
        return _ask_to_confirm(request, source, walk, question, checked, form)
    after = question.name if "answered_before" in request.POST else ""
    return _show(request, source, walk.answered(question.name, checked.value), after=after)


def _ask_to_confirm(
    request: HttpRequest, source: Source, walk: Walk, question: Question, checked: Checked, form: StepForm
) -> HttpResponse:
    instrument = source.in_language(walk.language)
    kept = [(name, request.POST[name]) for name in ("walk", "question", "answered_before") if name in request.POST]
    context = _context(source, walk, instrument) | {
        "doubted": doubted_answer(instrument, question, checked.value or "", checked.warning or ""),
        "form": form,
        "entered": [*kept, *Entered.read(request.POST).fields, ("confirming", "yes")],
    }
    return render(request, "questionnaires/test_check.html", context, status=422 if form.errors else 200)


def _show_again(request: HttpRequest, source: Source, walk: Walk, problem: Problem | None = None) -> HttpResponse:
    """The question with what was entered."""
    question = request.POST.get("question", "")
    return _show(request, source, walk, question, entered=Entered.read(request.POST), problem=problem)


def _show(
    request: HttpRequest,
    source: Source,
    walk: Walk,
    wanted: str = "",
    *,
    after: str = "",
    entered: Entered | None = None,
    problem: Problem | None = None,
) -> HttpResponse:
    """The question at which the walk is, or its end. entered: an answer that was not accepted as it is."""
    instrument = source.in_language(walk.language)
    question = walk.question(instrument, wanted, after)
    context = _context(source, walk, instrument)
    if question is None:
        return render(request, "questionnaires/test_end.html", context | {"previous": walk.last(instrument)})
    asked = asked_question(
        instrument, walk.folded(instrument), question, seed=walk.seed, entered=entered, problem=problem
    )
    return render(request, "questionnaires/test.html", context | {"asked": asked}, status=422 if problem else 200)


def _context(source: Source, walk: Walk, instrument: Instrument) -> dict[str, object]:
    """What every page of a test has."""
    folded = walk.folded(instrument)
    return {
        "source": source,
        "walk": walk.signed(source),
        "answers": presenters.answer_rows(instrument, folded.counted),
        "aside": presenters.answer_rows(instrument, folded.aside),
    }

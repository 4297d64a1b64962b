"""After a consultation has closed: looking for floods, moderating texts, and releasing the results part by part."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.consultations import policies, presenters, queries
from aftercall.consultations.forms import ModerationForm, OutcomeForm, PopulationForm, PublishForm, ReasonForm
from aftercall.consultations.models import OUTCOME, Consultation, Release, Sign
from aftercall.consultations.operations import flooding, moderating, preparing, releasing
from aftercall.consultations.population import read_population
from aftercall.consultations.results import shown
from aftercall.consultations.results.fields import releasable
from aftercall.consultations.views.staff import carry_out, found
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.times_of_day import read_time
from aftercall.core.words import counted
from aftercall.errors import BadInput
from aftercall.publication.states import PublicationState
from aftercall.questionnaires.queries import read_instrument

DECISIONS_PER_PAGE = 50
_COLOURS = {
    PublicationState.DRAFT: "blue",
    PublicationState.CHECKED: "orange",
    PublicationState.APPROVED: "yellow",
    PublicationState.PUBLISHED: "green",
    PublicationState.WITHDRAWN: "red",
}


@require_http_methods(["GET", "POST"])
def floods(request: HttpRequest, slug: str) -> HttpResponse:
    """Look for floods of copies."""

    def look(one: Consultation, do: dict[str, Any]) -> None:
        result = flooding.look(consultation=one, **do)
        messages.info(request, f"{counted(result.marked, 'answer')} of {result.answers:,} look like copies.")

    return carry_out(request, slug, look, "We have looked for floods of copies.")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def moderate(request: HttpRequest, slug: str) -> HttpResponse:
    """Decide on the next text, or on all marked copies at once."""
    one = found(slug)
    if request.method == "POST" and request.POST.get("copies"):
        number = moderating.withhold_marked_copies(consultation=one, actor=signed_in_user(request), at=clock.now())
        messages.success(
            request, f"{counted(number, 'copy', 'copies')} will not be shown; one of each group is still waiting."
        )
        return redirect("consultations:moderate", slug)
    waiting = moderating.waiting(one)
    wanted = request.POST.get("response", "")
    current = next((each for each in waiting if str(each.response.pk) == wanted), waiting[0] if waiting else None)
    form = ModerationForm(request.POST if wanted else None, initial={"text": current.text if current else ""})
    if current and wanted and form.is_valid():
        try:
            moderating.decide(
                consultation=one,
                response=current.response,
                question=request.POST.get("question", ""),
                rule="" if form.cleaned_data["decision"] == "show" else form.cleaned_data["decision"],
                text=form.cleaned_data["text"],
                actor=signed_in_user(request),
                at=clock.now(),
            )
        except Refused as error:
            messages.error(request, str(error))
        return redirect("consultations:moderate", slug)
    marked = sum(each.sign == Sign.COPIED_TEXT.label for each in waiting)
    context = {"consultation": one, "form": form, "current": current, "left": len(waiting), "marked": marked}
    return render(request, "consultations/staff/moderate.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def decided(request: HttpRequest, slug: str) -> HttpResponse:
    """The decisions about texts. The button puts a text back for another decision."""
    one = found(slug)
    if request.method == "POST":
        decision = get_object_or_404(one.moderations, pk=request.POST.get("decision", ""))
        try:
            number = moderating.reopen(
                consultation=one, decision=decision, actor=signed_in_user(request), at=clock.now()
            )
        except Refused as error:
            messages.error(request, str(error))
            return redirect("consultations:decided", slug)
        messages.success(request, f"{counted(number, 'text is', 'texts are')} waiting to be decided on again.")
        return redirect("consultations:moderate", slug)
    page = Paginator(queries.decisions(one), DECISIONS_PER_PAGE).get_page(request.GET.get("page"))
    rows = presenters.decisions(page, read_instrument(one.instrument))
    return render(request, "consultations/staff/decided.html", {"consultation": one, "rows": rows, "page": page})


@require_http_methods(["GET", "POST"])
def parts(request: HttpRequest, slug: str) -> HttpResponse:
    """All parts of the results with their states, and what can be done with those that are ticked."""
    one = found(slug)
    if request.method == "POST" and _act(request, one):
        return redirect("consultations:parts", slug)
    instrument = read_instrument(one.instrument)
    releases = queries.latest_releases(one)
    user = signed_in_user(request)
    rows = [
        (field, label, releases.get(field), _state(releases.get(field)), _may_decide(releases.get(field), user))
        for field, label in releasable(instrument).items()
    ]
    context = {
        "consultation": one,
        "rows": rows,
        **_as_sent(request),
        "drafts": shown.prepared_parts(one, instrument),
        "missing": policies.missing_principles(one, policies.BEFORE_THE_OUTCOME),
    }
    return render(request, "consultations/staff/parts.html", context, status=422 if request.method == "POST" else 200)


def _as_sent(request: HttpRequest) -> dict[str, object]:
    """What was ticked and entered, so that nothing has to be entered again after a refusal."""
    sent = PublishForm(request.POST)
    sent.is_valid()
    entered = {"day": sent.cleaned_data.get("day"), "time": request.POST.get("time", "")}
    return {
        "ticked": request.POST.getlist("parts"),
        "form": PublishForm(initial=entered),
        "reason": ReasonForm(initial={"reason": request.POST.get("reason", "")}),
    }


def _state(release: Release | None) -> tuple[str, str]:
    if release is None:
        return "Not prepared", "grey"
    state = PublicationState(release.state)
    return state.label, _COLOURS.get(state, "grey")


def _may_decide(release: Release | None, user: Any) -> bool:
    return release is not None and policies.may_decide(release, user)


def _act(request: HttpRequest, one: Consultation) -> bool:
    """Do what a button says with the ticked parts, and show a message about the outcome. Returns whether it was
    done."""
    operate, words = _OPERATIONS.get(request.POST.get("action", ""), (None, ""))
    if operate is None:
        return True
    fields = request.POST.getlist("parts")
    chosen: Chosen = {"consultation": one, "fields": fields, "actor": signed_in_user(request), "at": clock.now()}
    try:
        done = operate(request, chosen)
    except Refused as error:
        messages.error(request, str(error))
        return False
    messages.success(request, f"{counted(done, 'part has', 'parts have')} been {words}.")
    return True


type Chosen = dict[str, Any]
_OPERATIONS: dict[str, tuple[Callable[[HttpRequest, Chosen], int], str]] = {
    "prepare": (lambda _, chosen: releasing.prepare(**chosen), "prepared"),
    "send": (lambda _, chosen: releasing.send(**chosen), "sent for approval"),
    "approve": (
        lambda request, chosen: releasing.approve(**chosen, publish_at=_publish_at(request), seen=_seen(request)),
        "approved",
    ),
    "refuse": (lambda request, chosen: releasing.refuse(**chosen, reason=_reason(request)), "sent back"),
    "take_back": (lambda _, chosen: releasing.take_back(**chosen), "taken back"),
    "withdraw": (lambda request, chosen: releasing.withdraw(**chosen, reason=_reason(request)), "withdrawn"),
    "discard": (lambda _, chosen: releasing.discard(**chosen), "discarded"),
}


def _reason(request: HttpRequest) -> str:
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise Refused("Enter the reason")
    return reason


def _seen(request: HttpRequest) -> frozenset[int]:
    """The parts as they were on the page."""
    return frozenset(int(shown) for shown in request.POST.getlist("seen") if shown.isdecimal())


def _publish_at(request: HttpRequest) -> datetime:
    form = PublishForm(request.POST)
    if not form.is_valid():
        raise Refused(str(next(iter(form.errors.values()))[0]))
    time = read_time(form.cleaned_data["time"])
    if time is None:
        raise Refused("Enter a time, such as 9:30am")
    return timezone.make_aware(datetime.combine(form.cleaned_data["day"], time))


@require_http_methods(["GET", "POST"])
def outcome(request: HttpRequest, slug: str) -> HttpResponse:
    """Write what was decided, and how answers were taken into account."""
    one = found(slug)
    earlier = queries.latest_releases(one).get(OUTCOME)
    initial = {name: earlier.content[name] for name in ("decision", "account")} if earlier else {}
    form = OutcomeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            releasing.write_outcome(
                consultation=one, **form.cleaned_data, actor=signed_in_user(request), at=clock.now()
            )
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The outcome has been saved as a draft.")
            return redirect("consultations:parts", slug)
    context = {"consultation": one, "form": form, "title": "Write the outcome", "button": "Save the draft"}
    return render(request, "consultations/staff/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def population(request: HttpRequest, slug: str) -> HttpResponse:
    """Upload the population that answers are weighted to."""
    one = found(slug)
    form = PopulationForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            margins = read_population(form.cleaned_data["file"], "The file", one.listed_areas)
            preparing.set_margins(consultation=one, margins=margins, actor=signed_in_user(request), at=clock.now())
        except (BadInput, Refused) as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, "Answers will be weighted to this population.")
            return redirect("consultations:overview", slug)
    context = {"consultation": one, "form": form, "title": "Set the population", "button": "Upload"}
    return render(request, "consultations/staff/form.html", context, status=422 if form.errors else 200)

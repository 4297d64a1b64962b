"""Pages for possible matches: two records side by side, and the researcher's decisions about them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.words import counted
from aftercall.programmes import kept_extracts, operations, queries
from aftercall.programmes.forms import MatchesForm
from aftercall.programmes.models import MatchVerdict, Wave
from aftercall.programmes.presenters import pairs_on_page
from aftercall.programmes.views.showing import wave_or_404


@require_http_methods(["GET", "POST"])
def matches(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a page of possible matches, or save the decisions made on it."""
    wave = wave_or_404(pk)
    try:
        return _save_decisions(request, wave) if request.method == "POST" else _show(request, wave)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("programmes:wave", wave.pk)


def _show(request: HttpRequest, wave: Wave) -> HttpResponse:
    shown = operations.see_matches(
        wave=wave, page=request.GET.get("page"), actor=signed_in_user(request), at=clock.now()
    )
    decisions = {one.pair: one for one in queries.decisions(wave)}
    undecided = {pair["pair"]: MatchVerdict.NONE for pair in shown}
    verdicts = undecided | {key: one.verdict for key, one in decisions.items()}
    context = {
        "wave": wave,
        "shown": shown,
        "pairs": pairs_on_page(list(shown), decisions, first=shown.start_index()),
        "form": MatchesForm(verdicts),
        "waiting": sum(one.waiting for one in decisions.values()),
        "extract_kept": kept_extracts.is_kept(wave.load),
    }
    return render(request, "programmes/matches.html", context)


def _save_decisions(request: HttpRequest, wave: Wave) -> HttpResponse:
    form = MatchesForm.from_submission(request.POST)
    if not form.is_valid():
        raise Refused(
            "Your decisions have not been saved. Open the possible matches again and choose one answer for each pair"
        )
    changed = operations.decide_matches(
        wave=wave, verdicts=form.cleaned_data, actor=signed_in_user(request), at=clock.now()
    )
    if changed:
        messages.success(request, _saved(changed, wave))
    else:
        messages.info(request, "You have not changed any decisions.")
    return redirect("programmes:matches", wave.pk)


def _saved(changed: int, wave: Wave) -> str:
    saved = f"{counted(changed, 'decision has', 'decisions have')} been saved."
    if not queries.waiting_decisions(wave).exists():
        return f"{saved} The frame agrees with your decisions, so you can draw the sample."
    if kept_extracts.is_kept(wave.load):
        return f"{saved} Apply your decisions to update the frame."
    return f"{saved} Load the extract again to update the frame."


@require_POST
def apply_matches(request: HttpRequest, pk: int) -> HttpResponse:
    """Build the frame again from the kept extract, with the decisions that are waiting."""
    wave = wave_or_404(pk)
    try:
        operations.apply_decisions(wave=wave, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("programmes:wave", wave.pk)
    return redirect("programmes:loading", wave.pk)


@require_POST
def withdraw_matches(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the decisions that are waiting."""
    wave = wave_or_404(pk)
    try:
        withdrawn = operations.withdraw_decisions(wave=wave, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        decisions = counted(withdrawn, "decision has", "decisions have")
        messages.success(request, f"{decisions} been withdrawn. The frame has not changed.")
    return redirect("programmes:wave", wave.pk)

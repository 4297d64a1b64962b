"""The field manager's pages of the coding of waves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.words import counted
from aftercall.programmes.queries import programmes_with_settings
from aftercall.programmes.states import WaveState
from aftercall.verbatims import operations, presenters, queries
from aftercall.verbatims.agreement import agreement_of
from aftercall.verbatims.models import CodingRound, TextState


@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """Every wave in coding, those that can begin, and the codebooks."""
    context = {
        "rows": presenters.round_rows(queries.rounds()),
        "waves": queries.waves_to_code(),
        "programmes": [(one, queries.latest_codebook(one)) for one in programmes_with_settings()],
    }
    return render(request, "verbatims/rounds.html", context)


@require_GET
def coding_of_wave(request: HttpRequest, pk: int) -> HttpResponse:
    """One wave: how far its coding is, and how well the coders agree."""
    found = _found(pk)
    agreement, is_settled = agreement_of(found), not queries.texts_left(found)
    [row] = presenters.round_rows([found])
    context = {
        "coding": found,
        "row": row,
        "agreement": agreement,
        "overall": presenters.kappa_words(agreement.overall),
        "rows": presenters.agreement_rows(agreement, found),
        "settlements": presenters.settlement_words(found),
        "is_returned": queries.codes_are_returned(found.wave),
        "is_settled": is_settled,
        "has_codes": found.texts.filter(state=TextState.SETTLED).exists(),
        "can_return": found.wave.state == WaveState.RETURNED and is_settled,
    }
    return render(request, "verbatims/round.html", context)


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to code a wave."""
    wave = get_object_or_404(queries.waves_to_code(), pk=pk)
    try:
        new = operations.open_round(wave=wave, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("verbatims:rounds")
    messages.success(request, f"{counted(new.texts.count(), 'text')} can be coded now.")
    return redirect("verbatims:round", new.pk)


@require_POST
def return_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the codes of a wave to the force."""
    found = _found(pk)
    try:
        returned = operations.return_codes(coding=found, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _returned_words(returned.text_count))
    return redirect("verbatims:round", found.pk)


def _returned_words(texts: int) -> str:
    if not texts:
        return "The force has been told that there was nothing to code."
    return f"The codes of {counted(texts, 'text')} have been returned."


def _found(pk: int) -> CodingRound:
    return get_object_or_404(queries.rounds(), pk=pk)

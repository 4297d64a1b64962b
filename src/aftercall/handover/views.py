"""The page that releases a sample to the agency."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.words import counted, joined
from aftercall.handover.models import Release
from aftercall.handover.operations import release_sample, require_contract_for
from aftercall.programmes.queries import waves
from aftercall.programmes.retention import require_retained, require_retention_kept
from aftercall.programmes.states import WaveAction, next_state


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to release a wave's sample to the agency, or release it."""
    wave = get_object_or_404(waves(), pk=pk)
    try:
        if request.method == "GET":
            next_state(wave.state, WaveAction.RELEASE)
            require_contract_for(wave, on=timezone.localdate(clock.now()))
            require_retained(wave)
            require_retention_kept(timezone.localdate(clock.now()))
            return render(request, "handover/release.html", {"wave": wave})
        new_release = release_sample(wave=wave, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _released(new_release))
    return redirect("programmes:wave", wave.pk)


def _released(release: Release) -> str:
    withheld = [f"{counted(n, 'person', 'people')} {reason}" for reason, n in release.withheld_counts.items()]
    released = f"{counted(release.case_count, 'person has', 'people have')} been released to the agency."
    return " ".join([released, *([f"Not released: {joined(withheld)}."] if withheld else [])])

"""The view that releases a sample to the agency."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.words import counted, joined
from aftercall.handover.models import Release
from aftercall.handover.operations import release_sample
from aftercall.programmes.models import Wave


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Release a wave's sample to the agency."""
    wave = get_object_or_404(Wave, pk=pk)
    try:
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

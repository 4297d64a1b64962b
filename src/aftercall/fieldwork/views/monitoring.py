"""The field manager's screens: progress, and receiving, closing and returning a wave."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.words import counted
from aftercall.fieldwork import operations
from aftercall.fieldwork.monitoring_presenters import progress_page
from aftercall.fieldwork.progress import progress_of
from aftercall.fieldwork.queries import released_waves, waves_in_fieldwork
from aftercall.handover.models import Release
from aftercall.programmes.handover_steps import handover_steps
from aftercall.programmes.models import Wave


@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """The combined progress of all waves in fieldwork."""
    page = progress_page(progress_of(waves_in_fieldwork(), clock.now()))
    return render(request, "fieldwork/progress.html", {"page": page, "waves": released_waves()})


@require_GET
def wave_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """One wave's progress, and the action that is possible next."""
    wave = _wave(pk)
    page = progress_page(progress_of([wave], clock.now()))
    context = {"page": page, "wave": wave, "steps": handover_steps(wave)}
    return render(request, "fieldwork/wave_progress.html", context)


@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Receive a released sample into fieldwork."""
    wave = _wave(pk)
    release = get_object_or_404(Release, wave=wave)
    try:
        cases = operations.receive_release(release=release, actor=signed_in_user(request), at=clock.now())
        messages.success(
            request, f"{counted(cases, 'case')} received. You can call each person when their contact window opens."
        )
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("fieldwork:wave_progress", wave.pk)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a wave's fieldwork, after showing how many cases are not yet closed."""
    wave = _wave(pk)
    if request.method == "GET":
        context = {"wave": wave, "progress": progress_of([wave], clock.now())}
        return render(request, "fieldwork/close.html", context)
    try:
        closed = operations.close_fieldwork(wave=wave, actor=signed_in_user(request), at=clock.now())
        messages.success(
            request,
            f"Fieldwork has been closed, and {counted(closed, 'case')} with it. You can now return the results.",
        )
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("fieldwork:wave_progress", wave.pk)


@require_POST
def return_results(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the dispositions and answers of a closed wave to the force."""
    wave = _wave(pk)
    try:
        operations.return_results(wave=wave, actor=signed_in_user(request), at=clock.now())
        messages.success(request, "The results have been returned to the force, without any contact details.")
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("fieldwork:wave_progress", wave.pk)


def _wave(pk: int) -> Wave:
    return get_object_or_404(Wave.objects.select_related("programme", "version__survey"), pk=pk)

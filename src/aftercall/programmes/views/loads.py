"""Pages for loading an extract: to upload it, to follow its progress, and to see what to fix."""

from datetime import timedelta

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.programmes import folders, load_process, operations, queries
from aftercall.programmes.forms import LoadExtractForm
from aftercall.programmes.layout_words import LayoutWords
from aftercall.programmes.models import ExtractLoad, Wave
from aftercall.programmes.presenters import load_page
from aftercall.programmes.states import LoadState, WaveState
from aftercall.programmes.views.showing import show_wave, wave_or_404

# How often the page of a load refreshes. Most loads take moments; during a longer one there must be time to read.
REFRESH_SECONDS_AT_FIRST, REFRESH_SECONDS_LATER = 2, 10
AT_FIRST = timedelta(seconds=30)
# A longer table would not help anyone on a screen; the whole table can be downloaded.
SHOWN_PROBLEMS = 100


@require_POST
def load(request: HttpRequest, pk: int) -> HttpResponse:
    """Receive the month's extract and start its load."""
    wave = wave_or_404(pk)
    form = LoadExtractForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_wave(request, wave, form)
    try:
        operations.begin_load(
            wave=wave, extract=form.cleaned_data["extract"], actor=signed_in_user(request), at=clock.now()
        )
    except Refused as error:
        messages.error(request, str(error))
        return redirect("programmes:wave", wave.pk)
    return redirect("programmes:loading", wave.pk)


@require_GET
def loading(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the progress of a load, then redirect to the wave or show what to fix. While the load is running, the page
    refreshes automatically unless the URL has `?still`."""
    wave, now = wave_or_404(pk), clock.now()
    job = operations.check_last_load(wave=wave, at=now)
    if job is None:
        raise Http404
    if job.state == LoadState.DONE:
        # Read the wave again, because it now has this load.
        return _redirect_to_wave(request, wave_or_404(pk))
    seconds = REFRESH_SECONDS_AT_FIRST if now - job.started_at < AT_FIRST else REFRESH_SECONDS_LATER
    auto_refresh = job.state == LoadState.RUNNING and "still" not in request.GET
    shown = load_page(wave, job, share=load_process.step_progress(job.folder, job.step), elapsed=now - job.started_at)
    context = {"page": shown, "form": LoadExtractForm(), "auto_refresh": auto_refresh, "seconds": seconds}
    if job.report and "columns" in job.report:
        context["mapping_waits"] = queries.mapping_waits(wave)
    response = render(request, "programmes/loading.html", context)
    if auto_refresh:
        # A header needs no script, and a strict content security policy allows it.
        response["Refresh"] = str(seconds)
    return response


def _redirect_to_wave(request: HttpRequest, wave: Wave) -> HttpResponse:
    if wave.state == WaveState.LOADED:
        messages.success(request, "The extract has been loaded. Check its record flow before you draw the sample.")
    return redirect("programmes:wave", wave.pk)


@require_GET
def rejected(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is wrong in the rejected rows: the problems by type, and the first ones in full."""
    wave = wave_or_404(pk)
    rows = queries.rejected_rows(_load(wave), limit=SHOWN_PROBLEMS)
    words = LayoutWords.of(wave.version)
    return render(request, "programmes/rejected.html", {"wave": wave, "rows": rows, "words": words})


@require_GET
def rejected_csv(request: HttpRequest, pk: int) -> FileResponse:  # noqa: ARG001 - Django passes it
    """Download the problems in the rejected rows: row, column, code and how to fix it, without personal data."""
    wave = wave_or_404(pk)
    path = folders.rejected_file(_load(wave))
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"rejected-{wave.reference}.csv")


def _load(wave: Wave) -> ExtractLoad:
    load: ExtractLoad | None = getattr(wave, "load", None)
    if load is None or load.erased_at:
        raise Http404
    return load

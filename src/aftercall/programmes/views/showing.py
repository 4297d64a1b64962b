"""What several views of a wave share: finding the wave, and rendering its page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.programmes import kept_extracts, operations, queries
from aftercall.programmes.forms import LoadExtractForm
from aftercall.programmes.handover_steps import handover_steps
from aftercall.programmes.models import Wave
from aftercall.programmes.presenters import wave_page


def wave_or_404(pk: int) -> Wave:
    """The wave with its programme, load and sample, or an error 404 if it does not exist."""
    return get_object_or_404(queries.waves(), pk=pk)


def show_wave(request: HttpRequest, wave: Wave, form: LoadExtractForm) -> HttpResponse:
    """Render the page of a wave, with the form for loading an extract."""
    now = clock.now()
    job = operations.check_last_load(wave=wave, at=now)
    waiting = queries.waiting_decisions(wave).count()
    extract_kept = bool(waiting) and kept_extracts.is_kept(wave.load)
    page = wave_page(wave, job=job, waiting=waiting, extract_kept=extract_kept)
    accented_name = operations.see_accented_name(wave=wave, actor=signed_in_user(request), at=now)
    context = {"page": page, "form": form, "steps": handover_steps(wave), "accented_name": accented_name}
    return render(request, "programmes/wave.html", context, status=422 if form.errors else 200)

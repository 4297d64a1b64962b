"""The researcher's pages of waves: to plan a wave, see its flow, draw its sample and download the certificate."""

import io
import zipfile

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.words import counted, month
from aftercall.errors import BadInput
from aftercall.frames.canonical import digest_lines
from aftercall.frames.certificate import CERTIFICATE, Certificate
from aftercall.programmes import operations, queries
from aftercall.programmes.forms import LoadExtractForm, PlanWaveForm
from aftercall.programmes.policies import require_removable
from aftercall.programmes.presenters import waves_by_programme
from aftercall.programmes.retention import require_retained
from aftercall.programmes.states import WaveAction, next_state
from aftercall.programmes.views.showing import show_wave, wave_or_404


@require_http_methods(["GET", "POST"])
def waves(request: HttpRequest) -> HttpResponse:
    """Show all waves and the form that plans another one, or plan it."""
    programmes = queries.programmes_with_settings()
    form = PlanWaveForm(programmes, request.POST or None)
    if programmes and request.method == "POST" and form.is_valid():
        try:
            wave = operations.plan_wave(
                programme=form.programme,
                month=form.cleaned_data["month"],
                actor=signed_in_user(request),
                at=clock.now(),
            )
        except Refused as error:
            form.add_error("month", str(error))
        else:
            messages.success(request, "The month has been opened and its seed is fixed. You can now load the extract.")
            return redirect("programmes:wave", wave.pk)
    context = {"form": form, "groups": waves_by_programme(programmes, queries.waves())}
    return render(request, "programmes/waves.html", context, status=422 if form.errors else 200)


@require_GET
def wave(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one wave: its state, its flow as a chart and a table, and what to do next."""
    return show_wave(request, wave_or_404(pk), LoadExtractForm())


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to remove an empty wave, or remove it."""
    wave = wave_or_404(pk)
    try:
        require_removable(wave)
        if request.method == "GET":
            return render(request, "programmes/remove_wave.html", {"wave": wave})
        operations.remove_wave(wave=wave, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("programmes:wave", wave.pk)
    messages.success(request, f"{month(wave.month)} has been removed. You can open it again.")
    return redirect("programmes:waves")


@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to draw the sample, or draw it with the committed seed."""
    wave = wave_or_404(pk)
    try:
        if request.method == "GET":
            next_state(wave.state, WaveAction.DRAW)
            require_retained(wave)
            return render(request, "programmes/draw.html", {"wave": wave})
        sample = operations.draw(wave=wave, actor=signed_in_user(request), at=clock.now())
    except (BadInput, Refused) as error:
        messages.error(request, str(error))
    else:
        people = counted(sample.size, "person", "people")
        messages.success(request, f"The sample of {people} has been drawn. You can download its certificate.")
    return redirect("programmes:wave", wave.pk)


@require_GET
def certificate(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Download the certificate of the draw, which anyone can verify."""
    wave = wave_or_404(pk)
    sample = getattr(wave, "sample", None)
    if sample is None:
        raise Http404
    response = HttpResponse(
        _certificate_zip(Certificate.from_mapping(sample.certificate)), content_type="application/zip"
    )
    response["Content-Disposition"] = f'attachment; filename="certificate-{wave.reference}.zip"'
    return response


def _certificate_zip(certificate: Certificate) -> bytes:
    """A ZIP file of certificate.json and the digests of the files that it certifies."""
    digests = {"frame.parquet": certificate.frame_file_digest, "sample.parquet": certificate.sample_file_digest}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CERTIFICATE, certificate.to_text())
        archive.writestr("digests.sha256", digest_lines(digests))
    return buffer.getvalue()

"""The researcher's pages of waves: plan, load, see the flow, draw, take its certificate; and anybody's to verify it."""

import io
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.frames.build import CheckReport, check_extract
from aftercall.frames.canonical import digest_lines
from aftercall.frames.certificate import CERTIFICATE, Certificate
from aftercall.frames.errors import BadInput
from aftercall.programmes import folders, operations, queries
from aftercall.programmes.forms import LoadExtractForm, PlanWaveForm, VerifyForm
from aftercall.programmes.models import Wave
from aftercall.programmes.presenters import wave_page
from aftercall.programmes.verification import Check, verify_certificate

# A table of mistakes longer than this helps nobody on a screen; the count says how many there are.
SHOWN_PROBLEMS = 100
SUFFIXES = (".csv", ".xlsx", ".parquet")


@require_http_methods(["GET", "POST"])
def waves(request: HttpRequest) -> HttpResponse:
    """All waves, and the form that opens another month."""
    programme = queries.current_programme()
    form = PlanWaveForm(request.POST or None)
    if programme and request.method == "POST" and form.is_valid():
        try:
            wave = operations.plan_wave(
                programme=programme, month=form.cleaned_data["month"], actor=signed_in_user(request), at=clock.now()
            )
        except Refused as error:
            form.add_error("month", str(error))
        else:
            messages.success(request, "The wave is open. Its seed is committed to, so its extract can be loaded now.")
            return redirect("programmes:wave", wave.pk)
    context = {"form": form, "programme": programme, "pages": [wave_page(wave) for wave in queries.waves()]}
    return render(request, "programmes/waves.html", context, status=422 if form.errors else 200)


@require_GET
def wave(request: HttpRequest, pk: int) -> HttpResponse:
    """One wave: where it stands, its flow as picture and table, and what can be done next."""
    context = {"page": wave_page(_wave(pk)), "form": LoadExtractForm()}
    return render(request, "programmes/wave.html", context)


@require_POST
def load(request: HttpRequest, pk: int) -> HttpResponse:
    """Load the month's extract, or say where and what to mend; then nothing has changed."""
    wave = _wave(pk)
    form = LoadExtractForm(request.POST, request.FILES)
    if not form.is_valid():
        return _not_loaded(request, wave, form)
    with _uploaded(form.cleaned_data["extract"]) as path:
        try:
            operations.load_extract(wave=wave, files=[path], actor=signed_in_user(request), at=clock.now())
        except (BadInput, Refused) as error:
            form.add_error("extract", str(error))
            return _not_loaded(request, wave, form, _problems(wave, path))
    messages.success(request, "The extract is loaded. Check its flow before you draw the sample.")
    return redirect("programmes:wave", wave.pk)


def _problems(wave: Wave, path: Path) -> CheckReport | None:
    """The rows that can't be used, where the file can be read at all."""
    try:
        return check_extract(path, operations.frame_rules(wave))
    except BadInput:
        return None


def _not_loaded(
    request: HttpRequest, wave: Wave, form: LoadExtractForm, report: CheckReport | None = None
) -> HttpResponse:
    context = {"page": wave_page(wave), "form": form, "report": report, "shown": SHOWN_PROBLEMS}
    return render(request, "programmes/wave.html", context, status=422)


@contextmanager
def _uploaded(file: "UploadedFile[Any]") -> Iterator[Path]:
    """The upload as a private file in memory, under the kind of name that says its format, gone afterwards."""
    suffix = Path(file.name or "").suffix.lower()
    with tempfile.TemporaryDirectory(dir=folders.private_working_folder()) as folder:
        path = Path(folder) / f"extract{suffix if suffix in SUFFIXES else '.csv'}"
        with path.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        yield path


@require_POST
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw the sample with the seed that was committed to."""
    wave = _wave(pk)
    try:
        sample = operations.draw(wave=wave, actor=signed_in_user(request), at=clock.now())
    except (BadInput, Refused) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The sample is drawn: {sample.size:,} people. Its certificate can be downloaded.")
    return redirect("programmes:wave", wave.pk)


@require_GET
def certificate(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """The certificate of the draw, for anybody who wants to verify it."""
    wave = _wave(pk)
    sample = getattr(wave, "sample", None)
    if sample is None:
        raise Http404
    response = HttpResponse(_packed(Certificate.from_mapping(sample.certificate)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="certificate-{wave.reference}.zip"'
    return response


def _packed(certificate: Certificate) -> bytes:
    """A zip file of certificate.json and the digests that it is about."""
    digests = {"frame.parquet": certificate.frame_file_digest, "sample.parquet": certificate.sample_file_digest}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CERTIFICATE, certificate.to_text())
        archive.writestr("digests.sha256", digest_lines(digests))
    return packed.getvalue()


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Anybody's: is this certificate the one that the audit log committed to, and about the frame that they hold?"""
    form = VerifyForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    checks: list[Check] = []
    if request.method == "POST" and form.is_valid():
        try:
            checks = verify_certificate(form.cleaned_data["certificate"], form.cleaned_data["digests"])
        except BadInput as error:
            form.add_error(None, str(error))
    context = {"form": form, "checks": checks, "genuine": all(check.holds for check in checks)}
    return render(request, "programmes/verify.html", context, status=422 if form.errors else 200)


@require_GET
def rejected(request: HttpRequest, pk: int) -> FileResponse:  # noqa: ARG001 - Django passes it
    """The rejected rows: row, column, code and what to mend, no personal value."""
    wave = _wave(pk)
    load = getattr(wave, "load", None)
    if load is None:
        raise Http404
    path = folders.frame_folder(load) / "rejected.csv"
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"rejected-{wave.reference}.csv")


def _wave(pk: int) -> Wave:
    return get_object_or_404(queries.waves(), pk=pk)

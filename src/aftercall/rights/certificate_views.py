"""The pages of retention: how long data are kept, and certificates of erasure."""

from typing import IO, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from aftercall.core import clock
from aftercall.csv_files import write_rows
from aftercall.rights.certificate_presenters import certificate_list, certificate_page
from aftercall.rights.queries import certificates_issued
from aftercall.rights.retention_presenters import retention_rows, retention_table


@require_GET
def certificates(request: HttpRequest) -> HttpResponse:
    """Show how long each wave's data are kept, and the waves whose retention has ended."""
    rows = retention_rows(timezone.localdate(clock.now()))
    return render(request, "rights/certificates.html", {"certificates": certificate_list(), "rows": rows})


@require_GET
def export(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """The retention of every wave as a CSV file."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="retention.csv"'
    write_rows(cast("IO[str]", response), retention_table(timezone.localdate(clock.now())))
    return response


@require_GET
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a certificate says, and whether it still agrees with the audit log and with what there is."""
    page = certificate_page(get_object_or_404(certificates_issued(), pk=pk))
    return render(request, "rights/certificate.html", {"page": page})


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Download a certificate, exactly as it was signed."""
    found = get_object_or_404(certificates_issued(), pk=pk)
    response = HttpResponse(found.document, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="erasure-{found.wave.reference}.json"'
    return response

"""The pages of certificates of erasure."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from aftercall.rights.certificate_presenters import certificate_list, certificate_page
from aftercall.rights.queries import certificates_issued


@require_GET
def certificates(request: HttpRequest) -> HttpResponse:
    """Show the waves whose retention has ended."""
    return render(request, "rights/certificates.html", {"certificates": certificate_list()})


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

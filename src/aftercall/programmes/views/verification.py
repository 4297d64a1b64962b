"""The public page that compares a certificate with the audit log."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from aftercall.errors import BadInput
from aftercall.programmes.forms import VerifyForm
from aftercall.programmes.verification import DIGEST_FILE, Check, verify_certificate


@require_GET
def verify_guide(request: HttpRequest) -> HttpResponse:
    """Say what the page compares, what that shows, and how to draw a sample again."""
    return render(request, "programmes/verify_guide.html")


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Show whether a certificate matches the audit log and the visitor's copy of the frame."""
    form = VerifyForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    checks: list[Check] = []
    if request.method == "POST" and form.is_valid():
        try:
            checks = verify_certificate(form.cleaned_data["certificate"], form.cleaned_data["digests"])
        except BadInput as error:
            form.add_error("digests" if str(error).startswith(DIGEST_FILE) else "certificate", str(error))
    context = {"form": form, "checks": checks, "genuine": all(check.holds for check in checks)}
    return render(request, "programmes/verify.html", context, status=422 if form.errors else 200)

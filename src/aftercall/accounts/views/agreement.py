"""The confidentiality agreement."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from aftercall.accounts import agreement as confidentiality
from aftercall.accounts.forms.agreement import AgreementForm
from aftercall.accounts.models import signed_in_user
from aftercall.core import clock


@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest) -> HttpResponse:
    """Show the agreement with the checkbox to sign it, or record the signature."""
    user = signed_in_user(request)
    form = AgreementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        confidentiality.sign(user=user, at=clock.now())
        return redirect("start")
    context = {"form": form, "signed": confidentiality.signature(user), "version": confidentiality.CURRENT_VERSION}
    return render(request, "accounts/agreement.html", context, status=422 if form.errors else 200)

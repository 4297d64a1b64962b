"""Letters as PDF files, and recording an acknowledgement that was given in another way."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.pdf import pdf
from aftercall.rights.desk import operations
from aftercall.rights.desk.letters import Letter
from aftercall.rights.desk.models import SubjectRequest


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter to the person as a PDF to save. That it was written is recorded."""
    one = get_object_or_404(SubjectRequest, pk=pk)
    chosen = next((each for each in Letter if each.name == request.POST.get("letter")), None)
    if chosen is None:
        return redirect("desk:request", pk)
    try:
        data = operations.write_letter(request=one, letter=chosen, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("desk:request", pk)
    name = f"{chosen.name.lower()}-{one.reference}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf("core/letter.typ", data), "application/pdf", headers=headers)


@require_http_methods(["GET", "POST"])
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a complaint was acknowledged without a letter, such as by email."""
    one = get_object_or_404(SubjectRequest, pk=pk)
    if request.method == "POST":
        try:
            operations.acknowledge(request=one, actor=signed_in_user(request), at=clock.now())
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "The acknowledgement has been recorded.")
    return redirect("desk:request", pk)

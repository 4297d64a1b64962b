"""The code of a letter, and drawing the addresses that get one."""

import json
from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.consultations import spoken
from aftercall.consultations.answering.draft import Draft
from aftercall.consultations.answering.screens import LINK
from aftercall.consultations.forms import BeginForm, CodeForm, DrawForm
from aftercall.consultations.inviting import read_addresses
from aftercall.consultations.letters import letters_pdf
from aftercall.consultations.models import AddressSample, Invitation
from aftercall.consultations.operations import inviting
from aftercall.consultations.views.public import pdf_file
from aftercall.consultations.views.staff import found, posted
from aftercall.core import clock
from aftercall.core.addresses import site_of
from aftercall.core.errors import Refused
from aftercall.core.request_limit import limited_until
from aftercall.errors import BadInput
from aftercall.questionnaires.queries import read_instrument

# Everybody sends their code twice: to see what it is for, and to start.
CODES_PER_HOUR = 60
_UNKNOWN = _("We do not know this code. Check the letters and numbers in your letter")
_NOT_OPEN = _("The consultation of this code is not open")


@sensitive_variables("form")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Enter the code of a letter, which begins the answers of a household that was drawn at random."""
    now = clock.now()
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if limited_until(request, now, kind="consultation-codes", most=CODES_PER_HOUR):
            return render(request, "consultations/limited.html", status=HTTPStatus.TOO_MANY_REQUESTS)
        try:
            return _begin(request, _invitation(form.cleaned_data["code"], now), form.cleaned_data["code"], now)
        except Refused as error:
            form.add_error("code", str(error))
    return render(request, "consultations/code.html", {"form": form}, status=422 if form.errors else 200)


def _invitation(given: str, now: datetime) -> Invitation:
    """The invitation with this code. Refused if it cannot be used."""
    invitation = inviting.find(given)
    if invitation is None:
        raise Refused(gettext(_UNKNOWN))
    inviting.require_unused(invitation)
    if not invitation.consultation.accepts_answers(timezone.localdate(now)):
        raise Refused(gettext(_NOT_OPEN))
    return invitation


def _begin(request: HttpRequest, invitation: Invitation, given: str, now: datetime) -> HttpResponse:
    """How answering works, and the language, as for everybody; then the code is used."""
    consultation = invitation.consultation
    instrument = read_instrument(consultation.instrument)
    form = BeginForm(request.POST if "begin" in request.POST else None, languages=instrument.languages)
    if form.is_valid():
        draft = Draft(at=LINK, language=form.cleaned_data["language"])
        token = inviting.start_with(invitation=invitation, draft=draft, at=now)
        return redirect(spoken.private_path(token, draft.language))
    context = {"consultation": consultation, "form": form, "minutes": instrument.minutes, "code": given}
    return render(request, "consultations/begin.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw addresses from a list."""
    one = found(slug)
    form = DrawForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    mistakes: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            addresses = read_addresses(form.cleaned_data["file"], "The list")
            inviting.draw_addresses(
                consultation=one,
                addresses=addresses,
                size=form.cleaned_data["size"],
                actor=signed_in_user(request),
                at=clock.now(),
            )
        except BadInput as error:
            form.add_error("file", "Correct the list and upload it again")
            mistakes = list(getattr(error, "lines", [str(error)]))
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, "The addresses have been drawn. Make the letters next.")
            return redirect("consultations:overview", slug)
    context = {"consultation": one, "form": form, "mistakes": mistakes[:20], "more": max(len(mistakes) - 20, 0)}
    return render(request, "consultations/staff/draw.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """The letters to all drawn addresses as one PDF file. That they were made is recorded."""
    one, now = found(slug), clock.now()
    sample = AddressSample.objects.filter(consultation=one).first()
    if request.method == "GET" or sample is None:
        return redirect("consultations:overview", slug)
    try:
        pages = inviting.letters(sample)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("consultations:overview", slug)
    inviting.record_letters(consultation=one, letters=len(pages), actor=signed_in_user(request), at=now)
    file = letters_pdf(one, pages, site=site_of(request), on=timezone.localdate(now))
    return pdf_file(file, f"letters-{slug}")


@require_http_methods(["GET", "POST"])
def certificate(_request: HttpRequest, slug: str) -> HttpResponse:
    """The certificate of the draw."""
    sample = AddressSample.objects.filter(consultation=found(slug)).first()
    if sample is None:
        return redirect("consultations:overview", slug)
    headers = {"Content-Disposition": f'attachment; filename="certificate-{slug}.json"'}
    return HttpResponse(json.dumps(sample.certificate, indent=2), content_type="application/json", headers=headers)

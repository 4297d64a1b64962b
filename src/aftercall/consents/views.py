"""The pages of people who agreed to be contacted."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.consents import operations, queries
from aftercall.consents.forms import OutcomeForm
from aftercall.consents.models import Consent, ConsentOutcome
from aftercall.consents.presenters import detail_rows, waiting_rows
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.words import counted

RECORDS_PER_PAGE = 50


@require_GET
def consents(request: HttpRequest) -> HttpResponse:
    """What people agreed to, and how many are waiting."""
    return render(request, "consents/consents.html", {"rows": queries.counts()})


@require_GET
def waiting(request: HttpRequest, name: str) -> HttpResponse:
    """The people who gave one consent, without their details."""
    if name == queries.SERVICE_RECOVERY:
        return redirect("improvements:requests")
    page = Paginator(queries.to_contact(name), RECORDS_PER_PAGE).get_page(request.GET.get("page"))
    if not page.object_list:
        messages.info(request, "Nobody is waiting for this any more.")
        return redirect("consents:consents")
    context = {"purpose": page[0].purpose, "rows": waiting_rows(page), "page": page}
    return render(request, "consents/waiting.html", context)


@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, reference: str) -> HttpResponse:
    """One record: what came of it ends it. The details are on a page of their own, because looking is recorded."""
    found = _found(reference)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _end(request, found, ConsentOutcome(form.cleaned_data["outcome"]))
    context = {"consent": found, "form": form, "details": []}
    return render(request, "consents/consent.html", context, status=422 if form.errors else 200)


def _end(request: HttpRequest, found: Consent, outcome: ConsentOutcome) -> HttpResponse:
    try:
        operations.end_consent(consent=found, outcome=outcome, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        left = counted(queries.to_contact(found.name).count(), "person", "people")
        messages.success(request, f"The record has ended, and the details have been erased. {left} still waiting.")
    return redirect("consents:waiting", found.name)


@require_POST
def details(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the person's details, which is recorded."""
    found = _found(reference)
    try:
        seen = operations.see_details(consent=found, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("consents:waiting", found.name)
    context = {"consent": found, "form": OutcomeForm(), "details": detail_rows(seen)}
    return render(request, "consents/consent.html", context)


def _found(reference: str) -> Consent:
    found = get_object_or_404(Consent.objects.select_related("programme"), reference=reference)
    if found.ended_on is not None or found.name == queries.SERVICE_RECOVERY:
        raise Http404
    return found

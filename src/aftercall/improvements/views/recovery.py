"""The pages of service recovery: for the person who answers, and counts for the local policing body."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.accounts.roles import Role
from aftercall.consents.presenters import detail_rows
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.improvements.models import RecoveryOutcome, RecoveryRequest
from aftercall.improvements.recovery import operations, presenters, queries
from aftercall.improvements.recovery.forms import ContactForm, RecoveryOutcomeForm
from aftercall.programmes.models import Programme

REQUESTS_PER_PAGE = 50


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """Open requests and who answers them, for researchers; counts for both."""
    return _requests_page(request, ContactForm())


def _requests_page(request: HttpRequest, form: ContactForm) -> HttpResponse:
    user, today = signed_in_user(request), timezone.localdate(clock.now())
    counts = queries.counts(today)
    context: dict[str, object] = {
        "counts": presenters.count_rows(counts),
        "outcomes": presenters.outcome_rows(counts),
        "answers_here": user.role == Role.RESEARCHER,
    }
    if user.role == Role.RESEARCHER:
        page = Paginator(queries.open_requests(), REQUESTS_PER_PAGE).get_page(request.GET.get("page"))
        programmes = Programme.objects.order_by("name", "pk")
        context |= {
            "page": page,
            "rows": presenters.request_rows(page.object_list, user, today),
            "contacts": presenters.contact_rows(programmes, dict(queries.contacts())),
            "form": form,
        }
    return render(request, "improvements/requests.html", context, status=422 if form.is_bound and form.errors else 200)


@require_POST
def contact(request: HttpRequest) -> HttpResponse:
    """Choose who answers the requests of a survey."""
    form = ContactForm(request.POST)
    if form.is_valid():
        try:
            operations.choose_contact(
                programme=form.chosen_programme, user=form.chosen_user, actor=signed_in_user(request), at=clock.now()
            )
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"{form.chosen_user.name} answers the requests of this survey.")
            return redirect("improvements:requests")
    return _requests_page(request, form)


@require_http_methods(["GET", "POST"])
def recovery_request(request: HttpRequest, reference: str) -> HttpResponse:
    """One request: what came of it ends it. The person is on a page of their own, because looking is recorded."""
    found = _request_or_404(reference)
    form = RecoveryOutcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _close(request, found, RecoveryOutcome(form.cleaned_data["outcome"]))
    return _request_page(request, found, form)


def _request_page(
    request: HttpRequest, found: RecoveryRequest, form: RecoveryOutcomeForm, details: object = ()
) -> HttpResponse:
    context = {
        "request_": found,
        "own": found.assigned_to_id == signed_in_user(request).pk,
        "overdue": found.due_on < timezone.localdate(clock.now()),
        "form": form,
        "details": details,
    }
    return render(request, "improvements/request.html", context, status=422 if form.errors else 200)


def _close(request: HttpRequest, found: RecoveryRequest, outcome: RecoveryOutcome) -> HttpResponse:
    try:
        operations.close_request(request=found, outcome=outcome, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The outcome has been saved, and the person’s details have been erased.")
    return redirect("improvements:requests")


@require_POST
def person(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who asked, which is recorded."""
    found = _request_or_404(reference)
    try:
        seen = operations.see_person(request=found, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("improvements:requests")
    return _request_page(request, found, RecoveryOutcomeForm(), detail_rows(seen))


def _request_or_404(reference: str) -> RecoveryRequest:
    return get_object_or_404(queries.open_requests(), reference=reference)

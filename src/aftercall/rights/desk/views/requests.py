"""The list of requests, a new one, and one request."""

from dataclasses import asdict
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.consents.queries import is_in_force
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.rights.desk import operations, queries
from aftercall.rights.desk.forms import DetailsForm, NewRequestForm
from aftercall.rights.desk.letters import possible_letters
from aftercall.rights.desk.models import Channel, RequestKind, SubjectRequest
from aftercall.rights.desk.presenters import RequestRow, person_facts, trail_rows
from aftercall.rights.desk.sealing import Details, open_details
from aftercall.rights.desk.views.carrying_out import ACTION_PAGES

REQUESTS_PER_PAGE = 50


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """The requests that are not closed, those whose answer is due first."""
    return _list(request, queries.requests_not_closed(), "desk/requests.html")


@require_GET
def closed(request: HttpRequest) -> HttpResponse:
    """The closed requests, the last one first."""
    return _list(request, queries.closed_requests(), "desk/closed.html")


def _list(request: HttpRequest, found: QuerySet[SubjectRequest], template: str) -> HttpResponse:
    page = Paginator(found, REQUESTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, template, {"page": page, "rows": [RequestRow(one, _today()) for one in page]})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a request that reached us, or record it."""
    form = NewRequestForm(
        request.POST if request.method == "POST" else None, today=_today(), initial={"received_on": _today()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            received = operations.receive_request(
                kind=RequestKind(form.cleaned_data["kind"]),
                channel=Channel(form.cleaned_data["channel"]),
                received_on=form.cleaned_data["received_on"],
                details=form.details(),
                actor=signed_in_user(request),
                at=clock.now(),
            )
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"The request has been recorded. Its reference is {received.reference}.")
            return redirect("desk:request", received.pk)
    return render(request, "desk/new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: its clock, the person, what can be done, and its trail. Looking at the person is recorded."""
    found = get_object_or_404(SubjectRequest, pk=pk)
    details = operations.look_at(request=found, actor=signed_in_user(request), at=clock.now())
    context = {
        "one": found,
        "row": RequestRow(found, _today()),
        "details": details,
        "person": person_facts(details) if details else [],
        "trail": trail_rows(queries.trail(found)),
        "letters": possible_letters(found) if details and details.full_name else [],
        "is_done": queries.is_done(found),
        "can_lift": found.kind == RequestKind.RESTRICTION and is_in_force(found.reference),
        "headings": {kind.value: page.heading for kind, page in ACTION_PAGES.items()},
    }
    return render(request, "desk/request.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_details(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the person's details, or change them."""
    found = get_object_or_404(SubjectRequest, pk=pk)
    known = open_details(found)
    if found.is_closed or known is None:
        messages.error(request, "This request is closed, so its details cannot be changed")
        return redirect("desk:request", pk)
    form = DetailsForm(request.POST if request.method == "POST" else None, today=_today(), initial=_initial(known))
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_details(
                request=found, details=form.details(), actor=signed_in_user(request), at=clock.now()
            )
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, "The person’s details have been changed.")
            return redirect("desk:request", pk)
    return render(request, "desk/details.html", {"form": form, "one": found}, status=422 if form.errors else 200)


def _initial(known: Details) -> dict[str, object]:
    born = known.date_of_birth
    return {**asdict(known), "date_of_birth": date.fromisoformat(born) if born else None}


def _today() -> date:
    return timezone.localdate(clock.now())

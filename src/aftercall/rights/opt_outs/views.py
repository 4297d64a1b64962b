"""The officer's pages about requests to opt out on the public site."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.words import counted
from aftercall.rights.opt_outs import operations, queries
from aftercall.rights.opt_outs.presenters import RequestRow, request_rows
from aftercall.suppression.models import COOLING_TIME, Objection

REQUESTS_PER_PAGE = 50
DAYS_SHOWN = timedelta(days=28)


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The requests of people with a case whose contact details are still to be destroyed."""
    page = Paginator(queries.waiting_requests(), REQUESTS_PER_PAGE).get_page(request.GET.get("page"))
    objections = list(page.object_list)
    rows = request_rows(objections, queries.case_counts(objections))
    days = queries.requests_by_day(timezone.localdate(clock.now()) - DAYS_SHOWN)
    return render(request, "rights/opt_outs.html", {"page": page, "rows": rows, "days": days, **_cooling()})


@require_http_methods(["GET", "POST"])
def one_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to destroy the contact details now or to keep them longer, or do it."""
    objection = get_object_or_404(queries.waiting_requests(), pk=pk) if request.method == "GET" else _posted(pk)
    decision = request.POST.get("decision", "")
    if decision in _DECISIONS:
        return _decide(request, objection, decision)
    row = RequestRow(objection, queries.case_counts([objection])[objection.pk])
    return render(request, "rights/opt_out_request.html", {"row": row, **_cooling()})


def _posted(pk: int) -> Objection:
    """The request that a form is about. If its details have been destroyed since, the operation says so."""
    return get_object_or_404(Objection, pk=pk, erase_at__isnull=False)


def _decide(request: HttpRequest, objection: Objection, decision: str) -> HttpResponse:
    operation, done = _DECISIONS[decision]
    try:
        operation(objection=objection, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.warning(request, f"{error}.")
    else:
        messages.success(request, done)
    return redirect("opt_outs:overview")


@require_http_methods(["GET", "POST"])
def keep_all(request: HttpRequest) -> HttpResponse:
    """Ask whether to keep the contact details of all waiting requests longer, or do it."""
    if request.method == "GET":
        waiting = queries.waiting_requests().count()
        return render(request, "rights/keep_all_opt_outs.html", {"waiting": waiting, **_cooling()})
    kept = operations.keep_all_longer(actor=signed_in_user(request), at=clock.now())
    messages.success(request, f"The contact details of {counted(kept, 'request')} will be kept longer.")
    return redirect("opt_outs:overview")


def _cooling() -> dict[str, object]:
    return {"cooling_days": COOLING_TIME.days}


_DECISIONS = {
    "destroy": (operations.erase_now, "The contact details have been destroyed."),
    "keep": (operations.keep_longer, "The contact details will be kept longer."),
}

"""The audit trail, for the data protection officer."""

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from aftercall.core import audit, clock, operations, queries
from aftercall.core.forms import AuditFilterForm
from aftercall.core.presenters import AuditCheck, entry_rows

ENTRIES_PER_PAGE = 50


@require_GET
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Who did what, and to what, newest first."""
    form = AuditFilterForm(request.GET)
    filters = form.cleaned_data if form.is_valid() else {}
    page = Paginator(queries.audit_entries(**filters), ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "rows": entry_rows(page), "query": query.urlencode()}
    return render(request, "core/audit.html", context, status=422 if form.errors else 200)


@require_POST
def check_audit(request: HttpRequest) -> HttpResponse:
    """Compare every entry with the hash taken when it was written, and show the log's head for a witness to keep. The
    check itself is recorded."""
    actor = cast("audit.Actor", request.user)  # signed in, because the URL policy has checked that
    head, changed = operations.check_audit_log(actor=actor, at=clock.now())
    return render(request, "core/audit_check.html", {"check": AuditCheck(head, changed)})

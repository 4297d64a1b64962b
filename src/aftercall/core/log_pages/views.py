"""The audit log, for the data protection officer."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from aftercall.core.log_pages import queries
from aftercall.core.log_pages.forms import LogForm
from aftercall.core.log_pages.presenters import log_row, log_rows
from aftercall.core.models import AuditEntry

ENTRIES_PER_PAGE = 50


@require_http_methods(["GET", "POST"])
def audit_log(request: HttpRequest) -> HttpResponse:
    """Who did what, and to what, newest first. What is searched for can be a name, so it is posted and answered at
    once: it is never in an address."""
    data = request.POST if request.method == "POST" else request.GET.copy()
    if request.method == "GET":
        data.pop("search", None)
    form = LogForm(data)
    filters = form.cleaned_data if form.is_valid() else {}
    if request.method == "POST" and form.is_valid() and not filters["search"].strip():
        return redirect(f"{request.path}?{_query(filters)}")
    page = Paginator(queries.entries(**filters), ENTRIES_PER_PAGE).get_page(data.get("page"))
    rows = log_rows(page, queries.names_in(page), queries.role_labels())
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "query": _query(filters),
        "only": bool(filters.get("subject") or filters.get("actor")),
    }
    return render(request, "core/audit.html", context, status=422 if form.errors else 200)


def _query(filters: dict[str, object]) -> str:
    """The filters as the end of an address, without what was searched for."""
    return urlencode({name: str(value) for name, value in filters.items() if value and name != "search"})


@require_GET
def audit_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry in full."""
    entry = get_object_or_404(AuditEntry, pk=pk)
    previous, following = queries.neighbours(entry)
    context = {
        "row": log_row(entry, queries.names_in([entry]), queries.role_labels()),
        "exact_time": timezone.localtime(entry.at).isoformat(" ", timespec="milliseconds"),
        "previous": previous,
        "following": following,
    }
    return render(request, "core/audit_entry.html", context)

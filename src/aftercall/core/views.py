"""The check of the audit log, for the data protection officer."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from aftercall.core import audit, audit_keys, clock, operations, queries
from aftercall.core.errors import Refused
from aftercall.core.forms import AuditCheckForm
from aftercall.core.presenters import CheckResult


@require_http_methods(["GET", "POST"])
def check_audit(request: HttpRequest) -> HttpResponse:
    """Check the whole log, against a saved head if one is given. The check itself is recorded."""
    form = AuditCheckForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            check = operations.check_audit_log(
                actor=_actor(request), at=clock.now(), saved_head=form.cleaned_data["saved_head"]
            )
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            return render(request, "core/audit_check_result.html", {"result": CheckResult(check)})
    context = {"form": form, "last": queries.last_audit_check(), "key": audit_keys.public_key()}
    return render(request, "core/audit_check.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def save_head(request: HttpRequest) -> HttpResponse:
    """A signed head of the log as a file. That it was saved is recorded."""
    if request.method == "GET":
        return redirect("core:check_audit")
    head, text = operations.save_head(actor=_actor(request), at=clock.now())
    disposition = f'attachment; filename="aftercall-head-{head.size}.txt"'
    return HttpResponse(text, "text/plain; charset=utf-8", headers={"Content-Disposition": disposition})


def _actor(request: HttpRequest) -> audit.Actor:
    return cast("audit.Actor", request.user)  # signed in, because the URL policy has checked that

"""The check of the audit log, for the data protection officer."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from aftercall.core import audit, clock, operations
from aftercall.core.presenters import AuditCheck


@require_POST
def check_audit(request: HttpRequest) -> HttpResponse:
    """Compare every entry with the hash taken when it was written, and show the log's head for a witness to keep. The
    check itself is recorded."""
    actor = cast("audit.Actor", request.user)  # signed in, because the URL policy has checked that
    head, changed = operations.check_audit_log(actor=actor, at=clock.now())
    return render(request, "core/audit_check.html", {"check": AuditCheck(head, changed)})

"""The Inspectorate's page of evidence."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def inspectorate(request: HttpRequest) -> HttpResponse:
    """Say that no evidence has been published for the Inspectorate yet, and what can be read meanwhile."""
    return render(request, "accounts/inspectorate.html")

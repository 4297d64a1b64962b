"""The administrator's page of jobs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from aftercall.core import clock
from aftercall.core.jobs.presenters import jobs_page


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Upcoming runs, recent runs and failures."""
    return render(request, "core/jobs.html", {"page": jobs_page(clock.now())})

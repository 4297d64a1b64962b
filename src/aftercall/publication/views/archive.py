"""The public pages that list all results: what was ever published, and what is coming."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from aftercall.publication import archive as presenter
from aftercall.publication import queries
from aftercall.publication.page_cache import cached


@require_GET
@cached
def archive(request: HttpRequest) -> HttpResponse:
    """Everything that was ever published, and what each publication replaced."""
    return render(request, "publication/archive.html", {"entries": presenter.entries(queries.published())})


@require_GET
def upcoming(request: HttpRequest) -> HttpResponse:
    """The results that are coming: title and day, and nothing else about them."""
    coming = [(one.title, one.publish_at) for one in queries.upcoming()]
    return render(request, "publication/upcoming.html", {"coming": coming})

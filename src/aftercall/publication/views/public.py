"""The public pages of results."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from aftercall.core.addresses import site_of
from aftercall.publication import presenters, queries
from aftercall.publication.files.kept import downloads
from aftercall.publication.models import Publication
from aftercall.publication.notices import notices
from aftercall.publication.states import PublicationState
from aftercall.results.instruments import instruments_of_run


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """The latest results that have been neither corrected nor withdrawn."""
    latest = queries.in_force().first()
    if latest is None:
        return render(request, "publication/no_results.html", {"withdrawn": queries.published().exists()})
    links: dict[str, object] = {"newest": None, "downloads": downloads(latest, site_of(request))}
    return render(request, "publication/results.html", page_context(latest) | links)


@require_GET
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """One publication, as the public sees it."""
    publication = get_object_or_404(queries.published(), slug=slug)
    if publication.state == PublicationState.WITHDRAWN:
        context: dict[str, object] = {"publication": publication, "notices": notices(publication)}
        return render(request, "publication/results.html", context)
    links = {"newest": queries.newer_than(publication), "downloads": downloads(publication, site_of(request))}
    return render(request, "publication/results.html", page_context(publication) | links)


def page_context(publication: Publication) -> dict[str, object]:
    """What every page of a publication shows."""
    instruments = instruments_of_run(publication.run)
    headlines = queries.headlines(publication, instruments)
    return {
        "publication": publication,
        "notices": notices(publication),
        "statements": presenters.statements(headlines, instruments),
        "headlines": presenters.headline_rows(headlines, instruments),
        "shares": presenters.headline_rows(headlines, instruments, shares=True),
        "groups": presenters.groups(publication, instruments),
        "provenance": presenters.provenance(publication),
    }

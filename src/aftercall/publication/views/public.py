"""The public pages of results."""

import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from aftercall.csv_files import write_rows
from aftercall.publication import presenters, queries
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
    return render(request, "publication/results.html", page_context(latest) | {"newest": None})


@require_GET
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """One publication, as the public sees it."""
    publication = get_object_or_404(queries.published(), slug=slug)
    if publication.state == PublicationState.WITHDRAWN:
        context: dict[str, object] = {"publication": publication, "notices": notices(publication)}
        return render(request, "publication/results.html", context)
    return render(
        request, "publication/results.html", page_context(publication) | {"newest": queries.newer_than(publication)}
    )


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


@require_GET
def data(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """The published figures as a CSV file."""
    publication = get_object_or_404(queries.with_figures(), slug=slug)
    text = io.StringIO()
    write_rows(text, presenters.csv_rows(publication))
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="victim-satisfaction-{publication.slug}.csv"'
    return response

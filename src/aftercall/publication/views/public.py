"""The public pages of results."""

import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from aftercall.csv_files import write_rows
from aftercall.publication import presenters, queries
from aftercall.publication.models import Publication
from aftercall.results.instruments import instruments_of_run


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """The latest publication, with links to earlier ones."""
    published = list(queries.published())
    if not published:
        return render(request, "publication/no_results.html")
    return render(
        request, "publication/results.html", page_context(published[0]) | {"earlier": published[1:], "newest": None}
    )


@require_GET
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """One publication, as the public sees it."""
    publication = get_object_or_404(queries.published(), slug=slug)
    links: dict[str, object] = {"earlier": [], "newest": queries.newer_than(publication)}
    return render(request, "publication/results.html", page_context(publication) | links)


def page_context(publication: Publication) -> dict[str, object]:
    """What every page of a publication shows."""
    instruments = instruments_of_run(publication.run)
    headlines = queries.headlines(publication, instruments)
    return {
        "publication": publication,
        "statements": presenters.statements(headlines, instruments),
        "headlines": presenters.headline_rows(headlines, instruments),
        "shares": presenters.headline_rows(headlines, instruments, shares=True),
        "groups": presenters.groups(publication, instruments),
        "provenance": presenters.provenance(publication),
    }


@require_GET
def data(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """The published figures as a CSV file."""
    publication = get_object_or_404(queries.published(), slug=slug)
    text = io.StringIO()
    write_rows(text, presenters.csv_rows(publication))
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="victim-satisfaction-{publication.slug}.csv"'
    return response

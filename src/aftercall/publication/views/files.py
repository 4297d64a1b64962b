"""The files of publications, and the feed."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from aftercall.core import clock
from aftercall.core.addresses import site_of
from aftercall.publication import queries
from aftercall.publication.files import catalogue, kept
from aftercall.publication.files.content import content_of
from aftercall.publication.files.feed import feed_of_all
from aftercall.publication.files.open_data import METADATA
from aftercall.publication.states import PublicationState


@require_GET
def file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """A file of a publication. A page says so if the publication was withdrawn."""
    publication = get_object_or_404(queries.published(), slug=slug)
    if publication.state == PublicationState.WITHDRAWN:
        context = {"publication": publication}
        return render(request, "publication/no_files.html", context, status=HTTPStatus.GONE)
    content = content_of(publication, site_of(request))
    kind = kept.kind_of(content, name)
    if kind is None:
        raise Http404
    response = HttpResponse(kept.file_of(content, kind), content_type=kind.content_type)
    response["Content-Disposition"] = f'attachment; filename="{content.name}{kind.ending}"'
    if f"{kind.ending}{METADATA}" in catalogue.BY_ENDING:
        response["Link"] = f'<{name}{METADATA}>; rel="describedby"; type="application/csvm+json"'
    return response


@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """Everything that became public, was corrected or withdrawn, for feed readers."""
    latest = queries.published().first()
    publisher = latest.run.survey.force_name if latest else "The police force"
    made = feed_of_all(site_of(request), publisher=publisher, at=clock.now())
    return HttpResponse(made.xml(), content_type="application/atom+xml; charset=utf-8")

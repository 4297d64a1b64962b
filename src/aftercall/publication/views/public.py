"""The public pages of results."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from aftercall.core.addresses import site_of
from aftercall.publication import presenters, queries
from aftercall.publication.files.kept import downloads
from aftercall.publication.models import Publication
from aftercall.publication.notices import notices
from aftercall.publication.page_cache import cached
from aftercall.publication.quality import quality
from aftercall.publication.quotations import quotations_beside
from aftercall.publication.spoken import instruments_shown
from aftercall.publication.states import PublicationState
from aftercall.publication.trends import quarters_within, trends
from aftercall.results.models import Population


@require_GET
@cached
def results(request: HttpRequest) -> HttpResponse:
    """The latest results that have been neither corrected nor withdrawn."""
    latest = queries.in_force().first()
    if latest is None:
        return render(request, "publication/no_results.html", {"withdrawn": queries.published().exists()})
    return _results(request, latest)


@require_GET
@cached
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """One publication, as the public sees it."""
    publication = get_object_or_404(queries.published(), slug=slug)
    if publication.state == PublicationState.WITHDRAWN:
        context: dict[str, object] = {"publication": publication, "notices": notices(publication)}
        return render(request, "publication/results.html", context)
    return _results(request, publication)


def _results(request: HttpRequest, publication: Publication) -> HttpResponse:
    population = asked_population(request, publication)
    instruments = instruments_shown(publication.run)
    context = page_context(publication, population) | {
        "newest": queries.newer_than(publication),
        "others": queries.other_latest(publication),
        "downloads": downloads(publication, site_of(request)),
        "trend": presenters.trend_of_overall(trends(publication, population), instruments),
        "breakdowns": presenters.breakdowns_shown(publication, population, instruments),
        "quotations": quotations_beside(publication, instruments, population),
    }
    return render(request, "publication/results.html", context)


def _unless_withdrawn(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a publication's figures. Once it is withdrawn, its address leads to the page that says why."""

    @wraps(view)
    def respond(request: HttpRequest, slug: str, **kwargs: str) -> HttpResponse:
        publication = get_object_or_404(queries.published(), slug=slug)
        if publication.state == PublicationState.WITHDRAWN:
            return redirect("publication:result", slug)
        return view(request, publication, **kwargs)

    return respond


@require_GET
@cached
@_unless_withdrawn
def by_group(request: HttpRequest, publication: Publication, breakdown: str) -> HttpResponse:
    """The figures of one publication by one breakdown."""
    population = asked_population(request, publication)
    instruments = instruments_shown(publication.run)
    if breakdown not in presenters.breakdowns_shown(publication, population, instruments):
        raise Http404
    context = _about(publication, population) | {
        "name": presenters.breakdown_label(instruments, breakdown),
        "tables": presenters.tables_by_group(publication, population, breakdown, instruments),
    }
    return render(request, "publication/by_group.html", context)


@require_GET
@cached
@_unless_withdrawn
def over_time(request: HttpRequest, publication: Publication) -> HttpResponse:
    """The figures of one publication beside those of earlier periods."""
    population = asked_population(request, publication)
    instruments = instruments_shown(publication.run)
    context = _about(publication, population) | {
        "trends": presenters.all_trends(trends(publication, population), instruments),
        "by_quarter": presenters.all_trends(quarters_within(publication, population), instruments),
    }
    return render(request, "publication/over_time.html", context)


@require_GET
@cached
@_unless_withdrawn
def method(request: HttpRequest, publication: Publication) -> HttpResponse:
    """How the figures of one publication were made, and how good they are."""
    return render(request, "publication/method.html", {"publication": publication, "quality": quality(publication)})


def asked_population(request: HttpRequest, publication: Publication) -> Population:
    """The population that is asked for, of those that a publication has figures about; at first all victims."""
    asked = request.GET.get("population", Population.ALL)
    if asked == Population.ALL:
        return Population.ALL
    found = next((one for one in queries.populations_of(publication) if one == asked), None)
    if found is None:
        raise Http404
    return found


def _about(publication: Publication, population: Population) -> dict[str, object]:
    """Which publication a page is about, and for whom."""
    return {
        "publication": publication,
        "notices": notices(publication),
        "population": population,
        "populations": queries.populations_of(publication),
    }


def page_context(publication: Publication, population: Population) -> dict[str, object]:
    """What the page of a publication shows, and that of its draft."""
    instruments = instruments_shown(publication.run)
    headlines = queries.headlines(publication, instruments, population)
    changes = queries.changes_shown(publication)
    return _about(publication, population) | {
        "statements": presenters.statements(headlines, changes, instruments, publication.run),
        "headlines": presenters.headline_rows(headlines, instruments),
        "shares": presenters.headline_rows(headlines, instruments, shares=True),
        "changes": presenters.change_rows(headlines, changes, instruments),
        "suppliers": presenters.suppliers(publication),
        "groups": presenters.groups(publication, population, instruments),
        "provenance": presenters.provenance(publication),
    }


def headlines_by_population(publication: Publication) -> list[tuple[Population, list[dict[str, object]]]]:
    """The sentences of the headlines about each population, with their changes."""
    instruments, changes = instruments_shown(publication.run), queries.changes_shown(publication)
    return [
        (one, presenters.statements(found, changes, instruments, publication.run))
        for one in queries.populations_of(publication)
        if (found := [line for line in queries.headlines(publication, instruments, one) if line.statement])
    ]

"""The public pages of results, and the researcher's pages for preparing and publishing them."""

import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.csv_files import write_rows
from aftercall.publication import operations, presenters, queries
from aftercall.publication.as_published import corrected_by, has_figures_published_before, recalculated
from aftercall.publication.forms import CORRECT, KEEP, FiguresForm
from aftercall.publication.models import Publication
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import AnalysisRun


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """The latest publication, with links to earlier ones."""
    published = list(queries.published())
    if not published:
        return render(request, "publication/no_results.html")
    return render(
        request, "publication/results.html", _context(published[0]) | {"earlier": published[1:], "newest": None}
    )


@require_GET
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """One publication, as the public sees it."""
    publication = get_object_or_404(queries.published(), slug=slug)
    links: dict[str, object] = {"earlier": [], "newest": queries.newer_than(publication)}
    return render(request, "publication/results.html", _context(publication) | links)


def _context(publication: Publication) -> dict[str, object]:
    instruments = instruments_of_run(publication.run)
    headlines = queries.headlines(publication, instruments)
    return {
        "publication": publication,
        "statements": presenters.statements(headlines, instruments),
        "headlines": presenters.headline_rows(headlines, instruments),
        "shares": presenters.headline_rows(headlines, instruments, shares=True),
        "groups": presenters.groups(publication, instruments),
        "provenance": presenters.provenance(publication),
        "corrected_by": corrected_by(publication) if publication.published_at else None,
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


@require_POST
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare a draft from an analysis."""
    run = get_object_or_404(AnalysisRun, pk=pk)
    try:
        publication = operations.prepare(run=run, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("results:analysis", run.pk)
    messages.success(request, "The draft is ready. Read every sentence before you sign it off.")
    return redirect("publication:draft", publication.slug)


@require_GET
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """A publication as the researcher sees it, before and after sign-off."""
    publication = get_object_or_404(Publication.objects.select_related("run"), slug=slug)
    hidden = publication.figures.filter(suppressed=True).count()
    context = {
        "hidden": hidden,
        "has_earlier": has_figures_published_before(publication),
        "undecided": publication.run.steps.filter(decided=False).exists(),
    }
    return render(request, "publication/draft.html", _context(publication) | context)


@require_http_methods(["GET", "POST"])
def which_figures(request: HttpRequest, slug: str) -> HttpResponse:
    """Figures that were published before: keep them, or correct them."""
    publication = get_object_or_404(Publication.objects.select_related("run"), slug=slug)
    form = FiguresForm(request.POST if request.method == "POST" else None, initial=_chosen(publication))
    if request.method == "POST" and form.is_valid():
        reason, actor = form.cleaned_data["reason"], signed_in_user(request)
        try:
            operations.prepare_again(publication=publication, correction=reason, actor=actor, at=clock.now())
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "The draft has been updated.")
        return redirect("publication:draft", slug)
    rows = presenters.recalculated_rows(recalculated(publication), instruments_of_run(publication.run))
    context = {"publication": publication, "form": form, "rows": rows}
    return render(request, "publication/which_figures.html", context, status=422 if form.errors else 200)


def _chosen(publication: Publication) -> dict[str, str]:
    return {"figures": CORRECT if publication.correction else KEEP, "reason": publication.correction}


@require_http_methods(["GET", "POST"])
def sign_off(request: HttpRequest, slug: str) -> HttpResponse:
    """What signing off makes public, to confirm it."""
    publication = get_object_or_404(Publication.objects.select_related("run"), slug=slug)
    if request.method == "GET":
        if publication.published_at:
            return redirect("publication:draft", slug)
        context = _context(publication) | {"contents": presenters.contents(publication)}
        return render(request, "publication/sign_off.html", context)
    try:
        operations.sign_off(publication=publication, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("publication:draft", slug)
    messages.success(request, "The results have been published.")
    return redirect("publication:result", slug)

"""The researcher's pages for preparing and publishing results."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.publication import operations, presenters
from aftercall.publication.models import Publication
from aftercall.publication.views.public import page_context
from aftercall.results.models import AnalysisRun


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
    hidden = publication.figures.filter(mark="c").count()
    context = {
        "hidden": hidden,
        "undecided": publication.run.steps.filter(decided=False).exists(),
    }
    return render(request, "publication/draft.html", page_context(publication) | context)


@require_http_methods(["GET", "POST"])
def sign_off(request: HttpRequest, slug: str) -> HttpResponse:
    """What signing off makes public, to confirm it."""
    publication = get_object_or_404(Publication.objects.select_related("run"), slug=slug)
    if request.method == "GET":
        if publication.published_at:
            return redirect("publication:draft", slug)
        context = page_context(publication) | {"contents": presenters.contents(publication)}
        return render(request, "publication/sign_off.html", context)
    try:
        operations.sign_off(publication=publication, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("publication:draft", slug)
    messages.success(request, "The results have been published.")
    return redirect("publication:result", slug)

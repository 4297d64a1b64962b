"""The researcher's pages: all publications, and preparing, reading, editing and discarding a draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.publication import operations, policies, queries
from aftercall.publication import staff_presenters as presenters
from aftercall.publication.forms import ReasonForm, TextsForm
from aftercall.publication.models import Publication
from aftercall.publication.series_changes import decided_otherwise
from aftercall.publication.states import OPEN, PublicationAction, PublicationState, possible_actions
from aftercall.publication.text_figures import text_percentages
from aftercall.publication.views.acting import carry_out, posted, publication_or_404
from aftercall.publication.views.public import asked_population, page_context
from aftercall.results.models import AnalysisRun


@require_GET
def publications(request: HttpRequest) -> HttpResponse:
    """All publications by state, those that need work first."""
    found = list(queries.with_trail())
    groups = [(state, [one for one in found if one.state == state]) for state in PublicationState]
    context = {"groups": [(state.label, rows) for state, rows in groups if rows]}
    return render(request, "publication/publications.html", context)


@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare a draft from an analysis: new results or a correction; or use the analysis in the draft of its months."""
    run = get_object_or_404(AnalysisRun.objects.select_related("programme"), pk=pk)
    if found := Publication.objects.filter(run=run).first():
        return redirect("publication:draft", found.slug)
    draft = queries.of_period(run).filter(state__in=OPEN).first()
    if draft:
        return _use_in_draft(request, run, draft)
    earlier = queries.newest_public(run)
    form = ReasonForm(posted(request), label="Why the published results are corrected") if earlier else None
    if request.method == "POST" and (form is None or form.is_valid()):
        correction = form.cleaned_data["reason"] if form else ""
        try:
            publication = operations.prepare(
                run=run, actor=signed_in_user(request), at=clock.now(), correction=correction
            )
        except Refused as error:
            messages.error(request, str(error))
            return redirect("publication:prepare", run.pk)
        messages.success(request, "The draft is ready. Read every sentence before you send it for approval.")
        return redirect("publication:draft", publication.slug)
    status = 422 if form and form.errors else 200
    context = {"run": run, "earlier": earlier, "form": form}
    return render(request, "publication/prepare.html", context, status=status)


def _use_in_draft(request: HttpRequest, run: AnalysisRun, draft: Publication) -> HttpResponse:
    if request.method == "GET":
        return render(request, "publication/use_analysis.html", {"run": run, "draft": draft})
    user = signed_in_user(request)
    return carry_out(
        request,
        draft,
        lambda: operations.use_analysis(publication=draft, run=run, actor=user, at=clock.now()),
        "The draft now has the figures of this analysis. Read them before you send it for approval.",
    )


@require_GET
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """A publication as researchers see it in every state: what it says about each population, what comes next, and what
    was done."""
    publication = publication_or_404(slug)
    user, population = signed_in_user(request), asked_population(request, publication)
    is_open = publication.state in OPEN
    context = {
        "actions": possible_actions(publication.state),
        "colour": presenters.STATE_COLOURS[PublicationState(publication.state)],
        "refusal": presenters.refusal(publication) if publication.state == PublicationState.DRAFT else None,
        "why_not": presenters.why_not(publication, user),
        "trail": presenters.trail_rows(publication),
        "hidden": publication.figures.filter(mark="c").count(),
        "outdated": is_open and policies.is_outdated(publication),
        "has_headline": policies.has_headline(publication),
        "seen": policies.seen(publication),
        "decided_otherwise": decided_otherwise(publication),
        "percentages": text_percentages(publication) if is_open else [],
        "undecided": is_open and publication.run.steps.filter(decided=False).exists(),
    }
    return render(request, "publication/draft.html", page_context(publication, population) | context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the commentary and, of a correction, the reason."""
    publication = publication_or_404(slug)
    if PublicationAction.EDIT not in possible_actions(publication.state):
        return redirect("publication:draft", slug)
    form = TextsForm(posted(request), commentary=publication.commentary, correction=publication.correction)
    if request.method == "POST" and form.is_valid():
        user, texts = signed_in_user(request), form.cleaned_data
        return carry_out(
            request,
            publication,
            lambda: operations.edit(publication=publication, actor=user, at=clock.now(), **texts),
            "The text is saved.",
        )
    context = {"publication": publication, "form": form}
    return render(request, "publication/edit.html", context, status=422 if form.errors else 200)


@require_POST
def write_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the figures of a draft again."""
    publication = publication_or_404(slug)
    user = signed_in_user(request)
    return carry_out(
        request,
        publication,
        lambda: operations.write_again(publication=publication, actor=user, at=clock.now()),
        "The figures are written again. Read them before you send the draft for approval.",
    )


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Discard a draft, once that has been confirmed."""
    publication = publication_or_404(slug)
    if PublicationAction.DISCARD not in possible_actions(publication.state):
        return redirect("publication:draft", slug)
    if request.method == "GET":
        return render(request, "publication/discard.html", {"publication": publication})
    try:
        operations.discard(publication=publication, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The draft has been discarded.")
    return redirect("publication:publications")

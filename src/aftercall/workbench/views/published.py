"""The pages of published figures with charts and origins, for those who read them in their work."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from aftercall.accounts.models import signed_in_user
from aftercall.accounts.roles import Role
from aftercall.core.words import percent
from aftercall.instrument.series import InstrumentSeries
from aftercall.publication.models import Publication, PublishedFigure
from aftercall.publication.notices import notices
from aftercall.publication.presenters import change_rows
from aftercall.publication.queries import changes_shown, in_force, populations_of, with_figures
from aftercall.publication.states import PublicationState
from aftercall.results.instruments import instruments_of_run
from aftercall.workbench import pictures, presenters, published
from aftercall.workbench.forms import PublishedForm
from aftercall.workbench.in_short import in_short
from aftercall.workbench.provenance import provenance, source_of_run
from aftercall.workbench.published import Choice
from aftercall.workbench.recomputing import recompute_command


@require_GET
def latest(request: HttpRequest) -> HttpResponse:
    """The latest published results."""
    newest = in_force().first()
    if newest is None:
        return render(request, "workbench/published.html", {"publication": None})
    return redirect("workbench:explore", newest.slug)


@require_GET
def explore(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of one publication, with charts."""
    publication = get_object_or_404(with_figures(), slug=slug)
    instruments = instruments_of_run(publication.run)
    form = PublishedForm(publication, instruments, populations_of(publication), request.GET.dict())
    context: dict[str, object] = {
        "publication": publication,
        "notices": notices(publication),
        "others": with_figures(),
        "form": form,
    }
    if form.is_valid():
        context |= _shown(form.choice, instruments)
    return render(request, "workbench/published.html", context, status=422 if form.errors else 200)


def _shown(choice: Choice, instruments: InstrumentSeries) -> dict[str, object]:
    publication, run = choice.publication, choice.publication.run
    headlines, groups = published.headline_lines(choice, instruments), published.group_lines(choice)
    funnel = published.group_funnel(choice)
    waves = run.waves.select_related("load").order_by("month")
    return {
        "population": choice.population,
        "headlines": published.figure_rows(headlines, {one.pk: instruments.label(one.measure) for one in headlines}),
        "in_short": in_short(publication, instruments),
        **_changes(publication, headlines, instruments),
        "trends": published.trend_pictures(choice, instruments),
        "breakdown": instruments.breakdowns.get(choice.breakdown, ""),
        "measure": instruments.label(choice.measure),
        "groups": published.figure_rows(groups, {one.pk: one.group for one in groups}, funnel),
        "charts": published.group_pictures(choice, groups, funnel, instruments),
        "flow": pictures.published_flow(waves, run.sampled, run.respondents),
    }


def _changes(
    publication: Publication, figures: Sequence[PublishedFigure], instruments: InstrumentSeries
) -> dict[str, object]:
    """The changes of these figures: first those that are more than chance explains."""
    found = changes_shown(publication)
    clear = [one for one in found if one.is_clear]
    other = [one for one in found if not one.is_clear]
    return {
        "clear_changes": change_rows(figures, clear, instruments),
        "other_changes": change_rows(figures, other, instruments),
    }


@require_GET
def figure(request: HttpRequest, pk: int) -> HttpResponse:
    """Where one published figure comes from."""
    public = with_figures()
    line = get_object_or_404(
        PublishedFigure.objects.select_related("publication__run").filter(publication__in=public), pk=pk
    )
    instruments = instruments_of_run(line.publication.run)
    if line.measure not in instruments.measures:
        raise Http404
    source = source_of_run(line.publication.run, instruments, published=True)
    key = published.key_of_line(line)
    label = instruments.label(line.measure)
    value = "not shown" if line.percent is None else percent(line.percent / 100)
    context = {
        "title": f"{label}: {value}",
        "notices": notices(line.publication),
        "parts": published.line_parts(line, instruments) + provenance(source, line.measure, published=True),
        "command": ""
        if line.percent is None
        else recompute_command(key, expected=percent(line.percent / 100, 1), digest=source.data_digest),
        "action": _action(request, line),
        "back": reverse("workbench:explore", args=[line.publication.slug]),
        "back_text": line.publication.title,
    }
    return render(request, "workbench/figure.html", context)


def _action(request: HttpRequest, line: PublishedFigure) -> str:
    """Where an action on the figure is opened. Only for a user of one of the two sides, and for a figure that is shown
    and in force."""
    if line.percent is None or line.publication.state != PublicationState.PUBLISHED:
        return ""
    if signed_in_user(request).role not in {Role.RESEARCHER, Role.COMMISSIONER}:
        return ""
    return presenters.action_on(published.key_of_line(line), line.publication)

"""The researcher's pages: crossing figures, the origin of one, and saved views."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.words import percent
from aftercall.programmes.models import Programme
from aftercall.programmes.queries import programmes_with_settings
from aftercall.publication.models import Publication
from aftercall.publication.states import PublicationState
from aftercall.results.queries import has_returns, returned_months
from aftercall.workbench import operations, pictures, presenters, queries
from aftercall.workbench.answering import answer
from aftercall.workbench.answering import figure as figure_of
from aftercall.workbench.asked import FigureKey, key_of
from aftercall.workbench.forms import CrossingForm, SaveForm, WorkbenchPeriodForm
from aftercall.workbench.provenance import provenance, source_of_workspace
from aftercall.workbench.recomputing import PLACES, recompute_command
from aftercall.workbench.workspace import Workspace, workspace_of


@require_GET
def workbench(request: HttpRequest) -> HttpResponse:
    """Cross figures of a period, and show them as tables and charts."""
    period_form = _period_form(request.GET)
    context: dict[str, object] = {"period_form": period_form, "views": queries.views_of(signed_in_user(request))}
    if period_form is None or not period_form.is_valid():
        return render(request, "workbench/workbench.html", context, status=422 if period_form else 200)
    try:
        workspace = workspace_of(period_form.programme, period_form.period)
    except Refused as error:
        period_form.add_error(None, str(error))
        return render(request, "workbench/workbench.html", context, status=422)
    form = CrossingForm(workspace, request.GET.dict())
    context |= {"form": form, "workspace": workspace}
    if form.is_valid():
        context |= _crossed(workspace, form)
    return render(request, "workbench/workbench.html", context, status=422 if form.errors else 200)


def _period_form(data: QueryDict) -> WorkbenchPeriodForm | None:
    """The form of the period: what was chosen, or the longest of the latest periods. None before any return."""
    programmes, months = programmes_with_settings(), returned_months()
    if not programmes or not months:
        return None
    values = {name: str(value) for name, value in data.dict().items()}
    values.setdefault("programme", str(_first_with_returns(programmes).pk))
    if not any(values.get(name) for name in ("period_choice", "first_month", "last_month")):
        offered = WorkbenchPeriodForm(programmes, months, values).fields["period_choice"]
        values["period_choice"] = WorkbenchPeriodForm.latest(getattr(offered, "choices", ()))
    return WorkbenchPeriodForm(programmes, months, values)


def _first_with_returns(programmes: list[Programme]) -> Programme:
    return next((one for one in programmes if has_returns(one)), programmes[0])


def _crossed(workspace: Workspace, form: CrossingForm) -> dict[str, object]:
    crossing = answer(workspace, form.asked)
    found, funnel = presenters.drivers_found(workspace, crossing), presenters.funnel_found(workspace, crossing)
    return {
        "crossing": crossing,
        "about": presenters.about(workspace, crossing),
        "rows_label": presenters.rows_label(workspace, crossing),
        "list_rows": [] if crossing.asked.columns else presenters.list_rows(workspace, crossing, funnel),
        "table": presenters.table_cells(workspace, crossing) if crossing.asked.columns else [],
        "charts": presenters.charts(workspace, crossing, funnel),
        "changes": presenters.changes_found(workspace, crossing),
        "drivers": presenters.driver_rows(workspace, found),
        "drivers_base": found[0].base if found else 0,
        "importance": pictures.importance_picture(found),
        "flow": pictures.flow_picture(workspace.waves, workspace.sampled, workspace.outcomes),
        "save_form": SaveForm(),
        "query": crossing.asked.query,
    }


@require_GET
def figure(request: HttpRequest) -> HttpResponse:
    """Where one figure comes from, and the command that calculates it again."""
    if not request.GET:
        return redirect("workbench:workbench")
    key = _key(request)
    programme = get_object_or_404(Programme, pk=key.programme)
    try:
        workspace = workspace_of(programme, key.period, key.analysis)
        cell = figure_of(workspace, key) if key.measure in workspace.instruments.measures else None
    except (KeyError, Refused):
        raise Http404 from None
    if cell is None:
        raise Http404
    run = workspace.run
    key = FigureKey(key.programme, key.period, key.population, key.measure, key.groups, run.pk if run else None)
    context = {
        "title": f"{workspace.instruments.label(key.measure)}: {percent(cell.share, 1)}",
        "parts": presenters.figure_parts(workspace, key, cell)
        + provenance(source_of_workspace(workspace), key.measure),
        "command": recompute_command(key, expected=percent(cell.share, PLACES), digest=workspace.data_digest),
        "changed": run is not None and run.data_digest != workspace.data_digest,
        "action": presenters.action_on(key, _public(workspace)),
    }
    return render(request, "workbench/figure.html", context)


def _public(workspace: Workspace) -> Publication | None:
    """The public results of the analysis, if there are any."""
    found = getattr(workspace.run, "publication", None) if workspace.run else None
    return found if found and found.state == PublicationState.PUBLISHED else None


def _key(request: HttpRequest) -> FigureKey:
    try:
        return key_of(request.GET.dict(), request.GET.getlist("group"))
    except (KeyError, ValueError):
        raise Http404 from None


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save what is shown under a name."""
    asked = QueryDict(request.POST.get("query", ""))
    back = f"{reverse('workbench:workbench')}?{asked.urlencode()}"
    form, period_form = SaveForm(request.POST), _period_form(asked)
    if not form.is_valid() or period_form is None or not period_form.is_valid():
        messages.error(
            request, str(next(iter(form.errors.get("name", [])), "This view cannot be saved. Choose a period first"))
        )
        return redirect(back)
    crossing_form = _crossing_form(period_form, asked.dict())
    if crossing_form is None or not crossing_form.is_valid():
        messages.error(request, "This view cannot be saved. Show it first")
        return redirect(back)
    values: Mapping[str, object] = form.cleaned_data
    view = operations.save_view(
        name=str(values["name"]),
        asked=crossing_form.asked,
        shared=bool(values["shared"]),
        actor=signed_in_user(request),
        at=clock.now(),
    )
    messages.success(request, f"The view ‘{view.name}’ is saved.")
    return redirect(back)


def _crossing_form(period_form: WorkbenchPeriodForm, values: Mapping[str, str]) -> CrossingForm | None:
    try:
        return CrossingForm(workspace_of(period_form.programme, period_form.period), values)
    except Refused:
        return None


@require_GET
def views(request: HttpRequest) -> HttpResponse:
    """The saved views that a researcher may open."""
    user = signed_in_user(request)
    return render(request, "workbench/views.html", {"views": queries.views_of(user), "user_pk": user.pk})


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one of the user's own views."""
    view = get_object_or_404(queries.views_of(signed_in_user(request)), pk=pk)
    try:
        operations.remove_view(view=view, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The view ‘{view.name}’ is removed.")
    return redirect("workbench:views")

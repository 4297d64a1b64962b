"""The researcher's pages of analyses."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.programmes.queries import current_versions, programmes_with_settings
from aftercall.results import operations, presenters, queries
from aftercall.results.forms import AssumptionForm, PeriodForm
from aftercall.results.instruments import instruments_of_run
from aftercall.results.modes import FEWEST
from aftercall.results.planning import expected_precision


@require_http_methods(["GET", "POST"])
def analyses(request: HttpRequest) -> HttpResponse:
    """All analyses, and the form to analyse another period."""
    programmes, returned = programmes_with_settings(), queries.returned_months()
    analysable = [one for one in programmes if one.pk in returned] or programmes
    form = PeriodForm(analysable, returned, request.POST or None, looked_at=request.GET.get("programme", ""))
    if programmes and request.method == "POST" and form.is_valid():
        try:
            run = operations.analyse(
                programme=form.programme, period=form.period, actor=signed_in_user(request), at=clock.now()
            )
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The analysis is ready.")
            return redirect("results:analysis", run.pk)
    absent = [one.name for one in programmes if one.pk not in returned]
    context = {"form": form, "programmes": programmes, "absent": absent, "runs": queries.runs()}
    return render(request, "results/analyses.html", context, status=422 if form.errors else 200)


@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """The precision to expect of a year, by category."""
    form = AssumptionForm(request.GET or None)
    found = [expected_precision(version, form.rate) for version in current_versions(timezone.localdate(clock.now()))]
    context = {
        "form": form,
        "plans": [(one.programme, presenters.plan_rows(one)) for one in found if one.lines],
        "assumed": any(one.assumed and one.lines for one in found),
    }
    return render(request, "results/plan.html", context, status=422 if form.errors else 200)


@require_GET
def analysis(request: HttpRequest, pk: int) -> HttpResponse:
    """One analysis: every figure, the drivers, changes of the questionnaire, and how the weights were calculated."""
    run = get_object_or_404(queries.runs(), pk=pk)
    figures, drivers, instruments = (
        list(run.figures.all()),
        list(run.importances.all()),
        instruments_of_run(run),
    )
    steps = list(run.steps.select_related("earlier", "later").defer("earlier__document", "later__document"))
    context = {
        "run": run,
        "facts": presenters.facts(run),
        "populations": presenters.populations(figures, instruments),
        "importances": presenters.importance_rows(drivers, instruments),
        "importance_chart": presenters.importance_chart(drivers),
        "explained": presenters.explained(drivers),
        "importance_base": drivers[0].base if drivers else 0,
        "steps": presenters.step_rows(steps, instruments),
        "break_mark": presenters.BREAK_MARK,
        "undecided": presenters.undecided(steps),
        "modes": presenters.mode_rows(run, instruments),
        "fewest": FEWEST,
    }
    return render(request, "results/analysis.html", context)

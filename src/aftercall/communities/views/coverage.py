"""The coverage plan."""

from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.communities import presenters, queries
from aftercall.communities.forms import ReachedForm, TargetForm, TaskForm
from aftercall.communities.models import Target, Task
from aftercall.communities.operations import coverage as operations
from aftercall.communities.views.submitting import FormPage, carried_out, form_page
from aftercall.core import clock


@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """Every community, how it is reached, the target and how many have been heard."""
    today = timezone.localdate(clock.now())
    context = {"targets": queries.targets(today), "today": today}
    return render(request, "communities/coverage.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new line of the plan. The address may say which community is missing, and why."""
    missing = {name: request.GET[name] for name in ("community", "why") if name in request.GET}
    actor, at, back = signed_in_user(request), clock.now(), reverse("communities:coverage")
    form = TargetForm(request.POST or None, initial=missing | {"assigned_to": actor})
    page = FormPage("Add to the coverage plan", "Add", (back, "Coverage plan"))
    act = lambda: operations.add_target(line=form.line(), actor=actor, at=at)  # noqa: E731 - one line
    return form_page(request, form, page, act, done="The plan has a new line.", to=back)


@require_http_methods(["GET", "POST"])
def target(request: HttpRequest, pk: int) -> HttpResponse:
    """One line of the plan, with its tasks. The form raises a task about the gap."""
    found, actor, at = get_object_or_404(Target, pk=pk), signed_in_user(request), clock.now()
    form = TaskForm(request.POST or None, initial={"owner": found.owner, "assigned_to": found.assigned_to_id})
    here = reverse("communities:target", args=[pk])
    page = FormPage("", "", ("", ""))
    act = lambda: operations.raise_task(target=found, **form.cleaned_data, actor=actor, at=at)  # noqa: E731 - one line
    response = form_page(request, form, page, act, done="The task has been raised.", to=here)
    if response.status_code == 302:
        return response
    context = {
        "target": found,
        "form": form,
        "tasks": found.tasks.select_related("assigned_to"),
        "meetings": presenters.meeting_rows(found.meetings.select_related("organisation")),
        "today": timezone.localdate(at),
    }
    return render(request, "communities/target.html", context, status=response.status_code)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a line of the plan."""
    found, here = get_object_or_404(Target, pk=pk), reverse("communities:target", args=[pk])
    form = TargetForm(request.POST or None, initial=model_to_dict(found))
    page = FormPage("Change this line of the plan", "Save", (here, found.community), caption=found.community)
    actor, at = signed_in_user(request), clock.now()
    act = lambda: operations.change_target(target=found, line=form.line(), actor=actor, at=at)  # noqa: E731
    return form_page(request, form, page, act, done="The line has been changed.", to=here)


@require_http_methods(["GET", "POST"])
def reached(request: HttpRequest, pk: int) -> HttpResponse:
    """How many people have been heard."""
    found, form = get_object_or_404(Target, pk=pk), ReachedForm(request.POST or None)
    here = reverse("communities:target", args=[pk])
    page = FormPage("How many people have been heard", "Save", (here, found.community), caption=found.community)
    actor, at = signed_in_user(request), clock.now()
    act = lambda: operations.record_reached(target=found, **form.cleaned_data, actor=actor, at=at)  # noqa: E731
    return form_page(request, form, page, act, done="The number has been saved.", to=here)


@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a task is done."""
    task = get_object_or_404(Task.objects.select_related("target"), pk=pk)
    actor, at, to = signed_in_user(request), clock.now(), reverse("communities:target", args=[task.target_id])
    act = lambda: operations.finish_task(task=task, actor=actor, at=at)  # noqa: E731 - one line
    return carried_out(request, act, done="The task is done.", to=to)

"""The engagement log."""

from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.communities import queries
from aftercall.communities.forms import MeetingForm, NewMeetingForm, PromiseForm, ReportBackForm
from aftercall.communities.models import Meeting, Promise
from aftercall.communities.operations import engagement as operations
from aftercall.communities.views.submitting import FormPage, form_page
from aftercall.core import clock


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Every meeting, and what is to be reported back."""
    context = {
        "meetings": queries.meetings(),
        "promises": queries.promises_to_report(),
        "today": timezone.localdate(clock.now()),
    }
    return render(request, "communities/engagement.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Log a meeting."""
    form, back = NewMeetingForm(request.POST or None), reverse("communities:engagement")
    page = FormPage("Log a meeting", "Log", (back, "Engagement"))
    actor, at = signed_in_user(request), clock.now()
    act = lambda: operations.log_meeting(**form.cleaned_data, actor=actor, at=at)  # noqa: E731 - one line
    return form_page(request, form, page, act, done="The meeting has been logged.", to=back)


@require_http_methods(["GET", "POST"])
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting, with what was promised. The form adds a promise."""
    found = get_object_or_404(Meeting.objects.select_related("organisation", "target"), pk=pk)
    form, actor, at = PromiseForm(request.POST or None), signed_in_user(request), clock.now()
    here = reverse("communities:meeting", args=[pk])
    act = lambda: operations.promise(meeting=found, **form.cleaned_data, actor=actor, at=at)  # noqa: E731 - one line
    page = FormPage("", "", ("", ""))
    response = form_page(request, form, page, act, done="The promise has been added to the log.", to=here)
    if response.status_code == 302:
        return response
    context = {"meeting": found, "form": form, "promises": found.promises.all()}
    return render(request, "communities/meeting.html", context, status=response.status_code)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was logged of a meeting."""
    found = get_object_or_404(Meeting.objects.select_related("organisation"), pk=pk)
    form, here = (
        MeetingForm(request.POST or None, initial=model_to_dict(found)),
        reverse("communities:meeting", args=[pk]),
    )
    page = FormPage("Correct this meeting", "Save", (here, str(found.organisation)), caption=str(found.organisation))
    actor, at = signed_in_user(request), clock.now()
    act = lambda: operations.correct_meeting(meeting=found, **form.cleaned_data, actor=actor, at=at)  # noqa: E731
    return form_page(request, form, page, act, done="The meeting has been corrected.", to=here)


@require_http_methods(["GET", "POST"])
def report_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what came of a promise."""
    made = get_object_or_404(Promise.objects.select_related("meeting__organisation"), pk=pk)
    if made.reported_on:
        raise Http404
    form, back = ReportBackForm(request.POST or None), reverse("communities:engagement")
    page = FormPage(
        "Report back",
        "We have reported back",
        (back, "Engagement"),
        introduction=f"We promised: {made.text}",
        caption=made.meeting.organisation.name,
    )
    actor, at = signed_in_user(request), clock.now()
    act = lambda: operations.report_back(made=made, **form.cleaned_data, actor=actor, at=at)  # noqa: E731 - one line
    return form_page(request, form, page, act, done="What we did is in the log. Everyone can read it.", to=back)

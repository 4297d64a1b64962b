"""Writing and approving the report on a focus group."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.communities.forms import ReportForm
from aftercall.communities.models import Report
from aftercall.communities.operations import coding, reporting
from aftercall.communities.views.groups import found_group
from aftercall.communities.views.submitting import FormPage, carried_out, form_page
from aftercall.core import clock


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Write the report, and send it for approval."""
    group, themes = found_group(reference), list(found_group(reference).themes.all())
    report = Report.objects.filter(group=group).first()
    form = ReportForm(themes, report.text if report else "", request.POST or None)
    back = reverse("communities:group", args=[reference])
    page = FormPage(
        "Write the report",
        "Send for approval",
        (back, group.title),
        introduction="Everyone can read it once another person has approved it. Do not count people, and do not write "
        "anything that may identify somebody.",
        caption=group.title,
    )
    actor, at = signed_in_user(request), clock.now()

    def act() -> None:
        for name, theme in form.themes.items():
            coding.summarise(theme=theme, summary=form.cleaned_data[name], actor=actor, at=at)
        reporting.write_report(group=group, text=form.cleaned_data["text"], actor=actor, at=at)

    return form_page(request, form, page, act, done="The report is waiting for another person’s approval.", to=back)


@require_POST
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Approve the report or send it back."""
    report = get_object_or_404(Report.objects.select_related("group"), group__reference=reference)
    actor, at, to = signed_in_user(request), clock.now(), reverse("communities:group", args=[reference])
    if request.POST.get("decision") == "approve":
        seen = request.POST.get("seen", "")
        approve = lambda: reporting.approve_report(report=report, actor=actor, at=at, seen=seen)  # noqa: E731
        return carried_out(request, approve, done="The report is public.", to=to)
    refuse = lambda: reporting.refuse_report(report=report, actor=actor, at=at)  # noqa: E731 - one line
    return carried_out(request, refuse, done="The report has been sent back to its author.", to=to)

"""Focus groups: planning, drawing, certificates."""

import json

from django import forms
from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.communities import presenters, queries
from aftercall.communities.forms import ArrangementsForm, CancelForm, GroupForm
from aftercall.communities.models import FocusGroup, Report
from aftercall.communities.operations import ending
from aftercall.communities.operations import groups as operations
from aftercall.communities.operations.pools import pool_file
from aftercall.communities.operations.reporting import what_is_approved
from aftercall.communities.operations.sheets import day_sheet
from aftercall.communities.states import DRAWN_ONCE, ON_PANEL, CandidateState, GroupState
from aftercall.communities.views.submitting import FormPage, carried_out, form_page
from aftercall.core import clock
from aftercall.core.documents import pdf_response
from aftercall.core.errors import Refused


def found_group(reference: str) -> FocusGroup:
    """The group of this reference, or no page."""
    return get_object_or_404(FocusGroup.objects.select_related("programme"), reference=reference)


@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    """All focus groups."""
    return render(request, "communities/groups.html", {"groups": queries.groups()})


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a group."""
    form, back = GroupForm(request.POST or None), reverse("communities:groups")
    page = FormPage(
        "Plan a focus group",
        "Plan",
        (back, "Focus groups"),
        introduction="Planning commits to the seed of the draw, before anybody is recruited.",
    )
    actor, at = signed_in_user(request), clock.now()
    act = lambda: operations.plan_group(**form.planned(), actor=actor, at=at)  # noqa: E731 - one line
    return form_page(request, form, page, act, done="The group has been planned. Recruit people next.", to=back)


@require_GET
def group(request: HttpRequest, reference: str) -> HttpResponse:
    """One group: where it is, who is on the panel, and what to do next."""
    found = found_group(reference)
    report, people = Report.objects.filter(group=found).first(), queries.candidates(found)
    at = clock.now()
    context = {
        "group": found,
        "states": GroupState,
        "panel": [one for one in people if one.state in DRAWN_ONCE],
        "others": [one for one in people if one.state not in DRAWN_ONCE],
        "willing": sum(one.state == CandidateState.WILLING for one in people),
        "missing": found.size - sum(one.state in ON_PANEL for one in people),
        "accepted": sum(one.state == CandidateState.ACCEPTED for one in people),
        "needs": presenters.needs_rows(people) if found.state == GroupState.DRAWN else [],
        "waiting": queries.to_recruit(found).count() if found.state == GroupState.RECRUITING else 0,
        "passages": found.passages.count(),
        "agreement": presenters.agreement_rows(presenters.agreement_of(found)),
        "report": report,
        "seen": what_is_approved(report) if report else "",
        "may_approve": report is not None and report.author_id != signed_in_user(request).pk,
        "has_begun": found.has_begun(timezone.localdate(at)),
    }
    return render(request, "communities/group.html", context)


@require_POST
def draw(request: HttpRequest, reference: str) -> HttpResponse:
    """Draw the panel."""
    found, actor, at = found_group(reference), signed_in_user(request), clock.now()
    act = lambda: operations.draw_group(group=found, actor=actor, at=at)  # noqa: E731 - one line
    done = "The panel has been drawn. Invite them, and say who accepts."
    return carried_out(request, act, done=done, to=reverse("communities:group", args=[reference]))


@require_POST
def replace(request: HttpRequest, reference: str) -> HttpResponse:
    """Draw replacements for those who declined."""
    found, actor, at = found_group(reference), signed_in_user(request), clock.now()
    act = lambda: operations.replace(group=found, actor=actor, at=at)  # noqa: E731 - one line
    done = "Replacements have been drawn. Invite them too."
    return carried_out(request, act, done=done, to=reverse("communities:group", args=[reference]))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Change when and where the group meets, and what is asked."""
    found, back = found_group(reference), reverse("communities:group", args=[reference])
    form = ArrangementsForm(request.POST or None, initial=model_to_dict(found) | {"starts": f"{found.starts:%H:%M}"})
    page = FormPage(
        "Change the day, place or guide",
        "Save",
        (back, found.title),
        introduction="Tell everybody on the panel what has changed. Letters that you saved before are out of date.",
        caption=found.title,
    )
    actor, at = signed_in_user(request), clock.now()
    act = lambda: operations.change_group(group=found, arrangements=form.arrangements(), actor=actor, at=at)  # noqa: E731
    return form_page(request, form, page, act, done="The group has been changed.", to=back)


@require_POST
def sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """The sheet for the day as a PDF. The audit log records each name that is on it."""
    found, actor, at = found_group(reference), signed_in_user(request), clock.now()
    address = request.build_absolute_uri(reverse("communities:hearing"))
    try:
        document = day_sheet(group=found, address=address, actor=actor, at=at)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("communities:group", reference)
    return pdf_response(document, f"sheet-{reference}")


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Cancel the group, or record that nobody came."""
    found, form = found_group(reference), CancelForm(request.POST or None)
    back = reverse("communities:group", args=[reference])
    page = FormPage(
        "Cancel this group",
        "Cancel the group",
        (back, found.title),
        introduction="Do this too if nobody came. Invitations end, and what people answered and need is erased now. "
        "Tell those who had accepted. Until its day they can be asked for another group.",
        caption=found.title,
    )
    actor, at = signed_in_user(request), clock.now()
    act = lambda: ending.cancel_group(group=found, **form.cleaned_data, actor=actor, at=at)  # noqa: E731 - one line
    return form_page(request, form, page, act, done="The group has been cancelled.", to=back)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Erase what was said and who was there before the retention ends."""
    found, form = found_group(reference), forms.Form(request.POST or None)
    back = reverse("communities:group", args=[reference])
    page = FormPage(
        "Close this group",
        "Erase and close",
        (back, found.title),
        introduction="What was said, who was there and everything that is not public is erased now, for good. A public "
        "report and the quotations in it stay.",
        caption=found.title,
    )
    actor, at = signed_in_user(request), clock.now()
    act = lambda: ending.close_group(group=found, actor=actor, at=at)  # noqa: E731 - one line
    return form_page(request, form, page, act, done="The group has been closed, and its words erased.", to=back)


@require_GET
def certificate(request: HttpRequest, reference: str, number: int) -> HttpResponse:  # noqa: ARG001 - as every view
    """The certificate of the draw (1) or of a replacement, as a file."""
    return certificate_file(found_group(reference), number)


def certificate_file(group: FocusGroup, number: int) -> HttpResponse:
    """One certificate of a group as a file, or no page."""
    if not 1 <= number <= len(group.certificates):
        raise Http404
    text = json.dumps(group.certificates[number - 1], indent=2, ensure_ascii=False) + "\n"
    return _download(text, f"panel-{group.reference}-{number}.json", "application/json")


@require_POST
def pool(request: HttpRequest, reference: str) -> HttpResponse:
    """The pool as a file, for whoever verifies the draw. The audit log records it."""
    found, actor, at = found_group(reference), signed_in_user(request), clock.now()
    if not (text := pool_file(group=found, actor=actor, at=at)):
        raise Http404
    return _download(text, f"pool-{reference}.csv", "text/csv")


def _download(text: str, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers=headers)

"""The public site: what the survey is, who may be called and why, how to opt out, and how to complain."""

import math
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from aftercall.accountability.facts import surveys_on
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.request_limit import REQUESTS_PER_HOUR, limited_until
from aftercall.programmes.models import ProgrammeVersion
from aftercall.programmes.queries import current_versions
from aftercall.public import presenters
from aftercall.public.answer_time import in_whole_steps
from aftercall.public.cookies import cookies as all_cookies
from aftercall.public.cookies import (
    forget_opt_out,
    forget_reference,
    has_opted_out,
    keep_reference,
    mark_opted_out,
    reference_of_complaint,
)
from aftercall.public.forms import ComplaintForm, OptOutForm
from aftercall.rights import objections
from aftercall.rights.desk.operations import receive_complaint
from aftercall.rights.opt_outs.operations import count_refused_request


def _content_page(template: str) -> Callable[[HttpRequest], HttpResponse]:
    """A view that renders a template with the details of the programmes as they are today."""

    @require_GET
    def view(request: HttpRequest) -> HttpResponse:
        return _render(request, template)

    return view


def _render(
    request: HttpRequest, template: str, context: dict[str, object] | None = None, status: int = 200
) -> HttpResponse:
    programmes = _programmes()
    if not programmes:
        return render(request, "public/not_set_up.html")
    return render(request, template, {**presenters.details(programmes), **(context or {})}, status=status)


@require_GET
def cookies(request: HttpRequest) -> HttpResponse:
    """What this site keeps, which does not depend on a programme: staff cookies are set before there is one."""
    return render(request, "public/cookies.html", {"cookies": all_cookies()})


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible this site is, with the address to write to once there is one."""
    programmes = _programmes()
    return render(request, "public/accessibility.html", presenters.details(programmes) if programmes else {})


@require_GET
def feedback(request: HttpRequest) -> HttpResponse:
    """How to tell us what does not work on this site."""
    programmes = _programmes()
    return render(request, "public/feedback.html", presenters.details(programmes) if programmes else {})


def _programmes() -> list[ProgrammeVersion]:
    return current_versions(timezone.localdate(clock.now()))


home = _content_page("public/home.html")
why = _content_page("public/why.html")


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice, from the same facts as the data protection officer's documents."""
    surveys = surveys_on(timezone.localdate(clock.now()))
    return _render(request, "public/privacy.html", presenters.notice(surveys))


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def opt_out(request: HttpRequest) -> HttpResponse:
    """The opt-out form. The response is the same whether or not we recognised the person, so that nobody can find out
    who reported a crime."""
    now = clock.now()
    form = OptOutForm(request.POST if request.method == "POST" else None, today=timezone.localdate(now))
    if request.method == "POST" and _programmes() and form.is_valid():
        if until := limited_until(request, now):
            count_refused_request(at=now)
            return _too_many_requests(request, now, until, "public/opt_out_limited.html")
        try:
            with in_whole_steps():
                objections.opt_out(person=form.person(), at=now)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return mark_opted_out(redirect("public:opt_out_done"))
    return _render(request, "public/opt_out.html", {"form": form}, status=422 if form.errors else 200)


def _too_many_requests(request: HttpRequest, now: datetime, until: datetime, template: str) -> HttpResponse:
    context = {"until": until, "limit": REQUESTS_PER_HOUR}
    response = _render(request, template, context, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(math.ceil((until - now).total_seconds()))
    return response


@require_GET
def opt_out_done(request: HttpRequest) -> HttpResponse:
    """What happens next. Opens once after a request, and otherwise leads to the form, so that nobody takes a page that
    they opened by its address for the answer to a request."""
    if not has_opted_out(request):
        return redirect("public:opt_out")
    return forget_opt_out(_render(request, "public/opt_out_done.html"))


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def complaint(request: HttpRequest) -> HttpResponse:
    """The form of a data protection complaint (section 164A of the Data Protection Act 2018). What is entered is stored
    encrypted, for the data protection officer alone."""
    now = clock.now()
    form = ComplaintForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _programmes() and form.is_valid():
        if until := limited_until(request, now, kind="complaints"):
            return _too_many_requests(request, now, until, "public/complaint_limited.html")
        received = receive_complaint(details=form.details(), at=now)
        return keep_reference(redirect("public:complaint_done"), received.reference)
    return _render(request, "public/complaint.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def complaint_done(request: HttpRequest) -> HttpResponse:
    """That we have received it, and its reference. Opens once after a complaint, and otherwise leads to the form."""
    reference = reference_of_complaint(request)
    if not reference:
        return redirect("public:complaint")
    context = {"reference": reference, "received_on": clock.now()}
    return forget_reference(_render(request, "public/complaint_done.html", context))

"""The public site: what the survey is, who may be called and why, how to check a call, opt out and complain."""

import math
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accountability.facts import surveys_on
from aftercall.core import clock
from aftercall.core.answer_time import in_whole_steps
from aftercall.core.errors import Refused
from aftercall.core.languages import address, in_language
from aftercall.core.preferences import Preferences, preferences
from aftercall.core.request_limit import REQUESTS_PER_HOUR, limited_until
from aftercall.fieldwork.queries import is_code_of_today
from aftercall.programmes.models import ProgrammeVersion
from aftercall.programmes.queries import current_versions
from aftercall.public import operations, presenters
from aftercall.public.cookies import (
    CHOSEN,
    ESSENTIAL,
    FOR_STAFF,
    forget_opt_out,
    forget_reference,
    has_opted_out,
    keep_preferences,
    keep_reference,
    mark_opted_out,
    reference_of_complaint,
)
from aftercall.public.forms import CodeForm, ComplaintForm, CookieForm, FeedbackForm, OptOutForm
from aftercall.public.site_settings import presentation
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


def _render_always(
    request: HttpRequest, template: str, context: dict[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """A page that does not depend on a programme, with the addresses to write to once there is one."""
    programmes = _programmes()
    details = presenters.details(programmes) if programmes else {}
    return render(request, template, {**details, **(context or {})}, status=status)


@require_http_methods(["GET", "POST"])
def cookies(request: HttpRequest) -> HttpResponse:
    """What this site keeps, and the choice of what it may keep. Does not depend on a programme: staff cookies are set
    before there is one."""
    form = CookieForm(_sent(request), initial=_choice(preferences(request)))
    if request.method == "POST" and form.is_valid():
        return keep_preferences(_with_notice(request.path), form.preferences())
    context = {"form": form, "essential": ESSENTIAL, "chosen": CHOSEN, "for_staff": FOR_STAFF}
    return _render_always(request, "public/cookies.html", context, status=422 if form.errors else 200)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _choice(kept: Preferences) -> dict[str, str]:
    """The choice as the form shows it. Before there is one, nothing is chosen but 'No' to what needs no answer."""
    appearance = (kept.text_size or "standard") if kept.appearance else "no"
    return {"appearance": appearance, "statistics": ("yes" if kept.statistics else "no") if kept.has_chosen else "no"}


@csrf_exempt  # the banner is on pages that are kept for everybody, so they cannot hold a token of one browser
@require_POST
def choose_cookies(request: HttpRequest) -> HttpResponse:
    """Accept or reject all cookies that are not essential, from the banner; back to the page with it."""
    page = request.POST.get("page", "")
    if not (page.startswith("/") and url_has_allowed_host_and_scheme(page, None)):
        page = address("public:home")
    accepts = request.POST.get("choice") == "accept"
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return redirect(page)
    return keep_preferences(_with_notice(page), Preferences(has_chosen=True, appearance=accepts, statistics=accepts))


def _with_notice(page: str) -> HttpResponse:
    """Go to a page, which says whether the browser has kept the choice."""
    parts = urlsplit(page)
    query = "&".join([*(one for one in parts.query.split("&") if one and one != "cookies=saved"), "cookies=saved"])
    return redirect(f"{parts.path}?{query}")


accessibility = require_GET(lambda request: _render_always(request, "public/accessibility.html"))


@require_GET
def support(request: HttpRequest) -> HttpResponse:
    """Who helps victims, nationally and near them."""
    return _render_always(request, "public/support.html", {"links": presentation().links})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """Feedback on the site, for the administrator."""
    now = clock.now()
    form = FeedbackForm(_sent(request))
    page = _page_they_came_from(request)
    if request.method == "POST" and form.is_valid():
        if until := limited_until(request, now, kind="feedback"):
            return _too_many_requests(request, now, until, "feedback")
        operations.receive_feedback(text=form.cleaned_data["text"], page=page, at=now)
        return redirect("public:feedback_done")
    return _render_always(
        request, "public/feedback.html", {"form": form, "page": page}, status=422 if form.errors else 200
    )


def _page_they_came_from(request: HttpRequest) -> str:
    """The page that the browser names when it opens the form, and then the one in the form's address. Empty for
    anything but an address of this site, and for a private link: whoever reads the feedback could open it."""
    path = request.GET.get("from", urlsplit(request.headers.get("Referer", "")).path)
    try:
        with override(settings.LANGUAGE_CODE):
            match = resolve(in_language(path, settings.LANGUAGE_CODE))
    except Resolver404:
        return ""
    return "" if "token" in match.kwargs else path[:200]


feedback_done = require_GET(lambda request: render(request, "public/feedback_done.html"))


@require_GET
def colours(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everyone
    """The colour of the header as a style sheet, because pages may hold no styles themselves."""
    return HttpResponse(f":root{{--aftercall-brand:{presentation().colour}}}", content_type="text/css; charset=utf-8")


def _programmes() -> list[ProgrammeVersion]:
    return current_versions(timezone.localdate(clock.now()))


home = _content_page("public/home.html")
why = _content_page("public/why.html")
easy_read = _content_page("public/easy_read.html")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def genuine(request: HttpRequest) -> HttpResponse:
    """Say whether a code belongs to a call that is made today. A right and a wrong code take the same time, and nothing
    is kept of either."""
    now = clock.now()
    form, known = CodeForm(_sent(request)), None
    if request.method == "POST" and _programmes() and form.is_valid():
        if until := limited_until(request, now, kind="checks"):
            return _too_many_requests(request, now, until, "checks")
        with in_whole_steps():
            known = is_code_of_today(form.cleaned_data["code"], now)
    context: dict[str, object] = {"form": form, "known": known}
    return _render(request, "public/genuine.html", context, status=422 if form.errors else 200)


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
    form = OptOutForm(_sent(request), today=timezone.localdate(now))
    if request.method == "POST" and _programmes() and form.is_valid():
        if until := limited_until(request, now):
            count_refused_request(at=now)
            return _too_many_requests(request, now, until, "opt-outs")
        try:
            with in_whole_steps():
                objections.opt_out(person=form.person(), at=now)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return mark_opted_out(redirect("public:opt_out_done"))
    return _render(request, "public/opt_out.html", {"form": form}, status=422 if form.errors else 200)


def _too_many_requests(request: HttpRequest, now: datetime, until: datetime, kind: str) -> HttpResponse:
    context = {"until": until, "limit": REQUESTS_PER_HOUR, "kind": kind, "again": request.path}
    response = _render(request, "public/too_many.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
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
    form = ComplaintForm(_sent(request))
    if request.method == "POST" and _programmes() and form.is_valid():
        if until := limited_until(request, now, kind="complaints"):
            return _too_many_requests(request, now, until, "complaints")
        try:
            received = receive_complaint(details=form.details(), at=now)
        except Refused as error:  # for some minutes after a backup was restored
            form.add_error(None, str(error))
        else:
            return keep_reference(redirect("public:complaint_done"), received.reference)
    return _render(request, "public/complaint.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def complaint_done(request: HttpRequest) -> HttpResponse:
    """Say that we have received it, and give its reference. Opens once after a complaint, and otherwise leads to the
    form."""
    reference = reference_of_complaint(request)
    if not reference:
        return redirect("public:complaint")
    context = {"reference": reference, "received_on": clock.now()}
    return forget_reference(_render(request, "public/complaint_done.html", context))

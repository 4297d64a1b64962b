"""What the interviewer's screens share: finding the call in progress, and showing why an operation was refused."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from aftercall.accounts.models import signed_in_user
from aftercall.core.errors import Refused
from aftercall.fieldwork.models import Attempt
from aftercall.fieldwork.queries import attempt_in_progress_by, call_ended_by_opt_out
from aftercall.fieldwork.views.spoken_language import choose_language

# The steps that lead to another page of the call, beside those that a page takes itself.
_PAGES = {
    "speaking": ("safe_to_talk", {}),
    "somebody_else": ("outcome", {"answered": "somebody_else"}),
    "the_person": ("outcome", {"answered": "the_person"}),
    "stop": ("stop", {}),
    "object": ("objection", {}),
    "web": ("web", {}),
}
View = Callable[[HttpRequest], HttpResponse]
CallView = Callable[[HttpRequest, Attempt], HttpResponse]


def interviewer_screen(view: View) -> View:
    """A screen of the interviewer, which browsers must not cache. If its operation is refused, it redirects to the page
    "Next case", which shows why."""

    @wraps(view)
    def wrapper(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except Refused as error:
            messages.warning(request, str(error))
            return redirect("fieldwork:next_case")

    return never_cache(sensitive_post_parameters()(wrapper))


def active_call_screen(view: CallView) -> View:
    """An interviewer's screen that needs a call in progress, and receives its attempt. Refused without one, and if a
    form comes from the page of another call.

    If a language is chosen on it, the screen is shown again in this language. A screen with an answer does so itself,
    with what was typed.
    """

    @wraps(view)
    def wrapper(request: HttpRequest) -> HttpResponse:
        attempt = _require_this_call(request, attempt_in_progress_by(signed_in_user(request)))
        if "language" in request.POST:
            choose_language(request, attempt, request.POST["language"])
            if "question" not in request.POST:
                return redirect(request.path)
        return view(request, attempt)

    return interviewer_screen(wrapper)


def objection_screen(view: CallView) -> View:
    """Like `active_call_screen`, but also for a call that the person's request on the public site has just ended, so
    that they can confirm the request in the call."""

    @wraps(view)
    def wrapper(request: HttpRequest) -> HttpResponse:
        interviewer = signed_in_user(request)
        attempt = attempt_in_progress_by(interviewer) or call_ended_by_opt_out(interviewer)
        return view(request, _require_this_call(request, attempt))

    return interviewer_screen(wrapper)


def _require_this_call(request: HttpRequest, attempt: Attempt | None) -> Attempt:
    """The call. Refused without one, and if a form comes from the page of another call."""
    if attempt and request.POST.get("attempt", str(attempt.pk)) == str(attempt.pk):
        return attempt
    if call_ended_by_opt_out(signed_in_user(request)):
        raise Refused("The person has opted out on the public site, so the call has ended here. Thank them and hang up")
    if request.method == "POST":
        raise Refused("That page was for a call that has ended, so nothing on it was saved")
    raise Refused("You are not in a call at the moment")


def redirect_to_step(step: str) -> HttpResponse | None:
    """Redirect to the page that the step leads to; None if it leads to no other page."""
    if step not in _PAGES:
        return None
    name, query = _PAGES[step]
    return redirect(f"{reverse(f'fieldwork:{name}')}?{urlencode(query)}" if query else f"fieldwork:{name}")

"""What all call screens share: finding the active call, and showing why an operation was refused."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from aftercall.accounts.models import signed_in_user
from aftercall.core.errors import Refused
from aftercall.fieldwork.models import Attempt
from aftercall.fieldwork.queries import attempt_of

View = Callable[[HttpRequest], HttpResponse]
CallView = Callable[[HttpRequest, Attempt], HttpResponse]


def calling_screen(view: View) -> View:
    """A screen that browsers must not cache. A refusal is shown as a message on the page of the next case."""

    @wraps(view)
    def shown(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except Refused as error:
            messages.warning(request, str(error))
            return redirect("fieldwork:next_case")

    return never_cache(sensitive_post_parameters()(shown))


def call_screen(view: CallView) -> View:
    """A screen of a call, which receives the interviewer's active call. A form sent from an earlier call's page is
    refused."""

    @wraps(view)
    def shown(request: HttpRequest) -> HttpResponse:
        attempt = attempt_of(signed_in_user(request))
        if attempt is None or request.POST.get("attempt", str(attempt.pk)) != str(attempt.pk):
            raise Refused("That call has ended, so nothing was saved from its page. Open the next case")
        return view(request, attempt)

    return calling_screen(shown)

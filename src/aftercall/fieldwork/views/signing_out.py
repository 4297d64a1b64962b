"""Signing out: an interviewer who holds a case is asked first."""

from allauth.account.views import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from aftercall.accounts.models import User, signed_in_user
from aftercall.fieldwork import presenters, queries
from aftercall.questionnaires.asking.steps import StepForm


@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out. To someone who holds a case, first show what that means. Signing out hands the case back (see
    fieldwork.deactivation)."""
    form = StepForm(request.POST if "asked" in request.POST else None, steps=presenters.SIGN_OUT_STEPS)
    if not _holds_case(request) or form.chosen == "sign_out":
        response: HttpResponse = logout(request)
        return response
    in_call = queries.attempt_in_progress_by(signed_in_user(request)) is not None
    if form.chosen == "stay":
        return redirect("fieldwork:call" if in_call else "fieldwork:case")
    context = {"form": form, "in_call": in_call}
    return render(request, "fieldwork/sign_out.html", context, status=422 if form.errors else 200)


def _holds_case(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and queries.held_case(request.user) is not None

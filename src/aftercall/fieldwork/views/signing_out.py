"""Signing out: an interviewer who holds a case is asked first."""

from allauth.account.views import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from aftercall.accounts.models import User, signed_in_user
from aftercall.fieldwork import presenters, queries
from aftercall.fieldwork.forms import StepForm


@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out. To someone who holds a case, first show what that means. Signing out hands the case back (see
    fieldwork.deactivation)."""
    if not isinstance(request.user, User) or queries.held_case(signed_in_user(request)) is None:
        response: HttpResponse = logout(request)
        return response
    attempt = queries.attempt_in_progress_by(signed_in_user(request))
    form = StepForm(
        request.POST if "step" in request.POST or "asked" in request.POST else None, steps=presenters.SIGN_OUT_STEPS
    )
    if form.chosen == "stay":
        return redirect("fieldwork:call" if attempt else "fieldwork:case")
    if form.chosen == "sign_out":
        response = logout(request)
        return response
    context = {"form": form, "in_call": attempt is not None}
    return render(request, "fieldwork/sign_out.html", context, status=422 if form.errors else 200)

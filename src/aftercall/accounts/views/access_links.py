"""Opening a one-time link, and setting a password with it.

The token is in the address only until the link is opened. The session then holds its digest, so that the token stays
neither in the browser's history nor in a log.
"""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from aftercall.accounts import operations
from aftercall.accounts.forms.passwords import AcceptInvitationForm, AdministratorForm, NewPasswordForm
from aftercall.accounts.models import AccessLink, LinkPurpose, LinkState, User
from aftercall.accounts.operations.links import digest_of
from aftercall.accounts.queries import link_with_digest, state_of_link
from aftercall.core import clock
from aftercall.core.errors import Refused

SESSION_KEY = "access_link"
FORMS: dict[str, type[NewPasswordForm]] = {
    LinkPurpose.FIRST_ADMINISTRATOR: AdministratorForm,
    LinkPurpose.INVITATION: AcceptInvitationForm,
    LinkPurpose.RESET: NewPasswordForm,
}
GONE = 410


@csrf_exempt
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the link and continue without its token in the address. Any method will do, even without a CSRF token,
    because a refusal would be logged with the address."""
    request.session[SESSION_KEY] = digest_of(token)
    response = redirect("accounts:use_link")
    response["Referrer-Policy"] = "no-referrer"
    return response


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def use_link(request: HttpRequest) -> HttpResponse:
    """Ask for what the link is for, or carry it out; if the link cannot be used, say what to do."""
    link = link_with_digest(request.session.get(SESSION_KEY, ""))
    state = state_of_link(link, clock.now())
    if link is None or state != LinkState.READY:
        return render(request, "accounts/dead_link.html", {"state": state, "link": link}, status=GONE)
    initial = {"name": link.user.name} if link.user else {}
    form = FORMS[link.purpose](request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _carry_out(link, form)
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            return _continue_to_sign_in(request)
    context = {"form": form, "link": link, "purpose": link.purpose}
    return render(request, "accounts/use_link.html", context, status=422 if form.errors else 200)


def _carry_out(link: AccessLink, form: NewPasswordForm) -> None:
    details, now = form.cleaned_data, clock.now()
    if link.purpose == LinkPurpose.FIRST_ADMINISTRATOR:
        operations.join_as_administrator(link=link, at=now, **details)
    elif link.purpose == LinkPurpose.INVITATION:
        operations.accept_invitation(link=link, at=now, **details)
    else:
        operations.set_new_password(link=link, at=now, **details)


def _continue_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Whoever was signed in here before is signed out, because the link may be another person's."""
    if isinstance(request.user, User):
        operations.record_sign_out(user=request.user, at=clock.now())
    logout(request)
    messages.success(request, "Your password has been set. Sign in with your email address and your new password.")
    return redirect("account_login")

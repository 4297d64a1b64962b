"""What everyone can do with their own account: see it, change the password, sign out everywhere; and what they
see once it has been deactivated."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts import operations
from aftercall.accounts.forms.passwords import ChangePasswordForm
from aftercall.accounts.models import signed_in_user
from aftercall.accounts.queries import deactivated_user_of, has_second_factor
from aftercall.accounts.roles import Role
from aftercall.core import clock
from aftercall.core.errors import Refused


@require_GET
def your_account(request: HttpRequest) -> HttpResponse:
    """Name, email address, role, and what can be changed."""
    user = signed_in_user(request)
    context = {"account": user, "has_second_factor": has_second_factor(user)}
    return render(request, "accounts/your_account.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the password. The session of this browser continues; all others end."""
    form = ChangePasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = signed_in_user(request)
        try:
            _require_few_attempts(request)
            operations.change_password(user=user, at=clock.now(), **form.cleaned_data)
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            update_session_auth_hash(request, user)
            messages.success(request, "Your password has been changed. You have been signed out on other devices.")
            return redirect("accounts:your_account")
    return render(request, "accounts/change_password.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of the user, this one included."""
    operations.end_sessions(user=signed_in_user(request), at=clock.now())
    logout(request)
    messages.success(request, "You have been signed out on every device.")
    return redirect("account_login")


@require_GET
def deactivated(request: HttpRequest) -> HttpResponse:
    """Say that the account has been deactivated; to an interviewer, also what happens to the call."""
    user = deactivated_user_of(request.session)
    context = {"is_interviewer": user is not None and user.role == Role.INTERVIEWER}
    return render(request, "account/account_inactive.html", context)


def _require_few_attempts(request: HttpRequest) -> None:
    """Refused if somebody at an unattended screen is guessing the current password."""
    if not ratelimit.consume(request, action="change_password", user=request.user):
        raise Refused("There have been too many attempts. Try again in a minute")

"""A new password for somebody who has forgotten theirs."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from aftercall.accounts import mail, operations
from aftercall.accounts.addresses import address_of_link
from aftercall.accounts.forms.passwords import ForgottenPasswordForm
from aftercall.core import clock


@require_http_methods(["GET", "POST"])
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """Email a link, with the same answer whether or not there is an account. Without a mail server, say whom to ask."""
    if not mail.is_set_up():
        return render(request, "accounts/forgotten_password.html", {"by_email": False})
    form = ForgottenPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if ratelimit.consume(request, action="reset_password", key=form.cleaned_data["email"].lower()):
            _email_link(request, form.cleaned_data["email"])
            return render(request, "accounts/reset_sent.html")
        form.add_error("email", "There have been too many attempts. Try again in a minute")
    context = {"form": form, "by_email": True}
    return render(request, "accounts/forgotten_password.html", context, status=422 if form.errors else 200)


def _email_link(request: HttpRequest, email: str) -> None:
    issued = operations.request_reset(email=email, at=clock.now())
    if issued:
        mail.send_link_in_background(issued.link, address_of_link(issued, request))

"""The administrator's pages of people: the list, invitations, and one page per account."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts import mail, operations, queries
from aftercall.accounts.addresses import address_of_link
from aftercall.accounts.forms.people import ChangePersonForm, InviteForm
from aftercall.accounts.models import User, signed_in_user
from aftercall.accounts.operations import IssuedLink
from aftercall.accounts.presenters import PersonRow
from aftercall.core import clock
from aftercall.core.errors import Refused


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """All accounts with their roles and states."""
    now = clock.now()
    rows = [PersonRow.of(user, at=now) for user in queries.people()]
    return render(request, "accounts/people.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Ask whom to invite, or invite them and show the link."""
    form = InviteForm(request.POST if request.method == "POST" else None, initial={"role": request.GET.get("role")})
    existing = None
    if request.method == "POST" and form.is_valid():
        try:
            issued = operations.invite(actor=signed_in_user(request), at=clock.now(), **form.cleaned_data)
        except Refused as error:
            form.add_error(error.field, str(error))
            existing = User.objects.filter(email=form.data["email"].strip().lower()).first()
        else:
            return _show_link(request, issued)
    return render(
        request, "accounts/invite.html", {"form": form, "existing": existing}, status=422 if form.errors else 200
    )


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account, and what can be done with it."""
    user = get_object_or_404(queries.people(), pk=pk)
    row = PersonRow.of(user, at=clock.now())
    return render(request, "accounts/person.html", {"row": row, "is_self": user == request.user})


@require_http_methods(["GET", "POST"])
def change_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a person's name, email address and role, or change them."""
    user = get_object_or_404(User, pk=pk)
    form = ChangePersonForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = operations.change_person(
                user=user, actor=signed_in_user(request), at=clock.now(), **form.cleaned_data
            )
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            done = "The details have been changed." if changed else "You have not changed anything."
            messages.success(request, f"{done} They have been signed out." if "role" in changed else done)
            return redirect("accounts:person", pk)
    context = {"form": form, "person": user}
    return render(request, "accounts/change_person.html", context, status=422 if form.errors else 200)


@require_POST
def renew_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new invitation link and show it."""
    return _issue(request, pk, operations.renew_invitation)


@require_POST
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the invitation, so that the address can be invited again."""
    return _change(request, pk, operations.withdraw_invitation, "The invitation has been withdrawn.")


@require_POST
def reset_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away password and second factor, and show the link for a new password."""
    return _issue(request, pk, operations.reset_sign_in)


@require_http_methods(["GET", "POST"])
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what deactivating the account means and ask for confirmation, or do it."""
    if request.method == "GET":
        user = get_object_or_404(User, pk=pk)
        return render(request, "accounts/deactivate.html", {"person": user, "is_self": user == request.user})
    return _change(request, pk, operations.deactivate, "The account has been deactivated and its sessions have ended.")


@require_POST
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Reactivate the account."""
    return _change(request, pk, operations.reactivate, "The account is active again.")


def _issue(request: HttpRequest, pk: int, operation: Callable[..., IssuedLink]) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    try:
        issued = operation(user=user, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("accounts:person", pk)
    return _show_link(request, issued)


def _change(request: HttpRequest, pk: int, operation: Callable[..., None], done: str) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    try:
        operation(user=user, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
        if not User.objects.filter(pk=pk).exists():
            return redirect("accounts:people")
    return redirect("accounts:person", pk)


def _show_link(request: HttpRequest, issued: IssuedLink) -> HttpResponse:
    """Show the link in the response to the form that made it, because its token is stored nowhere; and email it if a
    mail server has been set up."""
    address = address_of_link(issued, request)
    emailed = mail.send_link(issued.link, address) if mail.is_set_up() else None
    context = {"link": issued.link, "address": address, "emailed": emailed}
    return render(request, "accounts/new_link.html", context)

"""Carrying out what a person asked for: each page says what will happen, and asks for which cases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.rights.desk import operations
from aftercall.rights.desk.forms import CasesForm, NoCasesForm, ObjectionForm, RectifyForm
from aftercall.rights.desk.models import RequestKind, SubjectRequest
from aftercall.rights.desk.operations.disclosing import TOO_FEW
from aftercall.rights.desk.queries import FoundCase, cases_found, cases_to_close, cases_to_lift


@dataclass(frozen=True)
class ActionPage:
    """What is carried out: the words of its page, its form, and its operation. listed: the heading of the cases where
    none can be chosen."""

    heading: str
    text: tuple[str, ...]
    button: str
    done: str
    operation: Callable[..., None]
    form: type[CasesForm | NoCasesForm] = CasesForm
    listed: str = "Cases that we recognise"
    none_listed: str = "None so far. We will recognise the person in later extracts."


OBJECTION = ActionPage(
    heading="Record the objection",
    text=(
        "The person will not be surveyed again, in any programme, even under another spelling of their name.",
        "We close all their cases at once and destroy the keys of their contact details. This cannot be undone.",
    ),
    button="Record the objection",
    done="The objection has been recorded. The person will not be called.",
    operation=operations.object_for,
    form=ObjectionForm,
)
ERASURE = ActionPage(
    heading="Erase the person’s details",
    text=(
        "We destroy the keys of all their contact details. No one can read them again, even from a backup.",
        "We also record an objection, because the next extract would bring their details back.",
        "Answers of the cases that you choose are taken out of the survey.",
    ),
    button="Erase the details",
    done="The details have been erased.",
    operation=operations.erase,
)
WITHDRAWAL = ActionPage(
    heading="Withdraw the answers",
    text=(
        "We destroy the keys of the person’s answers and contact details in the cases that you choose.",
        "No one can read them again, and no later analysis counts the answers. This cannot be undone.",
        "Figures that have been published stay as they are.",
    ),
    button="Withdraw the answers",
    done="The answers have been withdrawn.",
    operation=operations.withdraw,
)
RECTIFICATION = ActionPage(
    heading="Correct the contact details",
    text=(
        "Enter only what is wrong. What you leave empty stays as it is. We correct what they agreed to as well.",
        "Tell those who keep the crime records too, or the next extract will bring the old details back.",
    ),
    button="Correct the details",
    done="The details have been corrected.",
    operation=operations.rectify,
    form=RectifyForm,
)
RESTRICTION = ActionPage(
    heading="Restrict the use of their data",
    text=(
        "No one calls the person or sees their cases until you lift the restriction. A call in progress ends.",
        "Cases of later months are paused too.",
        "What they agreed to is not used either: nobody contacts them for it, and their words are not quoted.",
        "No file that holds their answers is released, and nobody can download one that was. Published figures stay.",
        "A case whose contact window ends in the meantime closes.",
    ),
    button="Restrict the use of their data",
    done="Their cases are paused, and what they agreed to is not used.",
    operation=operations.restrict,
)
LIFT = ActionPage(
    heading="Lift the restriction",
    text=("The person can be called again, and what they agreed to be used. Tell them before you do this.",),
    button="Lift the restriction",
    done="The restriction has been lifted.",
    operation=operations.lift,
    form=NoCasesForm,
    listed="Cases that are paused",
    none_listed="None.",
)
# Which cases a page lists, unless it lists those that were found; None if the details are too few to find any.
_CASES: Mapping[ActionPage, Callable[[SubjectRequest], Sequence[FoundCase] | None]] = {
    OBJECTION: cases_to_close,
    LIFT: cases_to_lift,
}
ACTION_PAGES = {
    RequestKind.OBJECTION: OBJECTION,
    RequestKind.ERASURE: ERASURE,
    RequestKind.WITHDRAWAL: WITHDRAWAL,
    RequestKind.RECTIFICATION: RECTIFICATION,
    RequestKind.RESTRICTION: RESTRICTION,
}


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what carrying out the request will do, or do it."""
    one = get_object_or_404(SubjectRequest, pk=pk, kind__in=ACTION_PAGES)
    return _page(request, one, ACTION_PAGES[RequestKind(one.kind)])


@require_http_methods(["GET", "POST"])
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what lifting a restriction will do, or do it."""
    return _page(request, get_object_or_404(SubjectRequest, pk=pk, kind=RequestKind.RESTRICTION), LIFT)


def _page(request: HttpRequest, one: SubjectRequest, page: ActionPage) -> HttpResponse:
    found = _CASES.get(page, cases_found)(one)
    form: Any = page.form(request.POST if request.method == "POST" else None, cases=found or [])
    if request.method == "POST" and form.is_valid():
        try:
            page.operation(request=one, actor=signed_in_user(request), at=clock.now(), **form.values())
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, page.done)
            return redirect("desk:request", one.pk)
    context = {"form": form, "one": one, "page": page, "too_few": TOO_FEW if found is None else ""}
    return render(request, "desk/carry_out.html", context, status=422 if form.errors else 200)

"""The paper form, and typing it in."""

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.consultations.answering.about import about_field, read_about
from aftercall.consultations.answering.draft import Draft
from aftercall.consultations.demographics import asked
from aftercall.consultations.models import Consultation
from aftercall.consultations.operations.paper import Result, Typed, type_in, typed_once
from aftercall.consultations.paper import paper_pdf
from aftercall.consultations.views.public import pdf_file, public_or_404
from aftercall.consultations.views.staff import found
from aftercall.core import clock
from aftercall.core.addresses import site_of
from aftercall.core.errors import Refused
from aftercall.core.fields import TextField
from aftercall.questionnaires.asking import fields
from aftercall.questionnaires.queries import read_instrument


class NumberForm(forms.Form):
    """Which form is typed in."""

    number = TextField(
        label="Number of the form",
        max_length=20,
        required_message="Enter the number of the form",
        help_text="The number that you wrote on the form when it arrived, or the code of a letter if it has one",
    )


@require_GET
def form(request: HttpRequest, slug: str) -> HttpResponse:
    """The paper form, as a PDF file."""
    return pdf_file(paper_pdf(public_or_404(slug), site_of(request)), f"{slug}-paper")


@require_GET
def draft_form(request: HttpRequest, slug: str) -> HttpResponse:
    """The paper form before the consultation is public, for those who write and approve it."""
    return pdf_file(paper_pdf(found(slug), site_of(request)), f"{slug}-paper")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Type in a paper form."""
    one = found(slug)
    number = NumberForm(request.POST if request.method == "POST" else None)
    entries, about = _read(request, one)
    result = Result()
    if request.method == "POST" and number.is_valid() and not any(field.problem for field in entries.fields):
        typed = Typed(number.cleaned_data["number"], entries.folded.counted, about)
        try:
            result = type_in(
                consultation=one,
                typed=typed,
                actor=signed_in_user(request),
                at=clock.now(),
                settled=request.POST.get("settled") == "yes",
            )
        except Refused as error:
            number.add_error(error.field, str(error))
        else:
            if not result.different:
                messages.success(request, _done(result))
                return redirect("consultations:enter_paper", slug)
    shown = [_marked(field, result) for field in entries.fields]
    people = [_marked(about_field(each, about), result) for each in asked(one.listed_areas)]
    context = {
        "consultation": one,
        "form": number,
        "fields": shown,
        "about": people,
        "different": len(result.different),
        "waiting": typed_once(one),
    }
    failed = number.errors or result.different or any(field.problem for field in shown)
    return render(request, "consultations/staff/paper.html", context, status=422 if failed else 200)


def _read(request: HttpRequest, one: Consultation) -> tuple[fields.Entries, dict[str, str]]:
    """What was typed: every question is on the page, whatever the answers to others are."""
    instrument = read_instrument(one.instrument)
    folded = Draft().folded(instrument, timezone.localdate(clock.now()).isoformat())
    questions = [question for question in instrument.questions if question.is_answered]
    if request.method != "POST":
        shown = [fields.shown(instrument, question, folded, 0) for question in questions]
        return fields.Entries(folded, shown), {}
    entries = fields.read(instrument, questions, folded, request.POST, 0)
    by_name = {field.name: field for field in entries.fields}
    every = [by_name.get(each.name) or fields.shown(instrument, each, folded, 0) for each in questions]
    return fields.Entries(entries.folded, every), read_about(asked(one.listed_areas), request.POST)


def _marked(field: fields.Field, result: Result) -> fields.Field:
    """Mark what the other person typed differently."""
    if field.name not in result.different:
        return field
    return replace(field, problem="The other person typed something else. Look at the form again")


def _done(result: Result) -> str:
    if result.counted:
        return "The form has been typed in twice, and counts. You can put it away."
    return "The form has been typed in once. Another person must type it in again."

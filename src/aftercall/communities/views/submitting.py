"""What every page with a form does: carry it out, or show what is wrong."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from aftercall.core.errors import Refused


@dataclass(frozen=True)
class FormPage:
    """How a page with one form reads. back: the URL and name of the page before it."""

    title: str
    button: str
    back: tuple[str, str]
    introduction: str = ""
    caption: str = ""


def form_page(
    request: HttpRequest, form: forms.Form, page: FormPage, act: Callable[[], object], *, done: str, to: str
) -> HttpResponse:
    """Carry out what a valid form asks for and go on, or show the form."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, done)
            return redirect(to)
    context = {"form": form, "page": page}
    return render(request, "communities/form_page.html", context, status=422 if form.errors else 200)


def carried_out(request: HttpRequest, act: Callable[[], object], *, done: str, to: str) -> HttpResponse:
    """Carry out what a button asks for, and go on."""
    try:
        act()
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(to)

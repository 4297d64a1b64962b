"""The field manager's pages of a codebook."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.programmes.models import Programme
from aftercall.verbatims import operations, presenters, queries
from aftercall.verbatims.codebook import Code, Codebook
from aftercall.verbatims.forms import CodeForm


@require_GET
def codebook(request: HttpRequest, slug: str) -> HttpResponse:
    """The codes of the draft, or else of the latest version."""
    programme = _programme(slug)
    draft, version = queries.draft_codes(programme), queries.latest_codebook(programme)
    shown = queries.codes_now(programme) if draft is None else draft
    context = {
        "programme": programme,
        "version": version,
        "is_draft": draft is not None,
        "groups": presenters.code_rows(shown, queries.text_questions(programme)),
    }
    return render(request, "verbatims/codebook.html", context)


@require_http_methods(["GET", "POST"])
def code(request: HttpRequest, slug: str, name: str = "") -> HttpResponse:
    """Add a code, or change one."""
    programme = _programme(slug)
    book = _book(programme)
    known = _known(book, name)
    themes = [one for one in book.codes if not one.parent and one != known]
    questions = queries.text_questions(programme)
    form = CodeForm(request.POST or None, questions=questions, themes=themes, code=known)
    if request.method == "POST" and form.is_valid():
        try:
            _require_new(book, form.code, known)
            operations.change_code(programme=programme, code=form.code, actor=signed_in_user(request), at=clock.now())
            return redirect("verbatims:codebook", programme.slug)
        except Refused as error:
            form.add_error(error.field, str(error))
    context = {"programme": programme, "form": form, "known": known}
    return render(request, "verbatims/code.html", context, status=422 if form.errors else 200)


@require_POST
def remove_code(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Remove a code from the draft."""
    programme = _programme(slug)
    try:
        operations.remove_code(programme=programme, name=name, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
    return redirect("verbatims:codebook", programme.slug)


@require_POST
def confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the draft the next version, or discard it."""
    programme, actor, now = _programme(slug), signed_in_user(request), clock.now()
    try:
        if "discard" in request.POST:
            operations.discard_draft(programme=programme, actor=actor, at=now)
            messages.success(request, "The changes have been discarded.")
        else:
            version = operations.confirm_codebook(programme=programme, actor=actor, at=now)
            messages.success(request, f"Version {version.number} is used for waves whose coding begins from now on.")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("verbatims:codebook", programme.slug)


def _programme(slug: str) -> Programme:
    return get_object_or_404(Programme, slug=slug)


def _book(programme: Programme) -> Codebook:
    draft = queries.draft_codes(programme)
    return queries.codes_now(programme) if draft is None else draft


def _known(book: Codebook, name: str) -> Code | None:
    known = book.named(name) if name else None
    if name and known is None:
        raise Http404
    return known


def _require_new(book: Codebook, entered: Code, known: Code | None) -> None:
    if known is None and book.named(entered.name):
        raise Refused("There is a code with this short name. Choose another name, or change that code", field="name")

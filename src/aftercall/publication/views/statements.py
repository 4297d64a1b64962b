"""The researcher's page of statements to quote."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from aftercall.publication import queries
from aftercall.publication.statement_form import StatementsForm, words_of
from aftercall.publication.statements import Disagree, headline_statements, paragraph


@require_GET
def statements(request: HttpRequest) -> HttpResponse:
    """A text to copy of one or two publications, or which of their figures differ and why."""
    form = StatementsForm(queries.with_populations(), request.GET or None)
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        sets = [headline_statements(publication, population) for publication, population in form.chosen]
        context["text"], context["differing"] = "", []
        try:
            context["text"] = paragraph(*sets)
        except Disagree as error:
            context["differing"] = error.found
            texts = dict(zip(form.chosen, map(paragraph, sets), strict=True))
            context["texts"] = [(words_of(*one), texts[one]) for one in form.quotable]
    return render(request, "publication/statements.html", context, status=422 if form.errors else 200)

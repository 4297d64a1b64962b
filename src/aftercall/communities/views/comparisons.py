"""How representative the survey is, and the tables that it is compared with."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.communities import presenters, queries
from aftercall.communities.census.reading import read_table
from aftercall.communities.census_names import known_categories
from aftercall.communities.consulted import consulted
from aftercall.communities.forms import TableForm
from aftercall.communities.models import LoadedTable
from aftercall.communities.operations import tables as operations
from aftercall.communities.views.submitting import FormPage, carried_out
from aftercall.consultations.models import Consultation
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.list_files import ListRefused, Mistake
from aftercall.errors import BadInput
from aftercall.programmes.models import Programme
from aftercall.results.periods import period_words

_FILE = "The file"
_SHOWN = 50


@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest, slug: str) -> HttpResponse:
    """Response by community, indicators with intervals, and the census beside those who were interviewed."""
    programme = get_object_or_404(Programme, slug=slug)
    to = reverse("communities:survey", args=[slug])
    if request.method == "POST":
        actor, at = signed_in_user(request), clock.now()
        act = lambda: operations.compare_survey(programme=programme, actor=actor, at=at)  # noqa: E731 - one line
        return carried_out(request, act, done="The comparison has been made.", to=to)
    comparison = queries.newest_comparison(programme)
    context = {
        "programme": programme,
        "comparison": comparison,
        "found": comparison.found if comparison else None,
        "period": period_words(comparison.first_month, comparison.last_month) if comparison else "",
        "presenters": presenters,
    }
    return render(request, "communities/survey.html", context)


@require_GET
def representation(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has answered a consultation by now, compared with the population, even while it is open."""
    consultation = get_object_or_404(Consultation, slug=slug)
    found, today = consulted(consultation, queries.tables()), timezone.localdate(clock.now())
    context = {
        "consultation": consultation,
        "found": found,
        "is_open": consultation.accepts_answers(today),
        "missing": presenters.missing(found.compared),
        "presenters": presenters,
    }
    return render(request, "communities/representation.html", context)


@require_GET
def tables(request: HttpRequest) -> HttpResponse:
    """The tables of the population."""
    loaded = {table.reference: table for table in LoadedTable.objects.all()}
    return render(request, "communities/tables.html", {"tables": queries.tables(), "loaded": loaded})


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Load a table from a file, or show what to correct in it."""
    form = TableForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    mistakes: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            counts = read_table(given.pop("file").read(), _FILE, known_categories(given["characteristic"]))
            operations.load_table(**given, counts=counts, actor=signed_in_user(request), at=clock.now())
        except ListRefused as error:
            mistakes = [_sentence(mistake) for mistake in error.mistakes]
            form.add_error("file", "There are mistakes in the file. Nothing has been loaded")
        except Refused as error:
            form.add_error(error.field, str(error))
        except BadInput as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, "The table has been loaded. New comparisons use it.")
            return redirect("communities:tables")
    page = FormPage("Load a table", "Load", (reverse("communities:tables"), "Tables"))
    context = {"form": form, "page": page, "mistakes": mistakes[:_SHOWN], "more": max(0, len(mistakes) - _SHOWN)}
    return render(request, "communities/form_page.html", context, status=422 if form.errors else 200)


def _sentence(mistake: Mistake) -> str:
    """A mistake with a capital at its beginning and nowhere else."""
    words = str(mistake)
    return f"{words[:1].upper()}{words[1:]}"


@require_POST
def remove(request: HttpRequest, reference: str) -> HttpResponse:
    """Remove a loaded table."""
    table = get_object_or_404(LoadedTable, reference=reference)
    actor, at = signed_in_user(request), clock.now()
    act = lambda: operations.remove_table(table=table, actor=actor, at=at)  # noqa: E731 - one line
    return carried_out(request, act, done="The table has been removed.", to=reverse("communities:tables"))

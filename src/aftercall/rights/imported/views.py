"""The page on which the data protection officer imports a list of people who have objected."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.list_files import ListRefused
from aftercall.core.words import counted
from aftercall.errors import BadInput
from aftercall.rights.imported.forms import ImportForm
from aftercall.rights.imported.operations import Import, import_list
from aftercall.rights.imported.reading import COLUMNS, read_list_of_people
from aftercall.suppression.queries import people_listed

SHOWN_MISTAKES = 100
_FILE = "The list"


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def import_people(request: HttpRequest) -> HttpResponse:
    """Say what the list must look like, and import it or show every mistake."""
    form = ImportForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    mistakes: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            people = read_list_of_people(form.cleaned_data["people"].read(), _FILE)
            done = import_list(people=people, file=_FILE, actor=signed_in_user(request), at=clock.now())
        except ListRefused as error:
            mistakes = [f"{text[:1].upper()}{text[1:]}" for text in map(str, error.mistakes)]
            form.add_error("people", f"{counted(len(mistakes), 'mistake')} in the list. Nothing has been imported")
        except BadInput as error:
            form.add_error("people", str(error))
        else:
            messages.success(request, _words(done))
            return redirect("suppression_list:import")
    context = {
        "form": form,
        "listed": people_listed(),
        "columns": COLUMNS,
        "mistakes": mistakes[:SHOWN_MISTAKES],
        "more": max(0, len(mistakes) - SHOWN_MISTAKES),
    }
    return render(request, "rights/import_people.html", context, status=422 if form.errors else 200)


def _words(done: Import) -> str:
    added = f"{counted(done.added, 'person has', 'people have')} been added to the suppression list"
    known = f"{counted(done.known, 'was', 'were')} on it already"
    return f"{added}, {known}. {counted(done.cases, 'case')} closed. Delete the file if you no longer need it."

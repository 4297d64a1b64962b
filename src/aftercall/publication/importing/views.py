"""The researcher's pages: figures of earlier years, importing them, and removing them."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.list_files import ListRefused
from aftercall.core.words import counted
from aftercall.errors import BadInput
from aftercall.programmes.models import Programme
from aftercall.publication.importing import operations, presenters
from aftercall.publication.importing.forms import EarlierFiguresForm
from aftercall.publication.importing.reading import COLUMNS, EarlierFigure, read_earlier_figures
from aftercall.publication.models import ImportedSeries

SHOWN_MISTAKES = 100
_FILE = "The file"
# What was previewed goes through the browser, signed, so that exactly that is imported.
_SALT = "earlier figures"


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What has been imported."""
    found = ImportedSeries.objects.select_related("programme", "imported_by").prefetch_related("figures")
    return render(request, "publication/importing/index.html", {"imported": found})


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file, and show what would be imported or what to correct."""
    form = EarlierFiguresForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    mistakes: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            return _preview(request, form.cleaned_data)
        except ListRefused as error:
            mistakes = [f"{words[0].upper()}{words[1:]}" for words in map(str, error.mistakes)]
            form.add_error("figures", f"{counted(len(mistakes), 'mistake')} in the file. Nothing has been imported")
        except BadInput as error:
            form.add_error("figures", str(error))
    context = {
        "form": form,
        "columns": COLUMNS,
        "mistakes": mistakes[:SHOWN_MISTAKES],
        "more": max(0, len(mistakes) - SHOWN_MISTAKES),
        "measures": {one: operations.measures_of(one) for one in Programme.objects.all()},
    }
    return render(request, "publication/importing/upload.html", context, status=422 if form.errors else 200)


def _preview(request: HttpRequest, given: dict[str, Any]) -> HttpResponse:
    programme, content = given["programme"], given["figures"].read()
    figures = _checked(programme, content)
    details = {name: given[name] for name in ("supplier", "method")} | {"digest": hashlib.sha256(content).hexdigest()}
    signed = details | {"programme": programme.slug, "content": content.decode("utf-8-sig")}
    context = details | {
        "programme": programme,
        "heads": presenters.HEADS,
        "rows": presenters.rows(figures, operations.measures_of(programme)),
        "signed": signing.dumps(signed, salt=_SALT, compress=True),
    }
    return render(request, "publication/importing/preview.html", context)


def _checked(programme: Programme, content: bytes) -> Sequence[EarlierFigure]:
    figures = read_earlier_figures(content, _FILE, operations.measures_of(programme))
    operations.require_new(programme, figures, _FILE)
    return figures


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Import what was previewed."""
    try:
        details = signing.loads(request.POST.get("signed", ""), salt=_SALT)
    except signing.BadSignature:
        raise Http404 from None
    programme, content = get_object_or_404(Programme, slug=details["programme"]), details["content"].encode()
    try:
        series = operations.import_figures(
            programme=programme,
            figures=_checked(programme, content),
            file=_FILE,
            supplier=details["supplier"],
            method=details["method"],
            digest=details["digest"],
            actor=signed_in_user(request),
            at=clock.now(),
        )
    except BadInput as error:
        messages.error(request, f"Nothing has been imported. {error}")
        return redirect("earlier_figures:upload")
    messages.success(request, f"{counted(series.figures.count(), 'figure')} imported.")
    return redirect("earlier_figures:series", series.pk)


@require_GET
def series(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures of one file."""
    found = get_object_or_404(ImportedSeries.objects.select_related("programme", "imported_by"), pk=pk)
    context = {
        "series": found,
        "heads": presenters.HEADS,
        "rows": presenters.rows(found.figures.all(), operations.measures_of(found.programme)),
        "compared": operations.compared_with(found),
    }
    return render(request, "publication/importing/series.html", context)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the figures of one file, once that is confirmed."""
    found = get_object_or_404(ImportedSeries, pk=pk)
    if request.method == "GET":
        return render(request, "publication/importing/remove.html", {"series": found, "count": found.figures.count()})
    try:
        operations.remove_series(series=found, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("earlier_figures:series", pk)
    messages.success(request, "The figures have been removed.")
    return redirect("earlier_figures:index")

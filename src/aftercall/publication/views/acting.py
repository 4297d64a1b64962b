"""What the researcher's pages share: finding a publication, and carrying out an operation."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect

from aftercall.core.errors import Refused
from aftercall.publication import queries
from aftercall.publication.models import Publication


def publication_or_404(slug: str) -> Publication:
    """The publication with this address, with its trail, in whichever state it is."""
    return get_object_or_404(queries.with_trail(), slug=slug)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form sent; None if the page is only looked at."""
    return request.POST if request.method == "POST" else None


def carry_out(
    request: HttpRequest, publication: Publication, operate: Callable[[], object], words: str
) -> HttpResponse:
    """Carry out an operation, say that it is done or why it was refused, and show the publication."""
    try:
        operate()
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("publication:draft", publication.slug)

"""The public pages: the hub, a page for each consultation, its documents and the paper form."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from aftercall.consultations import presenters, queries
from aftercall.consultations.models import Consultation, Phase, WhoCanAnswer
from aftercall.consultations.operations.closing import kept_until
from aftercall.core import clock


def today() -> date:
    """The local day."""
    return timezone.localdate(clock.now())


def public_or_404(slug: str) -> Consultation:
    """The consultation with this address, if everybody can see it."""
    found = queries.public_consultations().select_related("instrument")
    return get_object_or_404(found, slug=slug)


@require_GET
def hub(request: HttpRequest) -> HttpResponse:
    """Open, coming and closed consultations."""
    on = today()
    return render(request, "consultations/hub.html", {"sections": presenters.sections(queries.by_phase(on), on)})


@require_GET
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is about, who decides, and how to answer."""
    one, on = public_or_404(slug), today()
    phase = one.phase(on)
    context = {
        "consultation": one,
        "phase": phase,
        "colour": presenters.PHASE_COLOURS[phase],
        "when": presenters.when(one, on),
        "is_open": phase is Phase.OPEN and one.accepts_answers(on),
        "is_coming": phase is Phase.COMING,
        "takes_anyone": one.entry != WhoCanAnswer.INVITED,
        "takes_codes": one.entry != WhoCanAnswer.ANYONE,
        "documents": one.documents.defer("content"),
        "events": one.events.public(),
        "has_results": queries.has_results(one),
        "kept_until": kept_until(one),
    }
    return render(request, "consultations/consultation.html", context)


@require_GET
def document(_request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A supporting document, to save: it is never shown within this site."""
    return document_file(public_or_404(slug), pk)


def document_file(one: Consultation, pk: int) -> HttpResponse:
    """One of its supporting documents, to save."""
    found = one.documents.filter(pk=pk).first()
    if found is None:
        raise Http404
    return pdf_file(bytes(found.content), f"{one.slug}-{pk}")


def pdf_file(content: bytes, name: str) -> HttpResponse:
    """A PDF file to save."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)

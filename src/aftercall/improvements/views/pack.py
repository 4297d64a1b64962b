"""The meeting pack, as slides and as a PDF."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from aftercall.core import clock
from aftercall.improvements import queries
from aftercall.improvements.pack.content import Pack, pack_of
from aftercall.improvements.pack.printed import printed

_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@require_GET
def pack_slides(request: HttpRequest) -> HttpResponse:
    """The slides of the latest results."""
    from aftercall.improvements.pack.slides import slides  # noqa: PLC0415 - loading python-pptx takes a third of a second

    pack = _pack()
    return _nothing(request) if pack is None else _file(slides(pack, at=clock.now()), _PPTX, "pptx")


@require_GET
def pack_pdf(request: HttpRequest) -> HttpResponse:
    """The same as a PDF."""
    pack = _pack()
    return _nothing(request) if pack is None else _file(printed(pack), "application/pdf", "pdf")


def _pack() -> Pack | None:
    publication = queries.latest_results()
    return None if publication is None else pack_of(publication, today=timezone.localdate(clock.now()))


def _nothing(request: HttpRequest) -> HttpResponse:
    messages.info(request, "There is no pack until results have been published.")
    return redirect("improvements:actions")


def _file(content: bytes, content_type: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    name = f"meeting-pack-{timezone.localdate(clock.now()).isoformat()}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

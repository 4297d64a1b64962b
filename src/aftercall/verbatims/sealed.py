"""What this room has encrypted, for `aftercall doctor`."""

from collections.abc import Iterator

from django.db.models import QuerySet

from aftercall.core.sealed_values import CHUNK, SealedValue
from aftercall.handover.answers import CODES
from aftercall.handover.models import answers_ring
from aftercall.verbatims.models import Coding, Quotation, Verbatim

_CASE = ("ring", "key_slot", "reference")


def questions() -> Iterator[SealedValue]:
    """Which question each text answers."""
    return _with_answers_key(Verbatim.objects.all(), "interview__case__released__", "sealed_question")


def settled_codes() -> Iterator[SealedValue]:
    """The settled codes of texts."""
    return _with_answers_key(Verbatim.objects.exclude(sealed_codes=b""), "interview__case__released__", "sealed_codes")


def codings() -> Iterator[SealedValue]:
    """The codes that each coder gave."""
    return _with_answers_key(Coding.objects.all(), "verbatim__interview__case__released__", "sealed_codes")


def redactions() -> Iterator[SealedValue]:
    """What was redacted in quotations that have not been published."""
    case = "verbatim__interview__case__released__"
    rows = Quotation.objects.exclude(sealed_spans=b"").order_by("pk")
    columns = (*(f"{case}{name}" for name in _CASE), "sealed_spans", "verbatim__reference")
    for ring, slot, reference, sealed, text in rows.values_list(*columns).iterator(chunk_size=CHUNK):
        yield SealedValue(ring, slot, f"{reference}/redaction {text}", bytes(sealed), f"case {reference}")


def _with_answers_key(rows: QuerySet[Verbatim] | QuerySet[Coding], case: str, column: str) -> Iterator[SealedValue]:
    columns = (*(f"{case}{name}" for name in _CASE), column)
    for ring, slot, reference, sealed in rows.order_by(f"{case}ring", "pk").values_list(*columns).iterator(CHUNK):
        yield SealedValue(answers_ring(ring), slot, f"{reference}/{CODES}", bytes(sealed), f"case {reference}")

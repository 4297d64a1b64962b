"""Reads of programmes and waves."""

from django.db.models import QuerySet

from aftercall.programmes.models import Programme, Wave


def current_programme() -> Programme | None:
    """The programme that this installation runs, or None before it is set up."""
    return Programme.objects.order_by("pk").first()


def waves() -> QuerySet[Wave]:
    """All waves, the newest first, with their load and sample."""
    return Wave.objects.select_related("programme", "load", "sample").order_by("-month")

"""Reads of publications."""

from django.db.models import QuerySet

from aftercall.publication.models import Publication, PublishedFigure
from aftercall.results.words import ITEM_NAMES


def published() -> QuerySet[Publication]:
    """What is public, the newest period first."""
    public = Publication.objects.filter(published_at__isnull=False)
    return public.select_related("run", "run__programme__survey").order_by("-run__last_month", "-published_at")


def drafts() -> QuerySet[Publication]:
    """What waits for sign-off."""
    return Publication.objects.filter(published_at__isnull=True).select_related("run").order_by("-prepared_at")


def headlines(publication: Publication) -> list[PublishedFigure]:
    """The figures for all victims, the whole experience first."""
    items = list(ITEM_NAMES)
    return sorted(publication.figures.filter(breakdown=""), key=lambda figure: items.index(figure.item))

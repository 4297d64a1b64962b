"""Reads of the public site's own records."""

from datetime import date, timedelta

from django.db.models import Sum

from aftercall.public.models import PageCount

DAYS = 28


def pages_read(today: date) -> list[tuple[str, str, int]]:
    """View, language and count of each page that was read in the last 28 days, the most read first."""
    since = today - timedelta(days=DAYS)
    rows = PageCount.objects.filter(day__gt=since).values_list("view", "language").annotate(total=Sum("count"))
    return [(view, language, total) for view, language, total in rows.order_by("-total", "view", "language")]

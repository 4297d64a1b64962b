"""Reads of analyses."""

from django.db.models import QuerySet

from aftercall.results.models import AnalysisRun


def runs() -> QuerySet[AnalysisRun]:
    """All analyses, newest first, each with its publication."""
    return AnalysisRun.objects.select_related("programme", "publication").order_by("-run_at")

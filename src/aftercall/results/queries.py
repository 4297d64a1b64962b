"""Reads of analyses."""

from datetime import date

from django.db.models import QuerySet

from aftercall.programmes.models import Programme, Wave
from aftercall.programmes.states import WaveState
from aftercall.results.models import AnalysisRun


def runs() -> QuerySet[AnalysisRun]:
    """All analyses, newest first, each with its publication."""
    return AnalysisRun.objects.select_related("programme", "publication").order_by("-run_at")


def returned_months() -> list[date]:
    """The months whose results have been returned, of any programme."""
    return list(Wave.objects.filter(state=WaveState.RETURNED).order_by("month").values_list("month", flat=True))


def programmes_with_returns() -> set[int]:
    """The primary keys of the programmes of which results have been returned."""
    return set(Wave.objects.filter(state=WaveState.RETURNED).values_list("programme_id", flat=True))


def has_returns(programme: Programme) -> bool:
    """Whether results of a programme have been returned."""
    return programme.waves.filter(state=WaveState.RETURNED).exists()


def waves_to_analyse() -> QuerySet[Wave]:
    """Returned waves that are in no analysis, oldest first."""
    return (
        Wave.objects.filter(state=WaveState.RETURNED, runs__isnull=True).select_related("programme").order_by("month")
    )

"""Reads of analyses."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet

from aftercall.programmes.models import Programme, Wave
from aftercall.programmes.states import WaveState
from aftercall.results.models import AnalysisRun


def runs() -> QuerySet[AnalysisRun]:
    """All analyses, newest first, each with its publication."""
    return AnalysisRun.objects.select_related("programme", "publication").order_by("-run_at")


def returned_months() -> Mapping[int, list[date]]:
    """The months whose results have been returned, by the primary key of their programme."""
    found: dict[int, list[date]] = defaultdict(list)
    returned = Wave.objects.filter(state=WaveState.RETURNED).order_by("month")
    for programme, month in returned.values_list("programme_id", "month"):
        found[programme].append(month)
    return found


def has_returns(programme: Programme) -> bool:
    """Whether results of a programme have been returned."""
    return programme.waves.filter(state=WaveState.RETURNED).exists()


def waves_to_analyse() -> QuerySet[Wave]:
    """Returned waves that are in no analysis, oldest first."""
    return (
        Wave.objects.filter(state=WaveState.RETURNED, runs__isnull=True).select_related("programme").order_by("month")
    )

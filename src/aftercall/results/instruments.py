"""The versions of the instrument that an analysis needs to interpret its answers."""

from collections.abc import Iterable, Sequence

from django.db.models import Max

from aftercall.instrument.series import InstrumentSeries
from aftercall.programmes.models import Wave
from aftercall.questionnaires.models import InstrumentVersion
from aftercall.questionnaires.queries import read_instrument
from aftercall.results.models import AnalysisRun


def instruments_of_waves(waves: Sequence[Wave]) -> InstrumentSeries:
    """The versions that these waves were released with, the latest last."""
    by_month = sorted(waves, key=lambda wave: wave.month, reverse=True)
    latest_first = dict.fromkeys(wave.release.instrument for wave in by_month)
    return _series(reversed(latest_first))


def instruments_of_run(run: AnalysisRun) -> InstrumentSeries:
    """The versions that an analysis interpreted its answers with, the latest last."""
    versions = run.instruments.filter(releases__wave__runs=run).defer("document")
    return _series(versions.annotate(last_month=Max("releases__wave__month")).order_by("last_month"))


def _series(versions: Iterable[InstrumentVersion]) -> InstrumentSeries:
    return InstrumentSeries({version.digest: read_instrument(version) for version in versions})

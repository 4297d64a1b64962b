"""An analysis read again: its sample as a table, if the data are still those that it was made from."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa

from aftercall.instrument.series import InstrumentSeries
from aftercall.results.models import AnalysisRun
from aftercall.results.prepared import prepare_run


@dataclass(frozen=True, eq=False)
class ReadAnalysis:
    """An analysis and its sample. name: its name in a return."""

    run: AnalysisRun
    table: pa.Table
    instruments: InstrumentSeries

    @property
    def name(self) -> str:
        """Its months and number."""
        return f"{self.run.first_month:%Y-%m}-to-{self.run.last_month:%Y-%m}-{self.run.pk}"

    @cached_property
    def design(self) -> dict[str, Any]:
        """The design document that it was estimated with."""
        return self.run.design

    @cached_property
    def waves(self) -> list[str]:
        """The references of its waves."""
        return sorted(wave.reference for wave in self.run.waves.select_related("programme"))


def read_analysis(run: AnalysisRun) -> ReadAnalysis | None:
    """The analysis with its data; None if they have changed since it was made, because somebody withdrew their answers
    or a return was corrected. Then its figures cannot be computed again."""
    prepared = prepare_run(run)
    if prepared.dataset.digest() != run.data_digest:
        return None
    return ReadAnalysis(run, prepared.table, prepared.instruments)


def runs_named(names: Iterable[str]) -> list[AnalysisRun]:
    """The analyses with these names in a return."""
    return list(AnalysisRun.objects.filter(pk__in=[int(name.rpartition("-")[2]) for name in names]))

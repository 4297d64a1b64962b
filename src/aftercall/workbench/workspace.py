"""A period's weighted sample, kept in memory from one question about it to the next. It has no free text and no
references: only whether each person gave the answer of each measure, and their groups. It is never written to disk, and
is not used again once anything that it depends on has changed: an analysis, a decision about a series, the end of a
retention, codes that were returned, or the destruction of any key.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from django.db.models import Max

from aftercall.core.errors import Refused
from aftercall.core.models import KeyTombstone
from aftercall.errors import BadInput
from aftercall.estimates.run import weight_table
from aftercall.estimates.weighting import WeightedSample
from aftercall.handover.models import CodeReturn
from aftercall.instrument.series import InstrumentSeries
from aftercall.programmes.models import Programme, Wave
from aftercall.questionnaires.models import SeriesDecision
from aftercall.results.group_order import group_orders
from aftercall.results.models import AnalysisRun
from aftercall.results.periods import Period
from aftercall.results.prepared import PreparedPeriod, prepare_period, prepare_run
from aftercall.results.table import crossing_table
from aftercall.workbench.crossing import Document
from aftercall.workbench.dimensions import Dimension, dimensions_of

_KEPT = 4


@dataclass(frozen=True, eq=False)
class Workspace:
    """run: the analysis whose design, versions and breaks are used, None where the months have not been analysed.
    outcomes: how many sampled people had each final disposition. dimensions: what can be crossed, by name."""

    programme: Programme
    period: Period
    run: AnalysisRun | None
    waves: Sequence[Wave]
    instruments: InstrumentSeries
    document: Document
    weighted: WeightedSample
    frame_size: int
    sampled: int
    outcomes: Mapping[str, int]
    data_digest: str
    dimensions: Mapping[str, Dimension]

    @property
    def respondents(self) -> int:
        """How many people were interviewed."""
        return self.weighted.data.size


type _Stamp = tuple[object, ...]
type _Key = tuple[int, Period, int | None]
_cache: OrderedDict[_Key, tuple[_Stamp, Workspace]] = OrderedDict()
_lock = Lock()


def workspace_of(programme: Programme, period: Period, analysis: int | None = None) -> Workspace:
    """The weighted sample of a period, as its newest analysis weighted it, or the one with this number. Raises Refused
    where the period cannot be analysed, and KeyError where it has no such analysis."""
    runs = AnalysisRun.objects.filter(programme=programme, first_month=period.first_month, last_month=period.last_month)
    run = runs.first() if analysis is None else runs.filter(pk=analysis).first()
    if run is None and analysis is not None:
        raise KeyError(analysis)
    return _kept(programme, period, run)


def workspace_of_run(run: AnalysisRun) -> Workspace:
    """The same as an analysis weighted it, read again: nothing kept is relied on."""
    return _built(run.programme, Period(run.first_month, run.last_month), run)


def read_again(programme: Programme, period: Period) -> Workspace:
    """The sample of a period that has not been analysed, read again."""
    return _built(programme, period, None)


def _kept(programme: Programme, period: Period, run: AnalysisRun | None) -> Workspace:
    """The sample from memory if nothing has changed; otherwise it is read and kept. Only one is read at a time."""
    with _lock:
        key, stamp = (programme.pk, period, run.pk if run else None), _stamp(programme, period)
        if key in _cache and _cache[key][0] == stamp:
            _cache.move_to_end(key)
            return _cache[key][1]
        _cache.pop(key, None)
        workspace = _built(programme, period, run)
        _cache[key] = (stamp, workspace)
        while len(_cache) > _KEPT:
            _cache.popitem(last=False)
        return workspace


def _stamp(programme: Programme, period: Period) -> _Stamp:
    """What a sample depends on."""
    waves = programme.waves.filter(month__range=(period.first_month, period.last_month)).order_by("pk")
    read = tuple(waves.values_list("pk", "state", "load", "load__erased_at"))
    last = (model.objects.aggregate(last=Max("pk"))["last"] for model in (KeyTombstone, SeriesDecision, CodeReturn))
    return (read, *last)


def _built(programme: Programme, period: Period, run: AnalysisRun | None) -> Workspace:
    prepared = prepare_period(programme, period) if run is None else prepare_run(run)
    table = crossing_table(prepared.table, prepared.answered, prepared.instruments)
    try:
        weighted = weight_table(table, prepared.document, data_name="its sample", design_name="its design")
    except BadInput as error:
        raise Refused(f"This period cannot be analysed: {error}") from None
    return _of(programme, period, run, prepared, weighted)


def _of(
    programme: Programme,
    period: Period,
    run: AnalysisRun | None,
    prepared: PreparedPeriod,
    weighted: WeightedSample,
) -> Workspace:
    orders = group_orders(prepared.waves, prepared.instruments)
    return Workspace(
        programme=programme,
        period=period,
        run=run,
        waves=prepared.waves,
        instruments=prepared.instruments,
        document=prepared.document,
        weighted=weighted,
        frame_size=prepared.dataset.frame_size,
        sampled=len(prepared.dataset.sample),
        outcomes=prepared.dataset.outcomes,
        data_digest=prepared.dataset.digest(),
        dimensions=dimensions_of(weighted.data, prepared.instruments, period, orders),
    )

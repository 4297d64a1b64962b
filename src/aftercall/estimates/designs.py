"""The design of D.toml applied to the data: how the sample was drawn, before any weighting step."""

from dataclasses import dataclass

import numpy as np

from aftercall.errors import BadInput
from aftercall.estimates.columns import Column, Levels, crossed_levels
from aftercall.estimates.data import Data
from aftercall.estimates.errors import as_bad_input
from aftercall.estimates.section import Section
from aftercall.methods.arrays import BoolArray, FloatArray, IntArray
from aftercall.methods.design import Design, DomainDf, Lonely
from aftercall.methods.estimators import Sample
from aftercall.methods.replicates import Replication, supplied
from aftercall.methods.replication import make_replicates
from aftercall.methods.stages import Stage, first_stage, next_stage, weights_from_population


@dataclass(frozen=True)
class ReplicateSettings:
    """Replicate weights: columns that come with the data, or how to make them from the design."""

    columns: tuple[str, ...]
    make: bool
    method: Replication
    combined: bool | None
    rho: float
    scale: float | None
    rscales: tuple[float, ...]
    mse: bool
    seed: int | None
    count: int


@dataclass(frozen=True)
class DesignSettings:
    """The table [design]: columns by name."""

    where: str
    ids: tuple[str, ...]
    strata: tuple[str, ...]
    weights: str | None
    fpc: tuple[str, ...]
    lonely: Lonely
    domain_df: DomainDf
    nest: bool
    replicates: ReplicateSettings | None


def design_settings(section: Section) -> DesignSettings:
    """The table [design]. Raises BadInput naming the key."""
    settings = DesignSettings(
        where=section.where,
        ids=section.texts("ids"),
        strata=section.texts("strata"),
        weights=section.optional("weights"),
        fpc=section.texts("fpc"),
        lonely=section.choice("lonely", Lonely, Lonely.FAIL),
        domain_df=section.choice("df", DomainDf, DomainDf.DOMAIN),
        nest=section.flag("nest", default=False),
        replicates=_replicate_settings(section),
    )
    section.finish()
    if settings.replicates is not None and settings.domain_df is DomainDf.SAMPLE:
        raise BadInput(f"{section.at('df')}: replicates have their own degrees of freedom; leave it out")
    stages = max(len(settings.ids), 1)
    for key in ("strata", "fpc"):
        if len(getattr(settings, key)) > stages:
            raise BadInput(f"{section.at(key)}: has more stages than ids; name one column per stage")
    return settings


def _replicate_settings(section: Section) -> ReplicateSettings | None:
    columns = section.texts("replicates")
    make = "make_replicates" in section
    if columns and make:
        raise BadInput(f"{section.where}: replicates and make_replicates can't be combined")
    settings = ReplicateSettings(
        columns=columns,
        make=make,
        method=section.choice("make_replicates" if make else "method", Replication, Replication.JKN),
        combined=section.flag("combined", default=True) if "combined" in section else None,
        rho=section.number("rho", 0.0),
        scale=section.number("scale") if "scale" in section else None,
        rscales=section.numbers("rscales"),
        mse=section.flag("mse", default=False),
        seed=int(section.number("seed")) if "seed" in section else None,
        count=int(section.number("count", 500)),
    )
    for key in ("method", "make_replicates"):
        section.optional(key)
    if not columns and not make:
        return None
    if columns and "method" not in section:
        raise BadInput(f"{section.at('method')}: is missing; say how the replicates were made")
    return settings


def start_weights(data: Data, settings: DesignSettings) -> FloatArray:
    """(n,) weights before any step: a column, or one over the probability of selection."""
    if settings.weights is not None and data.people is not None:
        return data.people.weights
    if settings.weights is not None:
        return _above_0(data.column(settings.weights, f"{settings.where}, weights"))
    if not settings.fpc:
        raise BadInput(f"{settings.where}, weights: name a column, or give fpc to compute them from")
    first, *later = _stages(data, settings)
    with as_bad_input(settings.where):
        counts = None if data.people is None else data.people.groups.counts
        units = [first_stage(data.size, first, counts)]
        for stage in later:
            units.append(next_stage(stage, units[-1]))
        each = weights_from_population(tuple(units))
        return each if counts is None else each * counts


def _above_0(column: Column) -> FloatArray:
    """(n,) weights. Raises BadInput naming the first row without a weight above 0."""
    weights = column.numbers()
    wrong = ~(weights > 0)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0]) + 1
        raise BadInput(
            f"{column.place}: the column {column.name} has no weight above 0 in row {row}; leave out rows that did "
            "not respond"
        )
    return weights


def sample_of(data: Data, settings: DesignSettings, weights: FloatArray) -> Sample:
    """The design of these rows with these weights, as replicates if the design says so."""
    if settings.replicates is not None and settings.replicates.columns:
        return _supplied(data, settings, settings.replicates, weights)
    first, *later = _stages(data, settings)
    with as_bad_input(settings.where):
        design = Design(
            weights=weights,
            strata=first.strata,
            clusters=first.clusters,
            fpc=first.fpc,
            later=tuple(later),
            lonely=settings.lonely,
            domain_df=settings.domain_df,
            stratum_names=first.names,
            groups=data.people.groups if data.people else None,
        )
        if settings.replicates is None:
            return design
        how = settings.replicates
        return make_replicates(design, how.method, seed=how.seed, count=how.count, rho=how.rho)


def _supplied(data: Data, settings: DesignSettings, how: ReplicateSettings, weights: FloatArray) -> Sample:
    where = f"{settings.where}, replicates"
    columns = [column for pattern in how.columns for column in data.matching(pattern, where)]
    replicates = np.column_stack([column.numbers() for column in columns])
    combined = _look_combined(replicates, weights) if how.combined is None else how.combined
    scale, rscales = how.scale, np.array(how.rscales) if how.rscales else None
    if not combined and how.method is Replication.JK1 and scale is None:  # the factors are n/(n − 1)
        scale = 1 / float(replicates[:, 0].max())
    if not combined and how.method is Replication.JKN and rscales is None:
        rscales = 1 / replicates.max(axis=0)
    with as_bad_input(settings.where):
        return supplied(
            weights,
            replicates if combined else replicates * weights[:, None],
            how.method,
            rho=how.rho,
            scale=scale,
            rscales=rscales,
            mse=how.mse,
        )


def _look_combined(replicates: FloatArray, weights: FloatArray) -> bool:
    """Whether the columns look like weights rather than factors of weights: their sums are closer to the sum of the
    weights than to the number of rows."""
    total = replicates.sum() / replicates.shape[1]
    return bool(abs(np.log(total / weights.sum())) <= abs(np.log(total / len(weights)))) if total > 0 else True


def _stages(data: Data, settings: DesignSettings) -> list[Stage]:
    """One stage per id, or one stage of single rows."""
    stages = []
    for number in range(max(len(settings.ids), 1)):
        ids, strata, fpc = (
            _nth(data, getattr(settings, key), number, f"{settings.where}, {key}") for key in ("ids", "strata", "fpc")
        )
        nested = [column for column in (strata, ids) if column is not None] if settings.nest else [ids]
        stages.append(
            Stage(
                clusters=_complete(crossed_levels([column for column in nested if column]), ids) if ids else None,
                strata=_complete(strata.levels(), strata) if strata else None,
                fpc=fpc.numbers() if fpc else None,
                names=strata.levels().labels if strata else (),
            )
        )
    return stages


def _nth(data: Data, names: tuple[str, ...], number: int, where: str) -> Column | None:
    return data.column(names[number], where) if number < len(names) else None


def _complete(levels: Levels, column: Column) -> IntArray:
    missing: BoolArray = levels.codes < 0
    if missing.any():
        row = int(np.flatnonzero(missing)[0]) + 1
        raise BadInput(
            f"{column.place}: the column {column.name} is empty in row {row}; the design needs a value in every row"
        )
    return levels.codes

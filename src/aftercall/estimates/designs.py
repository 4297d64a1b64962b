"""The design of D.toml applied to the data: how the sample was drawn, before any weighting step."""

from dataclasses import dataclass, replace

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


_REPLICATE_KEYS = ("method", "combined", "rho", "scale", "rscales", "mse", "seed", "count")
_KEYS = (
    *("ids", "strata", "weights", "fpc", "lonely", "df", "nest", "replicates", "make_replicates"),
    *_REPLICATE_KEYS,
)
_MOST_REPLICATES = 10_000
_FITTING = 2.0  # a reading fits if it makes the replicates' totals differ from that of the weights by less than this


def design_settings(section: Section) -> DesignSettings:
    """The table [design]. Raises BadInput naming the key."""
    section.expect(_KEYS)
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
    if settings.replicates is not None and settings.domain_df is DomainDf.SAMPLE:
        raise BadInput(f"{section.at('df')}: replicates have their own degrees of freedom; leave it out")
    stages = max(len(settings.ids), 1)
    for key in ("strata", "fpc"):
        if len(getattr(settings, key)) > stages:
            raise BadInput(f"{section.at(key)}: has more stages than ids; name one column per stage")
    return settings


def _replicate_settings(section: Section) -> ReplicateSettings | None:
    """Every key applies, as in R's survey, or is refused."""
    supplied, make = "replicates" in section, "make_replicates" in section
    if supplied and make:
        raise BadInput(f"{section.where}: replicates and make_replicates can't be combined")
    if not supplied and not make:
        section.exclude(_REPLICATE_KEYS, "is for replicates, and this design has none")
        return None
    if supplied and not section.texts("replicates"):
        raise BadInput(f"{section.at('replicates')}: names no column; write a pattern such as rep*")
    method = section.choice("make_replicates" if make else "method", Replication)
    (_check_made if make else _check_supplied)(section, method)
    if method is not Replication.FAY:
        section.exclude(("rho",), "is only for the method Fay")
    if not 0 <= section.number("rho", 0.0) < 1:
        raise BadInput(f"{section.at('rho')}: must be between 0 and 1, such as 0.3")
    if section.whole_number("count", 500) > _MOST_REPLICATES:
        raise BadInput(f"{section.at('count')}: must be at most {_MOST_REPLICATES:,}")
    if any(scale < 0 for scale in section.numbers("rscales")):
        raise BadInput(f"{section.at('rscales')}: must not be negative")
    return ReplicateSettings(
        columns=section.texts("replicates"),
        make=make,
        method=method,
        combined=section.flag("combined", default=True) if "combined" in section else None,
        rho=section.number("rho", 0.0),
        scale=section.positive("scale") if "scale" in section else None,
        rscales=section.numbers("rscales"),
        mse=section.flag("mse", default=False),
        seed=section.whole_number("seed") if "seed" in section else None,
        count=section.whole_number("count", 500),
    )


def _check_supplied(section: Section, method: Replication) -> None:
    designed = ("ids", "strata", "fpc", "nest", "lonely", "seed", "count")
    section.exclude(designed, "does not apply to replicates that come with the data")
    if method is Replication.FAY and "rho" not in section:
        raise BadInput(f"{section.at('rho')}: is missing; the method Fay needs it")
    if method in {Replication.BRR, Replication.FAY}:
        section.exclude(("scale",), f"the scale of {method} follows from the number of replicates")


def _check_made(section: Section, method: Replication) -> None:
    section.exclude(("method", "combined", "scale", "rscales"), "does not apply to make_replicates")
    if method is not Replication.BOOTSTRAP:
        section.exclude(("seed", "count"), "is only for the bootstrap")
    if len(section.texts("fpc")) > 1:
        raise BadInput(f"{section.at('fpc')}: make_replicates takes the population of the first stage; name one column")


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
        made = make_replicates(design, how.method, seed=how.seed, count=how.count, rho=how.rho)
        return replace(made, mse=how.mse)


def _supplied(data: Data, settings: DesignSettings, how: ReplicateSettings, weights: FloatArray) -> Sample:
    where = f"{settings.where}, replicates"
    columns = [column for pattern in how.columns for column in data.matching(pattern, where)]
    replicates = np.column_stack([column.numbers() for column in columns])
    combined = _are_combined(replicates, weights, settings.where) if how.combined is None else how.combined
    scale, rscales = how.scale, np.array(how.rscales) if how.rscales else None
    if len(how.rscales) == 1:
        rscales = np.full(len(columns), how.rscales[0])
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


def _are_combined(replicates: FloatArray, weights: FloatArray, where: str) -> bool:
    """Whether the columns are weights rather than factors of weights, where only one reading makes the totals of the
    replicates like that of the weights. Raises BadInput where both do, or neither does."""
    if not np.isfinite(replicates).all():
        return True  # refused later, with the reason
    total = weights.sum() * replicates.shape[1]
    as_weights, as_factors = (_is_near(sums, total) for sums in (replicates.sum(), (weights @ replicates).sum()))
    if as_weights == as_factors:
        found = "as weights and as factors of the weights" if as_weights else "neither as weights nor as factors"
        raise BadInput(
            f"{where}, combined: is missing, and the replicates can be read {found}; "
            "write true if they are weights, or false if they are factors"
        )
    return as_weights


def _is_near(sums: float, total: float) -> bool:
    return total / _FITTING < sums < total * _FITTING


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

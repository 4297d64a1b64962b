"""The adjustments of D.toml, one after the other: nonresponse, post-stratification, raking, calibration."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from aftercall.errors import BadInput
from aftercall.estimates.columns import joined
from aftercall.estimates.data import Data
from aftercall.estimates.designs import DesignSettings, sample_of, start_weights
from aftercall.estimates.errors import as_bad_input
from aftercall.estimates.known import INTERCEPT, known_margins, known_totals
from aftercall.estimates.section import Section
from aftercall.estimates.terms import terms_of
from aftercall.methods.arrays import BoolArray, FloatArray
from aftercall.methods.calibration import Calibration
from aftercall.methods.measure import Sample
from aftercall.methods.nonresponse import nonresponse_weights
from aftercall.methods.post_stratification import post_stratify
from aftercall.methods.propensity import propensity_weights
from aftercall.methods.raking import rake
from aftercall.methods.regression_calibration import Distance, calibrate
from aftercall.methods.replicates import ReplicateDesign
from aftercall.methods.trimming import trim_weights


class Method(StrEnum):
    """What an adjustment does."""

    NONRESPONSE = "nonresponse"
    PROPENSITY = "propensity"
    TRIM = "trim"
    POST_STRATIFY = "poststratify"
    RAKE = "rake"
    CALIBRATE = "calibrate"


type Adjust = Callable[[Data, FloatArray], Calibration]


@dataclass(frozen=True)
class Respondents:
    """Nonresponse: which rows responded, and what they are alike in."""

    where: str
    method: Method
    responded: str
    alike: tuple[str, ...]
    minimum: int

    def columns(self) -> set[str]:
        """The columns that the adjustment looks at."""
        return {self.responded, *self.alike}


@dataclass(frozen=True)
class Known:
    """What is known of the population, and how the weights are moved to it."""

    where: str
    method: Method
    margins: Mapping[str, Any]
    within: tuple[str, ...]
    distance: Distance
    bounds: tuple[float, float] | None

    def columns(self) -> set[str]:
        """The columns that the adjustment looks at."""
        crossed = {part for name in self.margins if name != INTERCEPT for part in name.split("|")}
        return crossed | set(self.within)


@dataclass(frozen=True)
class Bounded:
    """Bounds that weights are cut off at."""

    where: str
    method: Method
    lower: float
    upper: float

    def columns(self) -> set[str]:
        """The columns that the adjustment looks at: none."""
        return set()


type Adjustment = Respondents | Known | Bounded


@dataclass(frozen=True, eq=False)
class Weighted:
    """Those who responded, their design, and the calibration of its weights."""

    data: Data
    sample: Sample
    calibration: Calibration | None

    @property
    def weights(self) -> FloatArray:
        """(n,) the weights to estimate with."""
        return self.sample.weights if self.calibration is None else self.calibration.weights


def adjustment_settings(section: Section, folder: Path) -> Adjustment:
    """One table [[weighting]]. folder: where margins files are looked for. Raises BadInput naming the key."""
    method = section.choice("method", Method)
    adjustment: Adjustment
    if method in {Method.NONRESPONSE, Method.PROPENSITY}:
        alike = section.texts("cells" if method is Method.NONRESPONSE else "terms")
        minimum = int(section.number("minimum", 1)) if method is Method.NONRESPONSE else 1
        adjustment = Respondents(section.where, method, section.text("responded"), alike, minimum)
    elif method is Method.TRIM:
        upper = section.number("upper", np.inf)
        adjustment = Bounded(section.where, method, section.number("lower", 0.0), upper)
    else:
        bounds = section.numbers("bounds")
        if len(bounds) not in {0, 2}:
            raise BadInput(f"{section.at('bounds')}: must be two numbers, as [0.4, 2.5]")
        adjustment = Known(
            where=section.where,
            method=method,
            margins=_margins(section, folder),
            within=section.texts("within"),
            distance=section.choice("distance", Distance, Distance.LINEAR),
            bounds=(bounds[0], bounds[1]) if bounds else None,
        )
    section.finish()
    return adjustment


def weigh(data: Data, design: DesignSettings, adjustments: list[Adjustment]) -> Weighted:
    """The sample after every adjustment. Raises BadInput where one can't be made."""
    weights = start_weights(data, design)
    calibrated: list[Known] = []
    for step in adjustments:
        if isinstance(step, Known):
            calibrated.append(step)
        elif calibrated:
            raise BadInput(f"{step.where}: {step.method} comes before what is known of the population; move it up")
        elif isinstance(step, Bounded):
            with as_bad_input(step.where):
                weights = trim_weights(weights, lower=step.lower, upper=step.upper).weights
        else:
            data, weights = _responded(data, weights, step)
    sample = sample_of(data, design, weights)
    if isinstance(sample, ReplicateDesign):
        return Weighted(data, _each_replicate(data, sample, calibrated), None)
    return Weighted(data, sample, _calibration(data, weights, calibrated))


def _responded(data: Data, weights: FloatArray, step: Respondents) -> tuple[Data, FloatArray]:
    """Those who responded and their adjusted weights."""
    answered = data.column(step.responded, f"{step.where}, responded").numbers()
    if not np.isin(answered, (0, 1)).all():
        raise BadInput(f"{step.where}, responded: must be 1 or 0 in every row")
    responded: BoolArray = answered == 1
    with as_bad_input(step.where):
        if step.method is Method.PROPENSITY:
            terms = terms_of(data, step.alike, f"{step.where}, terms")
            adjusted = propensity_weights(weights, responded, terms).weights
        else:
            cells = [joined([data.column(name, f"{step.where}, cells")]).codes for name in step.alike]
            counts = data.people.groups.counts if data.people else None
            adjusted = nonresponse_weights(weights, responded, cells, minimum=step.minimum, counts=counts).weights
    return data.where(responded, adjusted / weights), adjusted[responded]


def _calibration(data: Data, weights: FloatArray, steps: list[Known]) -> Calibration | None:
    found: Calibration | None = None
    for step in steps:
        with as_bad_input(step.where):
            start = weights if found is None else found.weights
            next_one = _adjust(data, start, step)
            found = next_one if found is None else next_one.after(found)
    return found


def _each_replicate(data: Data, sample: ReplicateDesign, steps: list[Known]) -> ReplicateDesign:
    """Every replicate adjusted as the whole sample is; rows that it leaves out stay left out."""
    if not steps:
        return sample
    whole = _calibration(data, sample.weights, steps)
    replicates = np.zeros_like(sample.replicates)
    for number, column in enumerate(sample.replicates.T):
        kept: BoolArray = column > 0
        one = _calibration(data.where(kept), column[kept], steps)
        replicates[kept, number] = one.weights if one is not None else column[kept]
    weights = whole.weights if whole is not None else sample.weights
    return replace(sample, weights=weights, replicates=replicates)


def _adjust(data: Data, weights: FloatArray, step: Known) -> Calibration:
    if step.method is Method.CALIBRATE:
        known = known_totals(data, step.margins, step.within, step.where)
        return calibrate(weights, known, distance=step.distance, bounds=step.bounds)
    margins = known_margins(data, step.margins, step.within, step.where)
    if step.method is Method.RAKE:
        return rake(weights, margins, counts=data.people.groups.counts if data.people else None)
    if len(margins) != 1:
        raise BadInput(f"{step.where}, margins: poststratify takes one; cross two columns as area|crime, or rake")
    return post_stratify(weights, margins[0])


def _margins(section: Section, folder: Path) -> Mapping[str, Any]:
    """A table in D.toml, or a JSON file beside it."""
    if not isinstance(section.raw("margins"), str):
        return section.mapping("margins")
    name = section.text("margins")
    try:
        margins = json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(f"{section.at('margins')}: there is no file {name} beside it") from None
    except (OSError, ValueError):
        raise BadInput(f"{section.at('margins')}: {name} can't be read as JSON") from None
    if not isinstance(margins, Mapping):
        raise BadInput(f"{section.at('margins')}: {name} must hold {{variable: {{level: total}}}}")
    return margins

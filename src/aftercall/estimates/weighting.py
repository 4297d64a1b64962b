"""The weighting steps of D.toml applied to the data, with what each did to the weights."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from aftercall.errors import BadInput
from aftercall.estimates.columns import Levels, crossed_levels
from aftercall.estimates.data import Data
from aftercall.estimates.designs import DesignSettings, sample_of, start_weights
from aftercall.estimates.errors import as_bad_input
from aftercall.estimates.population import merged_levels, population_margins, population_totals
from aftercall.estimates.terms import terms_of
from aftercall.estimates.weighting_steps import (
    CalibrationStep,
    Method,
    NonresponseStep,
    TrimmingStep,
    WeightingStep,
)
from aftercall.methods.arrays import BoolArray, FloatArray, IntArray
from aftercall.methods.calibration import Calibration
from aftercall.methods.estimators import Sample
from aftercall.methods.nonresponse import ResponseCell, nonresponse_weights
from aftercall.methods.post_stratification import post_stratify
from aftercall.methods.propensity import propensity_weights
from aftercall.methods.raking import rake
from aftercall.methods.regression_calibration import calibrate
from aftercall.methods.replicates import ReplicateDesign
from aftercall.methods.trimming import trim_weights
from aftercall.methods.weight_diagnostics import weight_diagnostics

type Diagnostics = dict[str, Any]
type Diagnose = Callable[[], Diagnostics]
"""What a step did, as JSON; computed on demand."""


@dataclass(frozen=True, eq=False)
class WeightedSample:
    """Those who responded, with their design and calibration. steps: what each step did."""

    data: Data
    sample: Sample
    calibration: Calibration | None
    steps: tuple[Diagnose, ...]

    @property
    def weights(self) -> FloatArray:
        """(n,) the weights to estimate with."""
        return self.sample.weights if self.calibration is None else self.calibration.weights

    def diagnostics(self) -> list[Diagnostics]:
        """What each step did to the weights, in order."""
        return [diagnose() for diagnose in self.steps]


@dataclass(frozen=True)
class _Planned:
    """A calibration with the small levels to merge, which are those of the full sample in every replicate."""

    step: CalibrationStep
    merged: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, eq=False)
class _Calibrated:
    """calibration: of all steps together, None without any."""

    calibration: Calibration | None
    steps: tuple[Diagnose, ...]


def weight_sample(data: Data, design: DesignSettings, steps: Sequence[WeightingStep]) -> WeightedSample:
    """The sample after all steps. Raises BadInput where a step is impossible."""
    weights, diagnoses = start_weights(data, design), list[Diagnose]()
    earlier, calibrations = _in_order(steps)
    for step in earlier:
        with as_bad_input(step.where):
            data, weights, diagnose = _applied(data, weights, step)
            diagnoses.append(diagnose)
    sample = sample_of(data, design, weights)
    planned = [_planned(data, step) for step in calibrations]
    found = _calibrated(data, sample.weights, planned)
    if isinstance(sample, ReplicateDesign):
        replicated = _each_replicate(data, sample, found.calibration, planned)
        return WeightedSample(data, replicated, None, (*diagnoses, *found.steps))
    return WeightedSample(data, sample, found.calibration, (*diagnoses, *found.steps))


def _in_order(
    steps: Sequence[WeightingStep],
) -> tuple[list[NonresponseStep | TrimmingStep], list[CalibrationStep]]:
    """The steps before calibration, and those of calibration. Raises BadInput where they are mixed."""
    earlier, calibrations = list[NonresponseStep | TrimmingStep](), list[CalibrationStep]()
    for step in steps:
        if isinstance(step, CalibrationStep):
            calibrations.append(step)
        elif calibrations:
            raise BadInput(f"{step.where}: {step.method} must come before population totals are used; move it up")
        else:
            earlier.append(step)
    return earlier, calibrations


def _applied(
    data: Data, weights: FloatArray, step: NonresponseStep | TrimmingStep
) -> tuple[Data, FloatArray, Diagnose]:
    """The remaining rows, their weights, and what was done."""
    if isinstance(step, NonresponseStep):
        return _respondents(data, weights, step)
    trimming = trim_weights(weights, lower=step.lower, upper=step.upper)
    figures = {"before": asdict(trimming.before), "after": asdict(trimming.after)}
    return data, trimming.weights, lambda: {"method": step.method.value, **figures}


def _respondents(data: Data, weights: FloatArray, step: NonresponseStep) -> tuple[Data, FloatArray, Diagnose]:
    """Those who responded, with their adjusted weights."""
    answered = data.column(step.responded, f"{step.where}, responded").numbers()
    if not np.isin(answered, (0, 1)).all():
        raise BadInput(f"{step.where}, responded: must be 1 or 0 in every row")
    responded: BoolArray = answered == 1
    adjust = _by_propensity if step.method is Method.PROPENSITY else _by_cells
    adjusted, details = adjust(data, weights, responded, step)
    kept = adjusted[responded]

    def diagnose() -> Diagnostics:
        return {"method": step.method.value, **details(), "after": asdict(weight_diagnostics(kept))}

    return data.where(responded, adjusted / weights), kept, diagnose


def _by_propensity(
    data: Data, weights: FloatArray, responded: BoolArray, step: NonresponseStep
) -> tuple[FloatArray, Diagnose]:
    terms = terms_of(data, step.predictors, f"{step.where}, terms")
    found = propensity_weights(weights, responded, terms)
    coefficients = dict(zip(terms.names, found.coefficients.tolist(), strict=True))
    return found.weights, lambda: {"coefficients": coefficients}


def _by_cells(
    data: Data, weights: FloatArray, responded: BoolArray, step: NonresponseStep
) -> tuple[FloatArray, Diagnose]:
    levels = [crossed_levels([data.column(name, f"{step.where}, cells")]) for name in step.predictors]
    codes = [found.codes for found in levels]
    found = nonresponse_weights(weights, responded, codes, minimum=step.minimum, counts=_counts(data))
    return found.weights, lambda: {"cells": [_cell(cell, step.predictors, levels) for cell in found.cells]}


def _cell(cell: ResponseCell, names: Sequence[str], levels: Sequence[Levels]) -> Diagnostics:
    """A cell and the classes that it was merged from, by the names of their levels."""
    classes = [
        {
            name: column.labels[code] if code >= 0 else None
            for name, column, code in zip(names, levels, key, strict=True)
        }
        for key in cell.classes
    ]
    return asdict(cell) | {"classes": classes}


def _counts(data: Data) -> IntArray | None:
    """(n,) the people of each row; None where each row is one person."""
    return data.people.groups.counts if data.people else None


def _planned(data: Data, step: CalibrationStep) -> _Planned:
    if not step.minimum:
        return _Planned(step, {})
    return _Planned(step, merged_levels(data, step.margins, step.minimum, step.where))


def _calibrated(data: Data, weights: FloatArray, planned: Sequence[_Planned]) -> _Calibrated:
    found: Calibration | None = None
    diagnoses: list[Diagnose] = []
    for plan in planned:
        with as_bad_input(plan.step.where):
            one = _one_calibration(data, weights if found is None else found.weights, plan)
            found = one if found is None else one.after(found)
            diagnoses.append(_diagnose(plan, one))
    return _Calibrated(found, tuple(diagnoses))


def _each_replicate(
    data: Data, sample: ReplicateDesign, full: Calibration | None, planned: Sequence[_Planned]
) -> ReplicateDesign:
    """Every replicate calibrated as the full sample is. Rows that it leaves out remain left out."""
    if full is None:
        return sample
    replicates = np.zeros_like(sample.replicates)
    for number, column in enumerate(sample.replicates.T):
        kept: BoolArray = column > 0
        one = _calibrated(data.where(kept), column[kept], planned).calibration
        replicates[kept, number] = one.weights if one is not None else column[kept]
    return replace(sample, weights=full.weights, replicates=replicates)


def _one_calibration(data: Data, weights: FloatArray, plan: _Planned) -> Calibration:
    step = plan.step
    if step.method is Method.CALIBRATE:
        totals = population_totals(data, step.margins, step.within, step.where)
        return calibrate(weights, totals, distance=step.distance, bounds=step.bounds)
    margins = population_margins(data, step.margins, step.within, step.where, merged=plan.merged)
    if step.method is Method.RAKE:
        return rake(weights, margins, counts=_counts(data))
    if len(margins) != 1:
        raise BadInput(f"{step.where}, margins: poststratify takes one; cross two columns as area|crime, or rake")
    return post_stratify(weights, margins[0])


def _diagnose(plan: _Planned, found: Calibration) -> Diagnose:
    """The levels merged, and what the calibration did to the weights."""
    merged = {} if plan.step.method is Method.CALIBRATE else {"merged": {k: dict(v) for k, v in plan.merged.items()}}
    return lambda: {"method": plan.step.method.value, **merged, **asdict(found.diagnostics)}

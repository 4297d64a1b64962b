"""The tables [[weighting]] of D.toml, as settings: nonresponse, trimming, post-stratification, raking, calibration."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from aftercall.errors import BadInput
from aftercall.estimates.population import INTERCEPT
from aftercall.estimates.section import Section
from aftercall.methods.regression_calibration import Distance


class Method(StrEnum):
    """What a step does."""

    NONRESPONSE = "nonresponse"
    PROPENSITY = "propensity"
    TRIM = "trim"
    POST_STRATIFY = "poststratify"
    RAKE = "rake"
    CALIBRATE = "calibrate"


@dataclass(frozen=True)
class NonresponseStep:
    """Weights moved from those who did not respond to those who did.

    predictors: the columns that make the cells, or the terms of the propensity model. minimum: responses in a cell.
    """

    where: str
    method: Method
    responded: str
    predictors: tuple[str, ...]
    minimum: int

    def columns(self) -> set[str]:
        """The columns that the step reads."""
        return {self.responded, *self.predictors}


@dataclass(frozen=True)
class TrimmingStep:
    """Weights cut off at bounds."""

    where: str
    method: Method
    lower: float
    upper: float

    def columns(self) -> set[str]:
        """The columns that the step reads: none."""
        return set()


@dataclass(frozen=True)
class CalibrationStep:
    """Weights adjusted to population totals. minimum: responses below which a level is merged; 0 merges none."""

    where: str
    method: Method
    margins: Mapping[str, Any]
    within: tuple[str, ...]
    minimum: int
    distance: Distance
    bounds: tuple[float, float] | None

    def columns(self) -> set[str]:
        """The columns that the step reads."""
        crossed = {part for name in self.margins if name != INTERCEPT for part in name.split("|")}
        return crossed | set(self.within)


_KEYS = {
    Method.NONRESPONSE: ("responded", "cells", "minimum"),
    Method.PROPENSITY: ("responded", "terms"),
    Method.TRIM: ("lower", "upper"),
    Method.POST_STRATIFY: ("margins", "within", "minimum"),
    Method.RAKE: ("margins", "within", "minimum"),
    Method.CALIBRATE: ("margins", "within", "distance", "bounds"),
}
_ALL_KEYS = ("method", *dict.fromkeys(key for keys in _KEYS.values() for key in keys))

type WeightingStep = NonresponseStep | TrimmingStep | CalibrationStep


def weighting_step(section: Section, folder: Path | None) -> WeightingStep:
    """One table [[weighting]]. folder: where a margins file is looked for; None where there are no files.

    Raises BadInput naming the key.
    """
    section.expect(_ALL_KEYS)
    method = section.choice("method", Method)
    section.exclude((key for key in _ALL_KEYS[1:] if key not in _KEYS[method]), f"does not apply to {method}")
    match method:
        case Method.NONRESPONSE | Method.PROPENSITY:
            step: WeightingStep = _nonresponse(section, method)
        case Method.TRIM:
            step = TrimmingStep(section.where, method, section.number("lower", 0.0), section.number("upper", np.inf))
        case _:
            step = _calibration(section, method, folder)
    return step


def _nonresponse(section: Section, method: Method) -> NonresponseStep:
    in_cells = method is Method.NONRESPONSE
    return NonresponseStep(
        where=section.where,
        method=method,
        responded=section.text("responded"),
        predictors=section.texts("cells" if in_cells else "terms"),
        minimum=section.whole_number("minimum", 1) if in_cells else 1,
    )


def _calibration(section: Section, method: Method, folder: Path | None) -> CalibrationStep:
    bounds = section.numbers("bounds")
    if len(bounds) not in {0, 2}:
        raise BadInput(f"{section.at('bounds')}: must be two numbers, such as [0.4, 2.5]")
    within = section.texts("within")
    minimum = 0 if method is Method.CALIBRATE else section.whole_number("minimum", 0)
    if within and minimum:
        raise BadInput(f"{section.at('minimum')}: can't be combined with within; merge small levels in the data")
    return CalibrationStep(
        where=section.where,
        method=method,
        margins=_margins(section, folder),
        within=within,
        minimum=minimum,
        distance=section.choice("distance", Distance, Distance.LINEAR),
        bounds=(bounds[0], bounds[1]) if bounds else None,
    )


def _margins(section: Section, folder: Path | None) -> Mapping[str, Any]:
    """A table in D.toml, or a JSON file beside it."""
    if not isinstance(section.raw("margins"), str) or folder is None:
        return section.mapping("margins")
    name = section.text("margins")
    try:
        margins = json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(f"{section.at('margins')}: there is no file {name} in its folder") from None
    except (OSError, ValueError):
        raise BadInput(f"{section.at('margins')}: {name} can't be read as JSON") from None
    if not isinstance(margins, Mapping):
        raise BadInput(f"{section.at('margins')}: {name} must hold {{variable: {{level: total}}}}")
    return margins

"""The contents of D.toml, checked: the design, the weighting steps and every table [[estimate]]."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from aftercall.errors import BadInput
from aftercall.estimates.designs import DesignSettings, design_settings
from aftercall.estimates.section import Section
from aftercall.estimates.weighting_steps import WeightingStep, weighting_step
from aftercall.methods.association import Association
from aftercall.methods.intervals import IntervalMethod


class Kind(StrEnum):
    """What is estimated."""

    PROPORTION = "proportion"
    MEAN = "mean"
    TOTAL = "total"
    RATIO = "ratio"
    QUANTILE = "quantile"
    DIFFERENCE = "difference"
    CONTRAST = "contrast"
    CHISQ = "chisq"
    TTEST = "ttest"
    LOGISTIC = "logistic"
    DRIVERS = "drivers"


@dataclass(frozen=True)
class Request:
    """One variable of a table [[estimate]]. interval: None for no interval."""

    where: str
    kind: Kind
    variable: str
    level: str | None
    by: tuple[str, ...]
    domain: str | None
    interval: IntervalMethod | None
    confidence: float
    denominator: str | None
    probabilities: tuple[float, ...]
    between: str | None
    levels: tuple[str, ...]
    coefficients: tuple[float, ...]
    other: str | None
    statistic: Association
    group: str | None
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Settings:
    """All of D.toml. requests: for each table [[estimate]], one request per variable."""

    design: DesignSettings
    define: dict[str, str]
    weighting: list[WeightingStep]
    requests: list[tuple[Request, ...]]


_NEEDED = {
    Kind.RATIO: ("denominator",),
    Kind.QUANTILE: ("probabilities",),
    Kind.DIFFERENCE: ("between", "levels"),
    Kind.CONTRAST: ("between", "levels", "coefficients"),
    Kind.CHISQ: ("with",),
    Kind.TTEST: ("group",),
    Kind.LOGISTIC: ("terms",),
    Kind.DRIVERS: ("terms",),
}
_LEAST_CONFIDENCE = 0.01
_ALWAYS = ("kind", "variable", "by", "where")
_OPTIONAL = {
    Kind.PROPORTION: ("level", "interval", "level_of_confidence"),
    Kind.MEAN: ("level", "interval", "level_of_confidence"),
    Kind.TOTAL: ("level", "interval", "level_of_confidence"),
    Kind.RATIO: ("level", "interval", "level_of_confidence"),
    Kind.QUANTILE: ("level", "interval", "level_of_confidence"),
    Kind.DIFFERENCE: ("level", "level_of_confidence"),
    Kind.CONTRAST: ("level", "level_of_confidence"),
    Kind.CHISQ: ("statistic",),
    Kind.TTEST: ("level", "level_of_confidence"),
    Kind.LOGISTIC: ("level", "level_of_confidence"),
    Kind.DRIVERS: ("level", "level_of_confidence"),
}
_KEYS = {kind: (*_ALWAYS, *_NEEDED.get(kind, ()), *optional) for kind, optional in _OPTIONAL.items()}
_ALL_KEYS = tuple(dict.fromkeys(key for keys in _KEYS.values() for key in keys))


def read_settings(path: Path) -> Settings:
    """The settings of D.toml. Raises BadInput naming table and key."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"{path.name}: can't be read as a UTF-8 text file") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path.name}: is not TOML: {error}") from None
    return settings_of(entries, path.name, path.parent)


def settings_of(entries: Mapping[str, Any], place: str, folder: Path | None = None) -> Settings:
    """The settings of the entries of D.toml. place: its name, for messages. folder: where a margins file is looked for.

    Raises BadInput naming table and key.
    """
    top = Section(place, entries)
    top.expect(("design", "define", "weighting", "estimate"))
    define = top.mapping("define")
    defined = Section(f"{place}, [define]", define)
    settings = Settings(
        design=design_settings(Section(f"{place}, [design]", top.mapping("design"))),
        define={name: defined.text(name) for name in define},
        weighting=[weighting_step(section, folder) for section in top.sections("weighting")],
        requests=[_requests(section) for section in top.sections("estimate")],
    )
    if not settings.requests:
        raise BadInput(f"{place}: asks for nothing; add a table [[estimate]]")
    return settings


def _requests(section: Section) -> tuple[Request, ...]:
    """A request for each of the table's variables."""
    section.expect(_ALL_KEYS)
    kind = section.choice("kind", Kind)
    section.exclude((key for key in _ALL_KEYS if key not in _KEYS[kind]), f"does not apply to {kind}")
    for key in _NEEDED.get(kind, ()):
        if key not in section:
            raise BadInput(f"{section.at(key)}: is missing; {kind} needs it")
    variables = section.texts("variable")
    if not variables:
        raise BadInput(f"{section.at('variable')}: is missing")
    request = Request(
        where=section.where,
        kind=kind,
        variable=variables[0],
        level=section.optional("level"),
        by=section.texts("by"),
        domain=section.optional("where"),
        interval=_interval(section, kind),
        confidence=section.number("level_of_confidence", 0.95),
        denominator=section.optional("denominator"),
        probabilities=section.numbers("probabilities"),
        between=section.optional("between"),
        levels=section.texts("levels"),
        coefficients=section.numbers("coefficients"),
        other=section.optional("with"),
        statistic=section.choice("statistic", Association, Association.F),
        group=section.optional("group"),
        terms=section.texts("terms"),
    )
    _check(section, request)
    return tuple(replace(request, variable=variable) for variable in variables)


def _interval(section: Section, kind: Kind) -> IntervalMethod | None:
    """How the interval is calculated: only a proportion has a choice."""
    if section.optional("interval") == "none":
        return None
    if kind is Kind.PROPORTION:
        return section.choice("interval", IntervalMethod, IntervalMethod.LOGIT)
    method = section.choice("interval", IntervalMethod, IntervalMethod.MEAN)
    if method is not IntervalMethod.MEAN:
        raise BadInput(f"{section.at('interval')}: must be mean or none; only a proportion has other intervals")
    return method


def _check(section: Section, request: Request) -> None:
    if not _LEAST_CONFIDENCE <= request.confidence < 1:
        raise BadInput(f"{section.at('level_of_confidence')}: must be between 0 and 1, such as 0.95")
    if any(not 0 <= probability <= 1 for probability in request.probabilities):
        raise BadInput(f"{section.at('probabilities')}: must be between 0 and 1, such as [0.25, 0.5]")
    if request.kind is Kind.DRIVERS and not request.terms:
        raise BadInput(f"{section.at('terms')}: names no column; name the parts of the experience")
    if request.kind is Kind.DIFFERENCE and len(request.levels) != 2:
        raise BadInput(f"{section.at('levels')}: must name two levels; the difference is the second minus the first")
    if request.kind is Kind.CONTRAST and len(request.levels) != len(request.coefficients):
        raise BadInput(f"{section.at('coefficients')}: must have one number per level")

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
    define = top.mapping("define")
    defined = Section(f"{place}, [define]", define)
    settings = Settings(
        design=design_settings(Section(f"{place}, [design]", top.mapping("design"))),
        define={name: defined.text(name) for name in define},
        weighting=[weighting_step(section, folder) for section in top.sections("weighting")],
        requests=[_requests(section) for section in top.sections("estimate")],
    )
    top.finish()
    if not settings.requests:
        raise BadInput(f"{place}: asks for nothing; add a table [[estimate]]")
    return settings


def _requests(section: Section) -> tuple[Request, ...]:
    """A request for each of the table's variables."""
    kind = section.choice("kind", Kind)
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
        interval=None
        if section.optional("interval") == "none"
        else section.choice("interval", IntervalMethod, IntervalMethod.LOGIT),
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
    section.finish()
    _check(section, request)
    return tuple(replace(request, variable=variable) for variable in variables)


def _check(section: Section, request: Request) -> None:
    if not 0 < request.confidence < 1:
        raise BadInput(f"{section.at('level_of_confidence')}: must be between 0 and 1, such as 0.95")
    if any(not 0 <= probability <= 1 for probability in request.probabilities):
        raise BadInput(f"{section.at('probabilities')}: must be between 0 and 1, such as [0.25, 0.5]")
    if request.kind is Kind.DIFFERENCE and len(request.levels) != 2:
        raise BadInput(f"{section.at('levels')}: must name two levels; the difference is the second minus the first")
    if request.kind is Kind.CONTRAST and len(request.levels) != len(request.coefficients):
        raise BadInput(f"{section.at('coefficients')}: must have one number per level")

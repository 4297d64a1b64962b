"""The sampling design: how many people to select from each stratum, and in which order. Every number is exact."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

from aftercall.errors import BadInput
from aftercall.frames.exact import exact_fraction, whole_number
from aftercall.frames.toml import read_toml


class Allocation(StrEnum):
    """How the sample is allocated to the strata."""

    PROPORTIONAL = "proportional"  # to the people of each stratum
    NEYMAN = "neyman"  # to people × spread (Neyman 1934)
    POWER = "power"  # to people ** power (Bankier 1988): between proportional (1) and equal (0)
    PRECISION = "precision"  # what each category needs for its half-width


class Selection(StrEnum):
    """How people are selected within a stratum."""

    RANDOM = "random"  # simple random, in the order of permanent random numbers
    SYSTEMATIC = "systematic"  # at exact intervals along an implicit order


ORDER_COLUMNS = ("category", "area", "age_band", "sex", "reported_on")


@dataclass(frozen=True)
class SampleDesign:
    """The design of a draw.

    minimum: at least this many from every stratum; a stratum with fewer people is selected completely. power: between 0
    and 1. spread: standard deviation by stratum or category; 1/2 where not given. half_width: of the 95 % interval, by
    category. share, response: the expected proportion and response rate, for half_width. order: the implicit
    stratification. start: where selection begins on the circle of permanent random numbers from 0 to 1.
    Errors: BadInput.
    """

    fraction: Fraction = Fraction(15, 100)
    allocation: Allocation = Allocation.PROPORTIONAL
    minimum: int = 0
    power: Fraction = Fraction(1, 2)
    spread: Mapping[str, Fraction] = field(default_factory=dict)
    half_width: Mapping[str, Fraction] = field(default_factory=dict)
    share: Fraction = Fraction(1, 2)
    response: Fraction = Fraction(1)
    selection: Selection = Selection.RANDOM
    order: tuple[str, ...] = ("area", "reported_on")
    start: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        for words, holds in self._rules():
            if not holds:
                raise BadInput(words)

    def _rules(self) -> tuple[tuple[str, bool], ...]:
        return (
            ("fraction: must be above 0 and at most 1", 0 < self.fraction <= 1),
            ("minimum: must be 0 or more", self.minimum >= 0),
            ("power: must be between 0 and 1, with a denominator of at most 16", _is_power(self.power)),
            ("spread: must be above 0", all(value > 0 for value in self.spread.values())),
            (
                "half_width: must be between 0 and 1/2",
                all(0 < value < Fraction(1, 2) for value in self.half_width.values()),
            ),
            ("share: must be between 0 and 1", 0 < self.share < 1),
            ("response: must be above 0 and at most 1", 0 < self.response <= 1),
            ("start: must be at least 0 and below 1", 0 <= self.start < 1),
            (f"order: name columns from {', '.join(ORDER_COLUMNS)}, each once", _is_order(self.order)),
        )

    @classmethod
    def from_toml(cls, path: Path) -> Self:
        """Read a design file. Keys left out have their default value. Errors: BadInput naming the key."""
        entries = read_toml(path)
        try:
            return cls.from_mapping(entries)
        except BadInput as error:
            raise BadInput(f"{path.name}: {error}") from None

    @classmethod
    def from_mapping(cls, entries: Mapping[str, Any]) -> Self:
        """From the parsed keys of a design file. Errors: BadInput naming the key."""
        values: dict[str, Any] = {}
        for key, value in entries.items():
            if key not in _READERS:
                raise BadInput(f"there is no key {key}; use {', '.join(_READERS)}")
            try:
                values[key] = _READERS[key](value)
            except (TypeError, ValueError, AttributeError, ZeroDivisionError):
                raise BadInput(f"{key}: has a value of the wrong type") from None
        return cls(**values)

    def with_fraction(self, fraction: Fraction) -> Self:
        """The same design with a different sampling fraction. Errors: BadInput."""
        return replace(self, fraction=fraction)

    def to_mapping(self) -> dict[str, Any]:
        """All keys, with values that JSON can represent."""
        return {item.name: _plain(getattr(self, item.name)) for item in fields(self)}


def _is_power(power: Fraction) -> bool:
    return 0 <= power <= 1 and power.denominator <= 16


def _is_order(order: tuple[str, ...]) -> bool:
    return len(set(order)) == len(order) and set(order) <= set(ORDER_COLUMNS)


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {key: str(part) for key, part in value.items()}
    return list(value) if isinstance(value, tuple) else value


def _fractions(value: Any) -> dict[str, Fraction]:
    return {str(key): exact_fraction(part) for key, part in value.items()}


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(map(str, value))


_READERS = {
    "fraction": exact_fraction,
    "allocation": Allocation,
    "minimum": whole_number,
    "power": exact_fraction,
    "spread": _fractions,
    "half_width": _fractions,
    "share": exact_fraction,
    "response": exact_fraction,
    "selection": Selection,
    "order": _names,
    "start": exact_fraction,
}

"""The sampling design: how many of whom, and in which order they are taken. Every number is exact."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

from aftercall.errors import BadInput
from aftercall.frames.exact import exact_fraction, whole
from aftercall.frames.toml import read_toml


class Allocation(StrEnum):
    """How the sample is shared out among the strata."""

    PROPORTIONAL = "proportional"  # to the people in each
    NEYMAN = "neyman"  # to people × spread (Neyman 1934)
    POWER = "power"  # to people ** power (Bankier 1988): between proportional (1) and equal (0)
    PRECISION = "precision"  # what each category needs for its half-width


class Selection(StrEnum):
    """How people are taken within a stratum."""

    RANDOM = "random"  # simple random, in the order of permanent random numbers
    SYSTEMATIC = "systematic"  # at exact intervals along an implicit order


ORDER_COLUMNS = ("category", "area", "age_band", "sex", "reported_on")


@dataclass(frozen=True)
class SampleDesign:
    """A draw's design.

    minimum: at least so many of every stratum; one of fewer people is taken whole. power: between 0 and 1. spread:
    standard deviation by stratum or category; 1/2 where not given. half_width: of the 95 % interval, by category.
    share, response: the proportion and the response rate that are expected, for half_width. order: the implicit order.
    start: where on the circle from 0 to 1 of permanent random numbers the count begins. Errors: BadInput.
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
            ("minimum: must not be below 0", self.minimum >= 0),
            ("power: must lie between 0 and 1, with a denominator of at most 16", _is_power(self.power)),
            ("spread: must be above 0", all(value > 0 for value in self.spread.values())),
            (
                "half_width: must lie between 0 and 1/2",
                all(0 < value < Fraction(1, 2) for value in self.half_width.values()),
            ),
            ("share: must lie between 0 and 1", 0 < self.share < 1),
            ("response: must be above 0 and at most 1", 0 < self.response <= 1),
            ("start: must be at least 0 and below 1", 0 <= self.start < 1),
            (f"order: name some of {', '.join(ORDER_COLUMNS)}, each once", _is_order(self.order)),
        )

    @classmethod
    def from_toml(cls, path: Path) -> Self:
        """A design's file; keys left out keep their standard value. Errors: BadInput naming the key."""
        entries = read_toml(path)
        try:
            return cls.from_mapping(entries)
        except BadInput as error:
            raise BadInput(f"{path.name}: {error}") from None

    @classmethod
    def from_mapping(cls, entries: Mapping[str, Any]) -> Self:
        """The keys of a design's file, already parsed. Errors: BadInput naming the key."""
        values: dict[str, Any] = {}
        for key, value in entries.items():
            if key not in _READERS:
                raise BadInput(f"the key {key} is unknown; known are {', '.join(_READERS)}")
            try:
                values[key] = _READERS[key](value)
            except (TypeError, ValueError, AttributeError, ZeroDivisionError):
                raise BadInput(f"{key}: has a value of the wrong kind") from None
        return cls(**values)

    def with_fraction(self, fraction: Fraction) -> Self:
        """The same design with another sampling fraction. Errors: BadInput."""
        return replace(self, fraction=fraction)

    def to_mapping(self) -> dict[str, Any]:
        """All keys, as JSON can hold them."""
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
    "minimum": whole,
    "power": exact_fraction,
    "spread": _fractions,
    "half_width": _fractions,
    "share": exact_fraction,
    "response": exact_fraction,
    "selection": Selection,
    "order": _names,
    "start": exact_fraction,
}

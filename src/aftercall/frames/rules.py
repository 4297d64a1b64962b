"""What a programme decides about its frame and sample: fraction, population, age, period, strata, exclusions."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

from aftercall.errors import BadInput
from aftercall.frames.exclusions import (
    NUMBER_ABROAD,
    OUTSIDE_POPULATION,
    Exclusion,
    exclusions_of,
    shipped_exclusions,
    standard_exclusions,
)
from aftercall.frames.toml import read_toml

STRATUM_COLUMNS = ("category", "area", "age_band", "sex")


@dataclass(frozen=True)
class FrameRules:
    """A programme's rules. The period is of days reported, both ends included; None leaves that end open.

    categories: what must have been reported, in any mix of capitals and small letters; empty for everything.
    numbers_abroad: whether people are called on numbers abroad, at the hours of the United Kingdom.
    """

    sampling_fraction: Fraction = Fraction(15, 100)
    minimum_age: int = 16
    repeat_contact_months: int = 12
    reported_from: date | None = None
    reported_to: date | None = None
    categories: tuple[str, ...] = ()
    numbers_abroad: bool = False
    strata: tuple[str, ...] = ("category", "area")
    exclusions: tuple[Exclusion, ...] = field(default_factory=standard_exclusions)

    def __post_init__(self) -> None:
        if not 0 < self.sampling_fraction <= 1:
            raise BadInput("sampling_fraction: must be above 0 and at most 1")
        if not 0 <= self.minimum_age <= 120 or not 0 <= self.repeat_contact_months <= 1200:
            raise BadInput("minimum_age must be between 0 and 120, repeat_contact_months between 0 and 1200")
        if self.reported_from and self.reported_to and self.reported_from > self.reported_to:
            raise BadInput("reported_from: must not be later than reported_to")
        if not self.strata or len(set(self.strata)) < len(self.strata) or set(self.strata) - set(STRATUM_COLUMNS):
            raise BadInput(f"strata: name at least one of {', '.join(STRATUM_COLUMNS)}, each once")

    @classmethod
    def from_toml(cls, path: Path) -> Self:
        """Read a programme file. Keys left out have their default value. What an installation's programme file holds
        besides, such as its calling rules, is ignored. Errors: BadInput naming the key."""
        entries = read_toml(path)
        return cls.from_mapping({key: entries[key] for key in entries if key not in _OF_INSTALLATIONS}, path.name)

    @property
    def all_exclusions(self) -> tuple[Exclusion, ...]:
        """The exclusions, preceded by that of everything outside the programme's categories, if it has any, and
        followed by that of numbers abroad, unless they are called."""
        facts = {exclusion.fact for exclusion in self.exclusions}
        first = (OUTSIDE_POPULATION,) if self.categories and OUTSIDE_POPULATION.fact not in facts else ()
        last = (NUMBER_ABROAD,) if not self.numbers_abroad and NUMBER_ABROAD.fact not in facts else ()
        return (*first, *self.exclusions, *last)

    @classmethod
    def from_mapping(cls, entries: Mapping[str, Any], where: str) -> Self:
        """From the parsed keys of a programme file. `where`: named in errors. Errors: BadInput naming the key."""
        values: dict[str, Any] = {}
        for key, value in entries.items():
            if key not in _READERS:
                raise BadInput(f"{where}: there is no key {key}; use {', '.join(_READERS)}")
            try:
                values[_FIELDS.get(key, key)] = _READERS[key](value, where)
            except (TypeError, ValueError, ZeroDivisionError):
                raise BadInput(f"{where}: {key} has a value of the wrong type") from None
        try:
            return cls(**values)
        except BadInput as error:
            raise BadInput(f"{where}: {error}") from None

    def to_mapping(self) -> dict[str, Any]:
        """All rules, with values that JSON can represent."""
        return {
            "sampling_fraction": str(self.sampling_fraction),
            "minimum_age": self.minimum_age,
            "repeat_contact_months": self.repeat_contact_months,
            "reported_from": self.reported_from and self.reported_from.isoformat(),
            "reported_to": self.reported_to and self.reported_to.isoformat(),
            # Left out if empty, so that the digest of rules without categories stays what it was before there were any.
            **({"categories": list(self.categories)} if self.categories else {}),
            **({"numbers_abroad": True} if self.numbers_abroad else {}),
            "strata": list(self.strata),
            "exclusions": [exclusion.to_mapping() for exclusion in self.exclusions],
        }


def canonical_json(value: Any) -> str:
    """One text for one value, whatever the order of keys."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value: Any) -> str:
    """SHA-256, hex, of a value's canonical JSON."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def _fraction(value: Any, _: str) -> Fraction:
    if isinstance(value, bool):
        raise TypeError
    return Fraction(str(value))


def _whole(value: Any, _: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _day(value: Any, _: str) -> date:
    return date.fromisoformat(str(value))


def _yes_or_no(value: Any, _: str) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _names(value: Any, _: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(map(str, value))


def _shipped(value: Any, where: str) -> tuple[Exclusion, ...]:
    try:
        return shipped_exclusions(str(value))
    except BadInput as error:
        raise BadInput(f"{where}: exclusion_rules: {error}") from None


_FIELDS = {"exclusion": "exclusions", "exclusion_rules": "exclusions"}
_OF_INSTALLATIONS = ("name", "slug", "survey", "calling", "mapping")
_READERS = {
    "sampling_fraction": _fraction,
    "minimum_age": _whole,
    "repeat_contact_months": _whole,
    "reported_from": _day,
    "reported_to": _day,
    "categories": _names,
    "numbers_abroad": _yes_or_no,
    "strata": _names,
    "exclusion_rules": _shipped,
    "exclusion": exclusions_of,
}

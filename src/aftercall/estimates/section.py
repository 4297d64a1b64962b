"""A table of D.toml, read key by key, so that messages can name a wrong or unknown key."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from math import inf, isfinite
from typing import Any

from aftercall.errors import BadInput


class Section:
    """where: the file and table, for messages."""

    def __init__(self, where: str, entries: Mapping[str, Any]) -> None:
        self.where = where
        self._entries = entries

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def at(self, key: str) -> str:
        """Where the key is, for messages."""
        return f"{self.where}, {key}"

    def expect(self, keys: Iterable[str]) -> None:
        """Raise BadInput for a key that is not one of these, with the nearest of them."""
        known = tuple(keys)
        for key in self._entries:
            if key not in known:
                near = get_close_matches(key.lower(), known, n=1)
                fix = f"did you mean {near[0]}?" if near else f"use {', '.join(sorted(known))}"
                raise BadInput(f"{self.at(key)}: is not a known key; {fix}")

    def exclude(self, keys: Iterable[str], why: str) -> None:
        """Raise BadInput for one of these keys. why: as in 'is only for the bootstrap'."""
        for key in keys:
            if key in self._entries:
                raise BadInput(f"{self.at(key)}: {why}; leave it out")

    def text(self, key: str, default: str | None = None) -> str:
        """Text; numbers, true and false are written as in the data."""
        value = self._get(key, default)
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, str | int | float):
            return f"{value:.15g}" if isinstance(value, float) else str(value)
        raise BadInput(f'{self.at(key)}: must be text in quotation marks, such as {key} = "awards"')

    def optional(self, key: str) -> str | None:
        """Text, or None if the key is missing."""
        return self.text(key) if key in self._entries else None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or a single text; empty if the key is missing."""
        value = self._get(key, [])
        values = [value] if isinstance(value, str | int | float) else value
        if not isinstance(values, list) or not all(isinstance(item, str | int | float) for item in values):
            raise BadInput(f'{self.at(key)}: must be a list of texts, such as {key} = ["area", "crime"]')
        return tuple(Section(self.where, {key: item}).text(key) for item in values)

    def number(self, key: str, default: float | None = None) -> float:
        """A number."""
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadInput(f"{self.at(key)}: must be a number")
        return float(value)

    def positive(self, key: str) -> float:
        """A number above 0."""
        value = self.number(key)
        if not 0 < value < inf:
            raise BadInput(f"{self.at(key)}: must be a number above 0")
        return value

    def whole_number(self, key: str, default: int | None = None) -> int:
        """A whole number, 0 or above."""
        value = self._get(key, default)
        if type(value) is not int or value < 0:
            raise BadInput(f"{self.at(key)}: must be a whole number")
        return value

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of numbers, or a single number; empty if the key is missing."""
        values = self._get(key, [])
        values = [values] if isinstance(values, int | float) else values
        numbers = isinstance(values, list) and all(type(item) in {int, float} for item in values)
        if not numbers or not all(isfinite(item) for item in values):
            raise BadInput(f"{self.at(key)}: must be a list of numbers, such as {key} = [0.25, 0.5]")
        return tuple(float(item) for item in values)

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self._get(key, default)
        if not isinstance(value, bool):
            raise BadInput(f"{self.at(key)}: must be true or false")
        return value

    def choice[Choice: StrEnum](self, key: str, choices: type[Choice], default: Choice | None = None) -> Choice:
        """One of a set of names."""
        name = self.text(key, default.value if default is not None else None)
        try:
            return choices(name)
        except ValueError:
            raise BadInput(f"{self.at(key)}: must be one of {', '.join(choices)}") from None

    def mapping(self, key: str) -> Mapping[str, Any]:
        """A table within the table; empty if the key is missing."""
        value = self._get(key, {})
        if not isinstance(value, Mapping):
            raise BadInput(f"{self.at(key)}: must be a table of keys and values")
        return value

    def raw(self, key: str) -> object:
        """The value of a required key, of any type."""
        return self._get(key, None)

    def sections(self, key: str) -> list["Section"]:
        """A list of tables, [[key]], numbered for messages."""
        values = self._get(key, [])
        if not isinstance(values, Sequence) or not all(isinstance(item, Mapping) for item in values):
            raise BadInput(f"{self.at(key)}: must be tables, each headed [[{key}]]")
        return [Section(f"{self.where}, [[{key}]] {number}", item) for number, item in enumerate(values, start=1)]

    def _get(self, key: str, default: object) -> Any:
        value = self._entries.get(key, default)
        if value is None:
            raise BadInput(f"{self.at(key)}: is missing")
        return value

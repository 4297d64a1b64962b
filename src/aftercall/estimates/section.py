"""A table of D.toml, read key by key, so that messages can name a wrong or unknown key."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from aftercall.errors import BadInput


class Section:
    """where: the file and table, for messages."""

    def __init__(self, where: str, entries: Mapping[str, Any]) -> None:
        self.where = where
        self._entries = entries
        self._known: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def at(self, key: str) -> str:
        """Where the key is, for messages."""
        return f"{self.where}, {key}"

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
        self._known.add(key)
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

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of numbers, or a single number; empty if the key is missing."""
        values = self._get(key, [])
        values = [values] if isinstance(values, int | float) else values
        if not isinstance(values, list) or not all(type(item) in {int, float} for item in values):
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

    def finish(self) -> None:
        """Raise BadInput for a key that was not read."""
        for key in self._entries:
            if key not in self._known:
                raise BadInput(f"{self.at(key)}: is not a known key; use {', '.join(sorted(self._known))}")

    def _get(self, key: str, default: object) -> Any:
        self._known.add(key)
        value = self._entries.get(key, default)
        if value is None:
            raise BadInput(f"{self.at(key)}: is missing")
        return value

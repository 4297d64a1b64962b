"""One table of D.toml, read key by key, so that a wrong or unknown key is named."""

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
        """The key's place, for messages."""
        return f"{self.where}, {key}"

    def text(self, key: str, default: str | None = None) -> str:
        """Text; a number or true and false as they would stand in the data."""
        value = self._get(key, default)
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, str | int | float):
            return f"{value:.15g}" if isinstance(value, float) else str(value)
        raise BadInput(f'{self.at(key)}: must be text in quotation marks, as {key} = "awards"')

    def optional(self, key: str) -> str | None:
        """Text, or None where the key is not there."""
        self._known.add(key)
        return self.text(key) if key in self._entries else None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, of which one alone may stand without brackets; empty where the key is not there."""
        value = self._get(key, [])
        values = [value] if isinstance(value, str | int | float) else value
        if not isinstance(values, list) or not all(isinstance(item, str | int | float) for item in values):
            raise BadInput(f'{self.at(key)}: must be a list of texts, as {key} = ["area", "crime"]')
        return tuple(Section(self.where, {key: item}).text(key) for item in values)

    def number(self, key: str, default: float | None = None) -> float:
        """A number."""
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadInput(f"{self.at(key)}: must be a number")
        return float(value)

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of numbers; empty where the key is not there."""
        values = self._get(key, [])
        values = [values] if isinstance(values, int | float) else values
        if not isinstance(values, list) or not all(type(item) in {int, float} for item in values):
            raise BadInput(f"{self.at(key)}: must be a list of numbers, as {key} = [0.25, 0.5]")
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
        """A table within the table; empty where it is not there."""
        value = self._get(key, {})
        if not isinstance(value, Mapping):
            raise BadInput(f"{self.at(key)}: must be a table of keys and values")
        return value

    def raw(self, key: str) -> object:
        """Whatever stands under a key that must be there."""
        return self._get(key, None)

    def sections(self, key: str) -> list["Section"]:
        """A list of tables, [[key]], each with its number."""
        values = self._get(key, [])
        if not isinstance(values, Sequence) or not all(isinstance(item, Mapping) for item in values):
            raise BadInput(f"{self.at(key)}: must be tables, each under [[{key}]]")
        return [Section(f"{self.where}, [[{key}]] {number}", item) for number, item in enumerate(values, start=1)]

    def finish(self) -> None:
        """Raise BadInput for a key that nobody asked for."""
        for key in self._entries:
            if key not in self._known:
                raise BadInput(f"{self.at(key)}: is not known here; known are {', '.join(sorted(self._known))}")

    def _get(self, key: str, default: object) -> Any:
        self._known.add(key)
        value = self._entries.get(key, default)
        if value is None:
            raise BadInput(f"{self.at(key)}: is missing")
        return value

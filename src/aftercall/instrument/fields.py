"""Reading an instrument's document field by field, so that an error can say where the fault is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from aftercall.instrument.errors import InstrumentError

# PostgreSQL can store neither, and UTF-8 has no form of the second.
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Fields:
    """One object of the document, and its place there.

    languages: codes of the document's languages, the first of which every text has. language: the one to read.
    """

    where: str
    values: Mapping[str, object]
    languages: tuple[str, ...] = ()
    language: str = ""

    @classmethod
    def of(cls, where: str, value: object) -> "Fields":
        """Raises InstrumentError if the value is not an object."""
        if not isinstance(value, dict):
            raise InstrumentError(f"{where}: must be an object")
        return cls(where, value)

    def at(self, where: str, value: object) -> "Fields":
        """An object within this one, read in the same language."""
        return replace(Fields.of(where, value), languages=self.languages, language=self.language)

    def only(self, *names: str) -> None:
        """Raise InstrumentError for any other field: a misspelt one would have no effect, and nobody would notice."""
        for name in self.values:
            if name not in names:
                raise InstrumentError(f"{self.where}: unknown field {name!r}")

    def text(self, name: str, default: str | None = None) -> str:
        """A text. Without a default the field is required and must not be blank."""
        return self._checked_text(name, self.values.get(name, default), default)

    def words(self, name: str, default: str | None = None) -> str:
        """A text that people read: in the language to read, or else in the first one."""
        value = self.values.get(name, default)
        if not isinstance(value, dict):
            return self._checked_text(name, value, default)
        self._check_languages(name, value)
        texts = {code: self._checked_text(f"{name} in {code!r}", text, "") for code, text in value.items()}
        return texts.get(self.language) or self._checked_text(name, texts.get(self.languages[0]), default)

    def _check_languages(self, name: str, texts: Mapping[str, object]) -> None:
        unknown = [code for code in texts if code not in self.languages]
        if unknown:
            raise InstrumentError(f"{self.where}: {name} is in {unknown[0]!r}, which is not one of the languages")
        if self.languages[0] not in texts:
            raise self._wrong(name, f"a text in {self.languages[0]!r}, the first language")

    def _checked_text(self, name: str, value: object, default: str | None) -> str:
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self._wrong(name, "a text")
        if _NOT_STORABLE.search(value):
            raise self._wrong(name, "a text without null characters or unpaired surrogates")
        return value

    def number(self, name: str) -> int:
        """A whole number above 0."""
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self._wrong(name, "a whole number above 0")
        return value

    def optional_number(self, name: str) -> int | None:
        """A whole number above 0, or None where the field is absent."""
        return self.number(name) if name in self.values else None

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false."""
        value = self.values.get(name, default)
        if not isinstance(value, bool):
            raise self._wrong(name, "true or false")
        return value

    def one_of[E: StrEnum](self, name: str, kind: type[E], default: E | None = None) -> E:
        """One of the values of an enumeration."""
        value = self.text(name, default)
        if value not in set(kind):
            raise self._wrong(name, f"one of {', '.join(kind)}")
        return kind(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty where the field is absent."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self._wrong(name, "a list of texts")
        return tuple(value)

    def objects(self, name: str, key: str = "name") -> Iterator["Fields"]:
        """The objects of a list, each with a key that occurs once; none where the field is absent."""
        value = self.values.get(name, [])
        if not isinstance(value, list):
            raise self._wrong(name, "a list")
        seen: set[str] = set()
        for number, entry in enumerate(value, start=1):
            fields = self.at(f"{self.where}, {name} {number}", entry)
            own_name = fields.text(key)
            if own_name in seen:
                raise InstrumentError(f"{self.where}, {name}: {own_name!r} is listed twice")
            seen.add(own_name)
            yield self.at(f"{self.where}, {name} {own_name}", fields.values)

    def object(self, name: str) -> "Fields":
        """One object, empty where the field is absent."""
        return self.at(f"{self.where}, {name}", self.values.get(name, {}))

    def _wrong(self, name: str, wanted: str) -> InstrumentError:
        return InstrumentError(f"{self.where}: {name} must be {wanted}")

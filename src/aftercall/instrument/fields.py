"""Reading an instrument's document field by field, so that every fault is reported with its place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from aftercall.instrument.finding import Place, Report

# PostgreSQL can store neither, and UTF-8 has no form of the second.
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
# No spreadsheet can have the former; the latter let a text look like another one.
_NOT_VISIBLE = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e]")

_DOCUMENT = Place()


@dataclass(frozen=True)
class Fields:
    """One object of the document, and its place there. A field that is wrong is reported and read as if it were empty.

    languages: codes of the document's languages, the first of which every text has. language: the one to read.
    """

    values: Mapping[str, object]
    report: Report
    place: Place = _DOCUMENT
    languages: tuple[str, ...] = ("en",)
    language: str = "en"

    def only(self, *names: str) -> None:
        """Report any other field: a misspelt one would have no effect, and nobody would notice."""
        for name in self.values:
            if name not in names:
                self.report.error(self.place, f"unknown field {name!r}")

    def text(self, name: str, default: str | None = None) -> str:
        """A text. Without a default the field is required and must not be blank."""
        return self._checked_text(name, self.values.get(name, default), default)

    def words(self, name: str, default: str | None = None) -> str:
        """A text that people read: in the language to read, or else in the first one."""
        texts = self.translations(name, default)
        return texts.get(self.language) or texts.get(self.languages[0], "")

    def translations(self, name: str, default: str | None = None) -> Mapping[str, str]:
        """The same text in every language that it is written in, by code."""
        value = self.values.get(name, default)
        if not isinstance(value, dict):
            return {self.languages[0]: self._checked_text(name, value, default)}
        for code in value.keys() - set(self.languages):
            self.report.error(self.place.at(name), f"{code!r} is not one of the languages")
        first = {self.languages[0]: value.get(self.languages[0])}
        return {
            code: self._checked_text(name, text, default if code == self.languages[0] else "", code)
            for code, text in (first | value).items()
            if code in self.languages
        }

    def number(self, name: str) -> int:
        """A whole number above 0."""
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self.wrong(name, "must be a whole number above 0")
            return 1
        return value

    def optional_number(self, name: str) -> int | None:
        """A whole number above 0, or None where the field is absent."""
        return self.number(name) if name in self.values else None

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false."""
        value = self.values.get(name, default)
        if not isinstance(value, bool):
            self.wrong(name, "must be true or false")
            return default
        return value

    def one_of[E: StrEnum](self, name: str, kind: type[E], default: E | None = None) -> E:
        """One of the values of an enumeration."""
        value = self.values.get(name, default)
        if not isinstance(value, str) or value not in set(kind):
            self.wrong(name, f"must be one of {', '.join(kind)}")
            return default or next(iter(kind))
        return kind(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty where the field is absent."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            self.wrong(name, "must be a list of texts")
            return ()
        return tuple(value)

    def objects(self, name: str, key: str = "name") -> Iterator["Fields"]:
        """The objects of a list, each with a key that occurs once; none where the field is absent."""
        value = self.values.get(name, [])
        if not isinstance(value, list):
            self.wrong(name, "must be a list")
            return
        seen: set[str] = set()
        for number, entry in enumerate(value, start=1):
            fields = self._within(name, str(number), entry)
            own_name = fields.text(key) if isinstance(entry, dict) else ""
            if own_name in seen:
                self.wrong(name, f"{own_name!r} is listed twice")
            elif own_name:
                seen.add(own_name)
                yield replace(fields, place=self._place_of(name, own_name))

    def inner(self, name: str) -> "Fields":
        """One object, empty where the field is absent."""
        return self._as_object(self.place.at(name) if self.place.part else Place(name), self.values.get(name, {}))

    def text_place(self, name: str, language: str) -> Place:
        """The place of a text in one language, which is named only if there are several."""
        return self.place.at(name, language if len(self.languages) > 1 else "")

    def wrong(self, name: str, message: str) -> None:
        """Report an error in a field."""
        self.report.error(self.place.at(name), message)

    def _within(self, name: str, own_name: str, entry: object) -> "Fields":
        return self._as_object(self._place_of(name, own_name), entry)

    def _place_of(self, name: str, own_name: str) -> Place:
        return replace(self.place, option=own_name) if self.place.part else Place(name, own_name)

    def _as_object(self, place: Place, value: object) -> "Fields":
        if not isinstance(value, dict):
            self.report.error(place, "must be an object")
            value = {}
        return replace(self, place=place, values=value)

    def _checked_text(self, name: str, value: object, default: str | None, language: str = "") -> str:
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.report.error(self.place.at(name, language), "must be a text")
        elif _NOT_STORABLE.search(value):
            self.report.error(
                self.place.at(name, language), "must be a text without null characters or unpaired surrogates"
            )
        elif _NOT_VISIBLE.search(value):
            self.report.error(
                self.place.at(name, language),
                "must be a text without control characters; type it again",
            )
        else:
            return value
        return ""

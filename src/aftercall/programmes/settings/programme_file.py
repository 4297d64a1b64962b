"""The programme file: one TOML file with all settings of a programme. `aftercall frame build --programme` reads it too.

Settings without a dot in their key are at the top, the others in the tables [survey], [calling] and [mapping].
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import tomli_w

from aftercall.errors import BadInput
from aftercall.frames.toml import LONGEST, parse_toml
from aftercall.programmes.settings.catalogue import (
    BY_KEY,
    SETTINGS,
    InvalidSetting,
    Settings,
    check_together,
    default_settings,
    missing,
    read_setting,
)
from aftercall.programmes.settings.readers import Value

_IDENTITY = ("name", "slug")
_TABLES = ("survey", "calling")
_LEFT_OUT_IF_STANDARD = (
    "mapping",
    "survey.modules",
    "survey.incident_categories",
    "survey.minimum_base",
    "survey.minimum_count",
    "calling.web_door",
)


@dataclass(frozen=True)
class ProgrammeFile:
    """The content of a programme file: the programme's identity and its settings, by key."""

    name: str
    slug: str
    settings: Settings

    @classmethod
    def from_text(cls, text: str, where: str) -> "ProgrammeFile":
        """Read a programme file. `where`: named in errors. Errors: BadInput naming the key."""
        document = parse_toml(text, where, longest=3 * LONGEST, parse_float=Decimal)
        name, slug = (_identity(document, key, where) for key in _IDENTITY)
        return cls(name, slug, _read(document, where))

    def to_text(self) -> str:
        """The programme file. The same settings always give the same text."""
        document: dict[str, Any] = {"name": self.name, "slug": self.slug}
        for setting in SETTINGS:
            if setting.key in self._left_out():
                continue
            table, _, key = setting.key.rpartition(".")
            target = document.setdefault(table, {}) if table else document
            target[key] = _in_file(setting.key, self.settings[setting.key])
        return tomli_w.dumps(document)

    def _left_out(self) -> set[str]:
        """The setting for exclusions that does not apply, and what is as in most programmes."""
        unused = "exclusion_rules" if self.settings["exclusion"] else "exclusion"
        return {unused} | {key for key in _LEFT_OUT_IF_STANDARD if self.settings[key] == BY_KEY[key].default}


def _in_file(key: str, value: Value) -> object:
    if key == "sampling_fraction":
        return Decimal(str(value))
    return tomllib.loads(str(value)) if key == "mapping" else value


def _identity(document: Mapping[str, Any], key: str, where: str) -> str:
    value = document.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{where}: {key} is missing; add it as a text in quotation marks")
    if key == "slug" and (not _is_slug(value) or len(value) > 40):
        raise BadInput(
            f"{where}: slug: use at most 40 lower-case letters, digits and hyphens, such as victims-of-crime"
        )
    if len(value) > 100 or not value.isprintable():
        raise BadInput(f"{where}: {key}: use at most 100 characters, on one line")
    return value


def _is_slug(value: str) -> bool:
    return all(part.isascii() and part.isalnum() and part == part.lower() for part in value.split("-"))


def _read(document: Mapping[str, Any], where: str) -> dict[str, Value]:
    """Every setting of the file. Errors: BadInput that says what to fix first, and which other keys are wrong."""
    settings, problems = default_settings(), dict[str, str]()
    for key, value in _flat(document):
        try:
            settings[key] = read_setting(_known(key), value)
        except InvalidSetting as error:
            problems[key] = f"{key}: {error}"
        except ValueError as error:
            problems[key] = str(error)
    for setting in missing(settings):
        problems.setdefault(setting.key, f"{setting.key} is missing; add it")
    if problems := problems or _problem_together(settings):
        first, *others = problems
        also = f". Also wrong or missing: {', '.join(others)}" if others else ""
        raise BadInput(f"{where}: {problems[first]}{also}")
    return {setting.key: settings[setting.key] for setting in SETTINGS}


def _problem_together(settings: Settings) -> dict[str, str]:
    try:
        check_together(settings)
    except InvalidSetting as error:
        return {error.key: f"{error.key}: {error}"}
    return {}


def _flat(document: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Every entry of the file, by key."""
    for key, value in document.items():
        if key in _TABLES and isinstance(value, Mapping):
            yield from ((f"{key}.{inner}", setting) for inner, setting in value.items())
        elif key not in _IDENTITY:
            yield key, value


def _known(key: str) -> str:
    """Errors: ValueError for a key that there isn't."""
    if key in BY_KEY:
        return key
    if key in _TABLES:
        raise ValueError(f"{key} must be a table, [{key}]")
    table = key.rpartition(".")[0]
    known = [setting.key for setting in SETTINGS if setting.key.rpartition(".")[0] == table]
    known += [] if table else [*_IDENTITY, *(f"[{name}]" for name in _TABLES)]
    raise ValueError(f"there is no key {key}; use {', '.join(known)}")

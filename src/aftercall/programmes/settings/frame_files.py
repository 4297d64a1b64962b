"""Readers of the two settings that are files of their own: the exclusions and the mapping of the extracts."""

import json
from collections.abc import Mapping
from typing import Any

import tomli_w

from aftercall.errors import BadInput
from aftercall.frames.exclusions import Exclusion, exclusions_of, shipped_exclusions
from aftercall.frames.reading.mapping import ExtractMapping, looks_like_extract
from aftercall.frames.toml import LONGEST, parse_toml

# Other settings, and promises to the public, take effect only through these exclusions.
REQUIRED_FACTS = ("outside_period", "objected", "under_age", "already_surveyed")


def exclusion_rules(value: object) -> str:
    """The name of a shipped set of exclusions."""
    try:
        shipped_exclusions(str(value))
    except BadInput as error:
        raise ValueError(str(error)) from None
    return str(value)


def exclusions(value: object) -> list[dict[str, Any]]:
    """The entries of a programme's own exclusions; an empty list for the shipped set."""
    if value == []:
        return []
    if isinstance(value, str) and looks_like_extract(value):
        raise ValueError("This is not a file of exclusions. Choose a TOML file with one [[exclusion]] for each reason")
    entries = _parse(value, "exclusions") if isinstance(value, str) else value
    listed = entries.get("exclusion") if isinstance(entries, Mapping) else entries
    require_storable(listed)
    if not isinstance(listed, list) or not all(isinstance(entry, Mapping) for entry in listed) or not listed:
        raise ValueError("Write each exclusion as an [[exclusion]] with code, words, scope and when")
    try:
        parsed = exclusions_of(listed, "exclusions")
    except BadInput as error:
        raise ValueError(str(error)) from None
    _require_facts(parsed)
    return [exclusion.to_mapping() for exclusion in parsed]


def _require_facts(parsed: tuple[Exclusion, ...]) -> None:
    given = {exclusion.fact for exclusion in parsed}
    if missing := [fact for fact in REQUIRED_FACTS if fact not in given]:
        raise ValueError(f'Add an exclusion with when = {{ fact = "{missing[0]}" }}. Every programme must have it')


def mapping(value: object) -> str:
    """A mapping file (TOML), as its text or its parsed entries; an empty text for extracts in our own layout."""
    if value in ("", {}):
        return ""
    if isinstance(value, str) and looks_like_extract(value):
        raise ValueError(
            "This is not a mapping file. To make a mapping from an extract, ask a researcher to use Mappings"
        )
    entries = value if isinstance(value, Mapping) else _parse(value, "mapping")
    require_storable(entries)
    try:
        ExtractMapping.from_entries(entries, "mapping")
    except BadInput as error:
        raise ValueError(str(error)) from None
    return str(value) if isinstance(value, str) else tomli_w.dumps(entries)


def _parse(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError(f"Choose a text file of at most {LONGEST:,} characters")
    try:
        return parse_toml(value, where)
    except BadInput as error:
        raise ValueError(str(error)) from None


def require_storable(entries: object) -> None:
    """PostgreSQL can't store null characters. Errors: ValueError."""
    if r"\u0000" in json.dumps(entries, default=str):
        raise ValueError("Remove the null characters (\\u0000)")

"""An entry of the audit log as it is hashed and exported. No Django.

An exported log has one entry a line: its number, the hash taken when it was written, and its content, as JSON with
sorted keys and without spaces. The hash is RFC 6962's leaf hash of the content alone, written in the same way.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from aftercall.core.merkle import leaf

_TEXTS = ("actor", "role", "action", "subject")
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True)
class LoggedEntry:
    """One entry. content: at, actor, role, action, subject and details; leaf_hash: taken when it was written; mac: its
    authentication code, which is not exported because only the service itself can check it."""

    id: int
    content: Mapping[str, object]
    leaf_hash: str
    mac: str = ""

    @property
    def at(self) -> datetime:
        """When the action happened, in UTC."""
        return datetime.fromisoformat(str(self.content["at"]))

    @property
    def is_unchanged(self) -> bool:
        """Whether the content still has the hash taken when it was written."""
        return leaf_hash_of(self.content) == self.leaf_hash

    def as_line(self) -> str:
        """The entry as a line of an exported log."""
        return canonical({"id": self.id, "hash": self.leaf_hash, **self.content})


def content_of(*, at: datetime, details: Mapping[str, object], **texts: str) -> Mapping[str, object]:
    """What is hashed of an entry. texts: actor, role, action and subject."""
    return {"at": at.astimezone(UTC).isoformat(timespec="microseconds"), "details": details, **texts}


def leaf_hash_of(content: Mapping[str, object]) -> str:
    """RFC 6962's hash of an entry's content, in hexadecimal digits."""
    return leaf(canonical(content).encode()).hex()


def canonical(values: Mapping[str, object]) -> str:
    """The one way in which we write a JSON object."""
    return _ENCODER.encode(values)


def read_line(line: str) -> LoggedEntry | None:
    """The entry in a line of an exported log, or None if it holds none. How the JSON is spaced does not matter."""
    try:
        values = json.loads(line, object_pairs_hook=_without_duplicates)
        entry = LoggedEntry(values.pop("id"), values, values.pop("hash"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return entry if _is_well_formed(entry) else None


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object. A name that occurs twice could be read in two ways."""
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError
    return values


def _is_well_formed(entry: LoggedEntry) -> bool:
    content = entry.content
    if type(entry.id) is not int or not isinstance(entry.leaf_hash, str) or set(content) != {"at", "details", *_TEXTS}:
        return False
    if not isinstance(content["details"], dict) or not all(isinstance(content[name], str) for name in _TEXTS):
        return False
    try:
        return entry.at.tzinfo is not None
    except ValueError:
        return False

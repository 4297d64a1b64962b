"""The flow: where every record that was read went."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Flow:
    """Counts of records. `excluded` by the first reason, in the rules' order, with a 0 where a reason fitted nobody."""

    read: int
    rejected: int
    excluded: Mapping[str, int]
    repeats: int
    frame: int

    @property
    def reconciles(self) -> bool:
        """Whether every record is in exactly one place."""
        return self.read == self.rejected + sum(self.excluded.values()) + self.repeats + self.frame

    def to_mapping(self) -> dict[str, Any]:
        """As flow.json holds it."""
        return {
            "read": self.read,
            "rejected": self.rejected,
            "excluded": dict(self.excluded),
            "repeats": self.repeats,
            "frame": self.frame,
        }

"""The flow: where every record that was read went."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from aftercall.frames.deliveries import Delivery


@dataclass(frozen=True)
class Recognition:
    """People of the extracts beside those of the register: known to it, new; ids given up because two turned out to be
    one (merged), and made because one turned out to be two (split)."""

    known: int
    new: int
    merged: int
    split: int


@dataclass(frozen=True)
class Flow:
    """Counts of records. `excluded` by the first reason, in the rules' order, with a 0 where a reason fitted nobody.

    How the records were spread over files is told in `deliveries`, and makes no difference. `register`: where one is
    kept.
    """

    read: int
    rejected: int
    excluded: Mapping[str, int]
    repeats: int
    frame: int
    deliveries: tuple[Delivery, ...] = field(default=(), compare=False)
    register: Recognition | None = None

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
            "deliveries": [delivery.to_mapping() for delivery in self.deliveries],
            **({"register": asdict(self.register)} if self.register else {}),
        }

"""The flow: where every record that was read went."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from aftercall.frames.deliveries import Delivery
from aftercall.frames.recognition.shared_numbers import SharedNumbers

FLOW_FILE = "flow.json"


@dataclass(frozen=True)
class RegisterCounts:
    """People of the extracts that the register knew, and new ones; ids given up because two people turned out to be one
    (merged), and made because one turned out to be two (split)."""

    known: int
    new: int
    merged: int
    split: int


@dataclass(frozen=True)
class Flow:
    """Counts of records. `excluded`: by the first reason, in the rules' order, including reasons that apply to none.

    `deliveries`: what each file brought; how records are spread over files changes nothing else. `register`: None where
    no register is kept. shared_numbers: telephone numbers that belong to no single person; None where there are none.
    """

    read: int
    rejected: int
    excluded: Mapping[str, int]
    repeats: int
    frame: int
    deliveries: tuple[Delivery, ...] = field(default=(), compare=False)
    register: RegisterCounts | None = None
    shared_numbers: SharedNumbers | None = None

    @property
    def reconciles(self) -> bool:
        """Whether every record is counted exactly once."""
        return self.read == self.rejected + sum(self.excluded.values()) + self.repeats + self.frame

    def to_mapping(self) -> dict[str, Any]:
        """The content of flow.json."""
        return {
            "read": self.read,
            "rejected": self.rejected,
            "excluded": dict(self.excluded),
            "repeats": self.repeats,
            "frame": self.frame,
            "deliveries": [delivery.to_mapping() for delivery in self.deliveries],
            **({"register": asdict(self.register)} if self.register else {}),
            **({"shared_numbers": asdict(self.shared_numbers)} if self.shared_numbers else {}),
        }

"""The audit trail as shown on its pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from aftercall.core import audit, words
from aftercall.core.models import AuditEntry

# No one would read a longer list; the count says how many there are.
MAX_CHANGED_SHOWN = 20


def entry_rows(entries: Iterable[AuditEntry]) -> list[list[str]]:
    """Number, time, action, subject, actor and details of each entry."""
    return [
        [str(entry.pk), words.date_and_time(entry.at), entry.action, entry.subject, _actor(entry), _details(entry)]
        for entry in entries
    ]


def _actor(entry: AuditEntry) -> str:
    return f"{entry.actor} ({entry.role.replace('_', ' ')})"


def _details(entry: AuditEntry) -> str:
    return ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in entry.details.items())


@dataclass(frozen=True)
class AuditCheck:
    """The result of checking the whole log: its head, and the ids of the changed entries."""

    head: audit.Head
    changed: list[int]

    @property
    def words(self) -> str:
        """The result in a sentence."""
        if not self.changed:
            return f"No change found: {words.counted(self.head.size, 'entry', 'entries')} checked."
        shown = ", ".join(str(number) for number in self.changed[:MAX_CHANGED_SHOWN])
        more = " and more" if len(self.changed) > MAX_CHANGED_SHOWN else ""
        count = words.counted(len(self.changed), "entry was", "entries were")
        return f"{count} changed after being written: {shown}{more}."

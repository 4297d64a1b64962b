"""The check of the audit log as shown on its page."""

from dataclasses import dataclass

from aftercall.core import audit, words

# No one would read a longer list; the count says how many there are.
MAX_CHANGED_SHOWN = 20


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

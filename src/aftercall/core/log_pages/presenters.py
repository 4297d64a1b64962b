"""Audit entries as shown on their pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aftercall.core import words
from aftercall.core.log_pages.words import action_words, detail_lines, subject_words
from aftercall.core.models import AuditEntry

# A longer cell would hide the next entries; the page of the entry has all details.
MOST_DETAILS = 4
_SYSTEM = {"system": "System"}


@dataclass(frozen=True)
class LogRow:
    """One entry: when, who in which role, what, about what, and its details as pairs of name and value."""

    entry: AuditEntry
    when: str
    who: str
    role: str
    action: str
    subject: str
    details: list[tuple[str, str]]

    @property
    def first_details(self) -> list[tuple[str, str]]:
        """The details that the list shows."""
        return self.details[:MOST_DETAILS]

    @property
    def further_details(self) -> int:
        """How many details only the page of the entry shows."""
        return max(len(self.details) - MOST_DETAILS, 0)


def log_rows(entries: Iterable[AuditEntry], names: Mapping[str, str], roles: Mapping[str, str]) -> list[LogRow]:
    """The rows of these entries. names: of people, by user:number; roles: what each role is called."""
    return [log_row(entry, names, roles) for entry in entries]


def log_row(entry: AuditEntry, names: Mapping[str, str], roles: Mapping[str, str]) -> LogRow:
    """One entry with the names of the people and of the role."""
    return LogRow(
        entry=entry,
        when=words.date_and_time(entry.at),
        who=subject_words(entry.actor, names),
        role={**roles, **_SYSTEM}.get(entry.role, action_words(entry.role)),
        action=action_words(entry.action),
        subject=subject_words(entry.subject, names),
        details=list(detail_lines(entry.details)),
    )

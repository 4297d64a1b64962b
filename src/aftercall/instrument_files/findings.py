"""What a check of a form found, in the words of its author's spreadsheet."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

_LONGEST = 400  # characters


class Severity(StrEnum):
    """Whether a finding keeps the form from being used."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing to correct or to know. sheet, column: as the author wrote them, empty where none is meant; row: as the
    spreadsheet counts, 0 where none is meant. code: a kind that programs ask for, such as "selling"; term: its word.
    """

    sheet: str
    row: int
    column: str
    message: str
    severity: Severity = Severity.ERROR
    code: str = ""
    term: str = ""

    @property
    def place(self) -> str:
        """As in 'survey, row 12, column relevant'."""
        row = f"row {self.row}" if self.row else ""
        column = f"column {self.column}" if self.column else ""
        return ", ".join(part for part in (self.sheet, row, column) if part)

    def __str__(self) -> str:
        message = f"warning: {self.message}" if self.severity is Severity.WARNING else self.message
        return " ".join((f"{self.place}: {message}" if self.place else message).split())  # cells may have several lines


SELLING = "selling"


def in_order(findings: Iterable[Finding], sheets: Iterable[str]) -> tuple[Finding, ...]:
    """Each finding once, in the order in which the author meets the places."""
    order = {name: number for number, name in enumerate(["", *sheets])}
    unique = dict.fromkeys(map(_shortened, findings))
    return tuple(sorted(unique, key=lambda finding: (order.get(finding.sheet, len(order)), finding.row)))


def _shortened(finding: Finding) -> Finding:
    """A message may repeat a cell, however long that is."""
    if len(finding.message) <= _LONGEST:
        return finding
    return replace(finding, message=f"{finding.message[: _LONGEST - 1]}…")


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether the form can't be used. Words that sell don't count: a named person may release them."""
    return any(finding.severity is Severity.ERROR and finding.code != SELLING for finding in findings)

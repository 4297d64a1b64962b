"""What a check of a questionnaire's document finds, and where."""

from dataclasses import dataclass, field, replace
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps the questionnaire from being used; a warning is for its author to judge."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Place:
    """part: the document's field, such as questions, choices or scripts; empty for the document itself. name: of the
    question, list of choices, script and so on. option: the choice's name in its list. field: its field. language: the
    code of the translation."""

    part: str = ""
    name: str = ""
    option: str = ""
    field: str = ""
    language: str = ""

    def __str__(self) -> str:
        entry = f"{self.part} {self.name}".strip()
        option = f"options {self.option}" if self.option else ""
        text = f"{self.field} in {self.language!r}" if self.language else self.field
        return ", ".join(filter(None, (entry, option, text)))

    def at(self, name: str, language: str = "") -> "Place":
        """A field of this place."""
        return replace(self, field=name, language=language)


@dataclass(frozen=True)
class Finding:
    """message: one sentence that says what is wrong and how to put it right."""

    place: Place
    message: str
    severity: Severity

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if str(self.place) else self.message


@dataclass
class Report:
    """The findings about one document."""

    findings: list[Finding] = field(default_factory=list)

    def error(self, place: Place, message: str) -> None:
        """Add what keeps the questionnaire from being used."""
        self.findings.append(Finding(place, message, Severity.ERROR))

    def warning(self, place: Place, message: str) -> None:
        """Add what its author has to judge."""
        self.findings.append(Finding(place, message, Severity.WARNING))

    @property
    def first_error(self) -> Finding | None:
        """What was found first of all that keeps the questionnaire from being used."""
        return next((finding for finding in self.findings if finding.severity is Severity.ERROR), None)

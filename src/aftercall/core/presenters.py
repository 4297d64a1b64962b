"""The check of the audit log as shown on its page."""

from dataclasses import dataclass

from aftercall.core.log_words import comparison_words, entries_words
from aftercall.core.operations import AuditCheck

# No one would read a longer list; the count says how many there are.
MAX_FINDINGS_SHOWN = 20


@dataclass(frozen=True)
class CheckResult:
    """The result of checking the whole log, in words."""

    check: AuditCheck

    @property
    def title(self) -> str:
        """The result in a few words."""
        if not self.check.passed:
            return "The log does not pass the check"
        return "The log has not been changed since the head was saved" if self.check.saved else "We found no fault"

    @property
    def words(self) -> str:
        """The result in a sentence or two, which say no more than was proved."""
        if self.check.saved and self.check.comparison:
            return comparison_words(self.check.head.size, self.check.saved, self.check.comparison)
        return (
            f"{entries_words(self.check.head.size)} checked. This does not show whether entries were removed from the "
            "end of the log, or whether all of it was replaced. To find that too, check it against a saved head."
        )

    @property
    def findings(self) -> list[str]:
        """The first faults, a sentence each."""
        return [f"{finding}." for finding in self.check.findings[:MAX_FINDINGS_SHOWN]]

    @property
    def more(self) -> int:
        """How many faults are not listed."""
        return len(self.check.findings) - len(self.findings)

"""The form for starting an analysis."""

from datetime import date
from typing import Any

from aftercall.programmes.forms import MonthField, ProgrammeForm


class PeriodForm(ProgrammeForm):
    """The programme, and the first and last month, of an analysis."""

    first_month = MonthField(label="First month", help_text="For example, 2025-01")
    last_month = MonthField(
        label="Last month", help_text="For example, 2025-12. Quarters are counted back from this month"
    )

    def clean(self) -> dict[str, Any]:
        """Check that the months are in order."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_month"), cleaned.get("last_month")
        if isinstance(first, date) and isinstance(last, date) and first > last:
            self.add_error("last_month", "The last month must be the same as or after the first month")
        return cleaned

"""The forms for starting an analysis and for planning a year."""

from datetime import date
from fractions import Fraction
from typing import Any

from django import forms

from aftercall.programmes.forms import MonthField, ProgrammeForm


class PeriodForm(ProgrammeForm):
    """The programme, and the first and last month, of an analysis."""

    first_month = MonthField(label="First month", help_text="For example, January 2025")
    last_month = MonthField(
        label="Last month", help_text="For example, December 2025. Quarters are counted back from this month"
    )

    def clean(self) -> dict[str, Any]:
        """Check that the months are in order."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_month"), cleaned.get("last_month")
        if isinstance(first, date) and isinstance(last, date) and first > last:
            self.add_error("last_month", "The last month must be the same as or after the first month")
        return cleaned


class AssumptionForm(forms.Form):
    """The response rate to plan with until one is known."""

    response_rate = forms.IntegerField(
        label="Response rate to assume, as a percentage",
        initial=30,
        min_value=1,
        max_value=100,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Enter the response rate as a whole number from 1 to 100"
        ),
    )

    @property
    def rate(self) -> Fraction:
        """The rate that was entered, or the usual one until a valid one is."""
        usual: int = self.fields["response_rate"].initial
        return Fraction(self.cleaned_data["response_rate"] if self.is_valid() else usual, 100)

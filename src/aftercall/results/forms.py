"""The forms for starting an analysis and for planning a year."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django import forms

from aftercall.programmes.forms import MonthField, ProgrammeForm
from aftercall.programmes.models import Programme
from aftercall.results.periods import Period, period_words, periods_of


class PeriodForm(ProgrammeForm):
    """The programme and the period of an analysis: one of the programme's whose months have all been returned, or other
    months."""

    period_choice = forms.ChoiceField(
        label="Period",
        help_text="Those whose months have all been returned. Only periods of the same length are compared",
        required=False,
        error_messages={"invalid_choice": "Choose one of this programme’s periods"},
    )
    first_month = MonthField(label="First of other months", help_text="For example, January 2025", required=False)
    last_month = MonthField(label="Last of other months", help_text="For example, February 2025", required=False)

    def __init__(
        self,
        programmes: Sequence[Programme],
        months: Mapping[int, Iterable[date]],
        data: Mapping[str, str] | None = None,
        *,
        looked_at: str = "",
    ) -> None:
        """months: those returned, by programme. looked_at: the programme whose periods are offered, until one is
        submitted; the first one if it is none of them."""
        super().__init__(programmes, data)
        self.looked_at = self._programmes.get((data or {}).get("programme", looked_at)) or next(iter(programmes), None)
        if self.looked_at:
            self.initial["programme"] = str(self.looked_at.pk)
            self._offer(months.get(self.looked_at.pk, ()))

    def _offer(self, months: Iterable[date]) -> None:
        """Offer the periods of these months."""
        offered = [
            (Period(*one).text, f"{kind.label}: {period_words(*one)}")
            for kind, periods in periods_of(months).items()
            for one in periods
        ]
        choice = self.fields["period_choice"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [("", "Other months, which you enter below"), *offered]

    @property
    def period(self) -> Period:
        """The period that was chosen or entered in a valid form."""
        if chosen := self.cleaned_data["period_choice"]:
            first, last = (date.fromisoformat(f"{month}-01") for month in chosen.split("/"))
            return Period(first, last)
        return Period(self.cleaned_data["first_month"], self.cleaned_data["last_month"])

    def clean(self) -> dict[str, Any]:
        """Check that a period was chosen, or two months entered in order."""
        cleaned = super().clean() or {}
        if cleaned.get("period_choice"):
            return cleaned
        for name in ("first_month", "last_month"):
            if name in cleaned and cleaned[name] is None:
                self.add_error(name, "Choose a period, or enter a month and its year, such as January 2026")
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

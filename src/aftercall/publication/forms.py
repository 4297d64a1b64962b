"""The forms of sign-off: what the researcher writes, why something is done, and when results become public."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any

from django import forms
from django.utils import timezone

from aftercall.core.fields import DayField, TextField
from aftercall.core.times_of_day import read_time
from aftercall.core.working_days import next_working_day

_LONGEST_COMMENTARY = 10_000
_LONGEST_REASON = 500
# When official statistics are usually published.
_USUAL_TIME = "9:30am"


class ReasonForm(forms.Form):
    """Why something is done."""

    def __init__(self, data: Mapping[str, str] | None = None, *, label: str, help_text: str = "") -> None:
        super().__init__(data)
        self.fields["reason"] = TextField(
            label=label,
            max_length=_LONGEST_REASON,
            required_message="Enter a reason",
            help_text=help_text,
            widget=forms.Textarea,
        )


class TextsForm(forms.Form):
    """The commentary of a draft and, if it is a correction, why."""

    commentary = TextField(
        label="Commentary",
        max_length=_LONGEST_COMMENTARY,
        help_text="What readers should know about these results. Leave an empty line between paragraphs. "
        "Everyone can read it once the results are public",
        widget=forms.Textarea,
    )

    def __init__(self, data: Mapping[str, str] | None, *, commentary: str, correction: str) -> None:
        """correction: empty unless these results correct others."""
        super().__init__(data, initial={"commentary": commentary, "correction": correction})
        if correction:
            self.fields["correction"] = TextField(
                label="Why the published results are corrected",
                max_length=_LONGEST_REASON,
                required_message="Enter why the published results are corrected",
                help_text="Everyone can read it, with these results and with those that they correct",
                widget=forms.Textarea,
            )

    def clean_commentary(self) -> str:
        """The text with one kind of line ends, so that saving it unchanged changes nothing."""
        return _lines(self.cleaned_data["commentary"])

    def clean_correction(self) -> str:
        """As for the commentary."""
        return _lines(self.cleaned_data["correction"])


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines())


class EmbargoForm(forms.Form):
    """The day and time at which results become public. At first the morning of the next working day."""

    day = DayField(label="Day of publication", example="31 3 2026")
    time = TextField(
        label="Time of publication",
        max_length=40,
        required_message="Enter the time",
        help_text="For example, 9:30am or 14:00. The service publishes every five minutes, on the hour and after it",
    )

    def __init__(self, data: Mapping[str, str] | None, *, now: datetime) -> None:
        usual_day = next_working_day(timezone.localdate(now) + timedelta(days=1))
        super().__init__(data, initial={"day": usual_day, "time": _USUAL_TIME})

    def clean_time(self) -> time_of_day:
        """The time that is meant."""
        at = read_time(self.cleaned_data["time"])
        if at is None:
            raise forms.ValidationError("Enter a real time, such as 9:30am or 14:00")
        return at

    def clean(self) -> dict[str, Any]:
        """Combine them, as `publish_at`."""
        cleaned = super().clean() or {}
        day, at = cleaned.get("day"), cleaned.get("time")
        if isinstance(day, date) and isinstance(at, time_of_day):
            cleaned["publish_at"] = timezone.make_aware(datetime.combine(day, at))
        return cleaned

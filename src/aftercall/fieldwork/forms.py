"""The form for recording the outcome of a call."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from aftercall.core.fields import DayField, TextField
from aftercall.core.words import day
from aftercall.dispositions.codes import BY_CODE, OFFERED, OFFERED_IN_INTERVIEW, Disposition
from aftercall.fieldwork.models import Attempt
from aftercall.fieldwork.queries import interview_in


class OutcomeForm(forms.Form):
    """Outcome, appointment and note. If an interview has begun in the call, only the outcomes that interrupt it are
    offered."""

    appointment_day = DayField(label="Date of the appointment", required=False)
    appointment_time = forms.TimeField(
        label="Time of the appointment",
        required=False,
        help_text="Use the 24-hour clock, for example 17:30",
        error_messages={"invalid": "Enter a real time, such as 17:30"},
    )
    note = TextField(
        label="Note for the next interviewer",
        max_length=500,
        help_text="It is encrypted with the person’s details and destroyed with them",
    )

    def __init__(self, *args: Any, attempt: Attempt, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = OFFERED_IN_INTERVIEW if interview_in(attempt) else OFFERED
        self.fields["appointment_day"].help_text = f"On or before {day(attempt.case.closes_on)}"
        choices = [(disposition.code, disposition.words) for disposition in self.offered]
        messages = {"required": "Choose the outcome of the call"}
        self.fields["outcome"] = forms.ChoiceField(label="Outcome", choices=choices, error_messages=messages)

    def clean_outcome(self) -> Disposition:
        """The disposition with the code that was chosen."""
        return BY_CODE[self.cleaned_data["outcome"]]

    def clean(self) -> dict[str, Any]:
        """Combine the date and time of the appointment. One without the other is an error."""
        data = super().clean() or {}
        on: date | None = data.get("appointment_day")
        at: time | None = data.get("appointment_time")
        data["appointment_at"] = None
        if on and at:
            data["appointment_at"] = timezone.make_aware(datetime.combine(on, at))
        elif on and "appointment_time" not in self.errors:
            self.add_error("appointment_time", "Enter the time of the appointment")
        elif at and "appointment_day" not in self.errors:
            self.add_error("appointment_day", "Enter the date of the appointment")
        return data

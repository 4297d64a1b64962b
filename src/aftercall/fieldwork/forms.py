"""The form of a call's outcome."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from aftercall.core.errors import Refused
from aftercall.core.fields import AddressField, TextField
from aftercall.core.times_of_day import read_time
from aftercall.core.words import day
from aftercall.dispositions.codes import BY_CODE, OFFERED, OFFERED_IN_INTERVIEW, Disposition, WhoAnswered
from aftercall.fieldwork.appointment_days import read_day
from aftercall.fieldwork.free_text import decrypt_needs
from aftercall.fieldwork.models import Attempt
from aftercall.fieldwork.operations.calls import require_note_and_appointment
from aftercall.fieldwork.queries import interview_in


class OutcomeForm(forms.Form):
    """Outcome, appointment, note and communication needs. If an interview has begun in the call, only the outcomes that
    interrupt it are offered. `answered` limits what is shown to the outcomes after this person, or no one, has
    answered."""

    appointment_day = TextField(label="Day of the appointment", max_length=40)
    appointment_time = TextField(label="Time of the appointment", max_length=40, help_text="For example, 3pm or 15:30")
    note = TextField(
        label="Note for the next interviewer (optional)",
        max_length=500,
        help_text="It is encrypted with the person’s details and destroyed with them. Press T to go to it",
    )

    needs = TextField(
        label="What helps the person to communicate (optional)",
        max_length=200,
        help_text="For example Relay UK, a BSL interpreter with them, speaking slowly. The next interviewer sees it "
        "before they dial. Press N to go to it",
    )

    def __init__(
        self, *args: Any, attempt: Attempt, now: datetime, answered: WhoAnswered | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._attempt, self._now = attempt, now
        possible = OFFERED_IN_INTERVIEW if interview_in(attempt) else OFFERED
        self.offered = [one for one in possible if answered in {None, one.answered}] or list(possible)
        self.answered = answered
        self.fields["needs"].initial = decrypt_needs(attempt.case)
        self.makes_appointments = any(one.appointment != "never" for one in self.offered)
        self.fields["appointment_day"].help_text = (
            "For example, tomorrow, Tuesday, next Tuesday or 5 March. "
            f"On or before {day(attempt.case.closes_on)}. Press A to go to it"
        )
        choices = [(disposition.code, disposition.words) for disposition in possible]
        messages = {"required": "Choose the outcome of the call"}
        self.fields["outcome"] = forms.ChoiceField(label="Outcome", choices=choices, error_messages=messages)

    def clean_outcome(self) -> Disposition:
        """The disposition with the code that was chosen."""
        return BY_CODE[self.cleaned_data["outcome"]]

    def clean_needs(self) -> str | None:
        """What is recorded from now on; None if the page did not ask."""
        text: str = self.cleaned_data["needs"]
        return text if "needs" in self.data else None

    def clean_appointment_day(self) -> date | None:
        """The day that is meant."""
        text: str = self.cleaned_data["appointment_day"]
        on = read_day(text, timezone.localdate(self._now)) if text else None
        if text and on is None:
            raise forms.ValidationError("Enter a real day, such as tomorrow, Tuesday or 5 March")
        return on

    def clean_appointment_time(self) -> time | None:
        """The time that is meant."""
        text: str = self.cleaned_data["appointment_time"]
        at = read_time(text) if text else None
        if text and at is None:
            raise forms.ValidationError("Enter a real time, such as 3pm or 15:30")
        return at

    def clean(self) -> dict[str, Any]:
        """Combine the day and time of the appointment. One without the other is an error, and so is an outcome that
        the rules refuse."""
        data = super().clean() or {}
        on: date | None = data.get("appointment_day")
        at: time | None = data.get("appointment_time")
        data["appointment_at"] = timezone.make_aware(datetime.combine(on, at)) if on and at else None
        if on and not at and "appointment_time" not in self.errors:
            self.add_error("appointment_time", "Enter the time of the appointment")
        elif at and not on and "appointment_day" not in self.errors:
            self.add_error("appointment_day", "Enter the day of the appointment")
        if not self.errors:
            self._check_rules(data)
        return data

    def _check_rules(self, data: dict[str, Any]) -> None:
        try:
            require_note_and_appointment(
                self._attempt, data["outcome"], self._now, data["appointment_at"], data["note"]
            )
        except Refused as error:
            self.add_error(error.field if error.field in self.fields else None, str(error))


class WebLinkForm(forms.Form):
    """Where to send the address of the page on the web."""

    email = AddressField(
        required_message="Enter the person’s email address",
        help_text="Only if the person asks for it and nobody else reads their email. It is used once and not kept",
    )

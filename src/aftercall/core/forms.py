"""The form that filters the audit trail."""

from typing import Any

from django import forms

from aftercall.core.queries import audit_actions

_INVALID_DATE = {"invalid": "Enter a real date as year, month and day, such as 2026-03-31"}


class AuditFilterForm(forms.Form):
    """Which entries to show; an empty field does not filter."""

    action = forms.ChoiceField(label="Action", required=False)
    subject = forms.CharField(label="Subject", required=False, max_length=80)
    actor = forms.CharField(label="Actor", required=False, max_length=60)
    first_day = forms.DateField(label="From", required=False, error_messages=_INVALID_DATE, input_formats=["%Y-%m-%d"])
    last_day = forms.DateField(label="To", required=False, error_messages=_INVALID_DATE, input_formats=["%Y-%m-%d"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "All"), *((name, name) for name in audit_actions())]
        self.fields["action"].choices = choices  # type: ignore[attr-defined]  # a choice field, as declared above

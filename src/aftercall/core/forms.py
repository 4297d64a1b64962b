"""The forms that filter the audit trail and check the log."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from aftercall.core.checkpoints import MAX_BYTES
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


class AuditCheckForm(forms.Form):
    """A check of the whole log, against a saved head if one is given."""

    saved_head = forms.FileField(
        label="Saved head (optional)",
        required=False,
        help_text="The file that you saved here before, such as aftercall-head-1250.txt",
        error_messages={"empty": "The file is empty. Choose the file as it was saved"},
    )

    def clean_saved_head(self) -> bytes | None:
        """The content of the file, if there is one."""
        upload: UploadedFile[Any] | None = self.cleaned_data["saved_head"]
        # One byte more than a head may have is enough to refuse it.
        return upload.read(MAX_BYTES + 1) if upload else None

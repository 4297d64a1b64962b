"""The form that checks the audit log."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from aftercall.core.checkpoints import MAX_BYTES


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

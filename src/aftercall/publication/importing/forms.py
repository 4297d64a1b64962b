"""The form for importing figures of earlier years."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from aftercall.programmes.models import Programme

MOST_BYTES = 300_000


class EarlierFiguresForm(forms.Form):
    """Whose figures they are, how they were measured, and the file."""

    programme = forms.ModelChoiceField(
        label="Programme",
        queryset=Programme.objects.all(),
        empty_label=None,
        to_field_name="slug",
        error_messages={"required": "Choose the programme", "invalid_choice": "Choose the programme"},
    )
    supplier = forms.CharField(
        label="Who measured them",
        help_text="For example the name of the agency. Everyone can read it beside the figures.",
        max_length=100,
        error_messages={"required": "Enter who measured the figures", "max_length": "Write at most 100 characters"},
    )
    method = forms.CharField(
        label="How they were measured",
        help_text="In a sentence or two that everyone can read: who was asked, how, and what differs from today.",
        widget=forms.Textarea,
        max_length=1000,
        error_messages={
            "required": "Enter how the figures were measured",
            "max_length": "Write at most 1,000 characters",
        },
    )
    figures = forms.FileField(
        label="Figures",
        help_text="A CSV file with a row for each figure",
        allow_empty_file=True,
        error_messages={"required": "Choose the file with the figures"},
    )

    def clean_figures(self) -> "UploadedFile[bytes]":
        """The file. Refused if it is too large."""
        file: UploadedFile[bytes] = self.cleaned_data["figures"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 300 KB. Divide it into several files")
        return file

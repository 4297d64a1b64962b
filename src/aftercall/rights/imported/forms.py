"""The form that takes the list."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

MOST_BYTES = 20_000_000


class ImportForm(forms.Form):
    """A CSV file of people who have asked not to be surveyed."""

    people = forms.FileField(
        label="List of people",
        help_text="A CSV file with a row for each person",
        allow_empty_file=True,
        error_messages={"required": "Choose the file with the list"},
    )

    def clean_people(self) -> "UploadedFile[bytes]":
        """The file. Refused if it is too large."""
        file: UploadedFile[bytes] = self.cleaned_data["people"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 20 MB. Divide it into several files")
        return file

"""The forms that begin a mapping, and the one that says how the file is read."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from aftercall.core.fields import TextField
from aftercall.frames.reading.dialect import ENCODING_NAMES
from aftercall.frames.reading.mapping import looks_like_extract, shipped_mappings

MAX_EXAMPLE_BYTES = 20_000_000
MAX_MAPPING_BYTES = 200_000
NOT_A_MAPPING = "This is not a mapping file. To make a mapping from an extract, choose it under ‘Example extract’"
_ROWS = re.compile(r"[1-9][0-9]{0,2}( *, *[1-9][0-9]{0,2})*")
_ENCODINGS = (("", "Detect it"), *ENCODING_NAMES.items())
_DELIMITERS = (("", "Detect it"), (",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Vertical bar"))


class ExampleForm(forms.Form):
    """An extract as the force exports it."""

    extract = forms.FileField(
        label="Example extract",
        help_text="A CSV, Excel (.xlsx) or Parquet file as your force exports it, up to 20 MB. One month is enough",
        allow_empty_file=True,
        error_messages={"required": "Choose an extract"},
    )

    def clean_extract(self) -> "UploadedFile[Any]":
        """The file, if it is not too large to be read while the page waits."""
        file: UploadedFile[Any] = self.cleaned_data["extract"]
        if (file.size or 0) > MAX_EXAMPLE_BYTES:
            raise forms.ValidationError("The extract must be smaller than 20 MB. One month, or a part of it, is enough")
        return file


class MappingFileForm(forms.Form):
    """A mapping file that somebody has already written."""

    mapping = forms.FileField(
        label="Mapping file",
        help_text="A TOML file, such as one downloaded from this page",
        error_messages={"required": "Choose a mapping file", "empty": "The mapping file is empty. Choose another one"},
    )

    def clean_mapping(self) -> str:
        """The file's text."""
        file: UploadedFile[Any] = self.cleaned_data["mapping"]
        if (file.size or 0) > MAX_MAPPING_BYTES:
            raise forms.ValidationError("The file is too large for a mapping file. Check that it is the right one")
        content: bytes = file.read()
        if looks_like_extract(content.decode("utf-8", errors="replace")):
            raise forms.ValidationError(NOT_A_MAPPING)
        try:
            text = str(content.decode("utf-8"))
        except UnicodeDecodeError:
            raise forms.ValidationError("The mapping file is not a UTF-8 text file. Save it as UTF-8") from None
        return text


class ShippedMappingForm(forms.Form):
    """One of the mappings that come with the product, as a beginning."""

    name = forms.ChoiceField(
        label="A mapping that comes with this service",
        error_messages={"required": "Choose a mapping", "invalid_choice": "Choose one of the mappings"},
    )

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        named = ((name, name.replace("-", " ").capitalize()) for name in shipped_mappings())
        choices = [("", "Choose a mapping"), *named]
        self.fields["name"].choices = choices  # type: ignore[attr-defined]  # a choice field, as declared above


class ReplaceForm(forms.Form):
    """The text of a mapping file, where it is confirmed that it may replace the answers in the draft."""

    mapping = forms.CharField(max_length=MAX_MAPPING_BYTES, strip=False, widget=forms.HiddenInput())


class LayoutForm(forms.Form):
    """How the example extract is read: what is left to detection, and what is set."""

    sheet = forms.ChoiceField(label="Sheet", required=False)
    heading_rows = TextField(
        label="Rows with the column names",
        help_text="For example, 1. For names on two lines, 3, 4. Leave it blank for the first row that is not blank",
        max_length=40,
    )
    encoding = forms.ChoiceField(label="Encoding of a text file", choices=_ENCODINGS, required=False)
    delimiter = forms.ChoiceField(label="Between values of a text file", choices=_DELIMITERS, required=False)

    def __init__(self, file: Mapping[str, Any], sheets: Sequence[str], data: Mapping[str, str] | None = None) -> None:
        rows = ", ".join(map(str, file.get("heading_rows", [])))
        super().__init__(data, initial={**file, "heading_rows": rows})
        if sheets:
            choices = [("", "The first one"), *((name, name) for name in sheets)]
            self.fields["sheet"].choices = choices  # type: ignore[attr-defined]  # a choice field, as declared above
        else:
            del self.fields["sheet"]

    def clean_heading_rows(self) -> list[int]:
        """The numbers of the rows."""
        text = self.cleaned_data["heading_rows"].strip()
        if text and not _ROWS.fullmatch(text):
            raise forms.ValidationError("Enter numbers of rows, such as 1 or 3, 4")
        return [int(number) for number in text.split(",")] if text else []

"""What a researcher sends in, and somebody who verifies a sample."""

import re
from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.core.files.uploadedfile import UploadedFile

from aftercall.programmes.models import MatchVerdict


class MonthField(forms.DateField):
    """A month, as the browser's month field sends it or as somebody types it: 2026-01."""

    def __init__(self, **options: object) -> None:
        super().__init__(
            input_formats=["%Y-%m"],
            error_messages={
                "required": "Enter a month, such as 2026-01",
                "invalid": "Enter a real month as year and month, such as 2026-01",
            },
            **options,  # type: ignore[arg-type]
        )


class PlanWaveForm(forms.Form):
    """Which month to open."""

    month = MonthField(label="Month", help_text="For example, 2026-01")


class LoadExtractForm(forms.Form):
    """The month's extract."""

    extract = forms.FileField(
        label="Extract",
        help_text="A CSV, Excel (.xlsx) or Parquet file with one row for each victim of a recorded crime or incident",
        allow_empty_file=True,
        error_messages={"required": "Choose an extract file"},
    )


_PAIR = re.compile("[0-9a-f]{24}")


class MatchesForm(forms.Form):
    """What is said of each pair of records on a page, by the pair's id."""

    def __init__(self, verdicts: Mapping[str, str], data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        for pair, verdict in verdicts.items():
            self.fields[pair] = forms.ChoiceField(
                label="Who are these two records about?", choices=MatchVerdict.choices, initial=verdict
            )

    @classmethod
    def of_sent(cls, data: Mapping[str, str]) -> Self:
        """The form that somebody has sent; the page may list other pairs by now."""
        return cls({name: MatchVerdict.NONE for name in data if _PAIR.fullmatch(name)}, data)


class VerifyForm(forms.Form):
    """A certificate, and the digest of the frame that somebody holds."""

    certificate = forms.FileField(
        label="Certificate",
        help_text="The file certificate.json from the ZIP file of the draw",
        error_messages={"required": "Choose a certificate"},
    )
    digests = forms.FileField(
        label="Digest of the frame",
        help_text="A text file with the digest of frame.parquet, as written by sha256sum, such as digests.sha256",
        error_messages={"required": "Choose a file with the digest of the frame"},
    )

    def clean_certificate(self) -> bytes:
        """Its content."""
        return _content(self.cleaned_data["certificate"], most=20_000_000)

    def clean_digests(self) -> bytes:
        """Their content."""
        return _content(self.cleaned_data["digests"], most=10_000)


def _content(file: "UploadedFile[Any]", *, most: int) -> bytes:
    if file.size is None or file.size > most:
        raise forms.ValidationError(
            f"The file must be no larger than {most:,} bytes. Check that you chose the right one"
        )
    content: bytes = file.read()
    return content

"""The researcher's forms, and the public form for verifying a sample."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Self

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from aftercall.programmes.models import MatchVerdict, Programme


class MonthField(forms.DateField):
    """A month as people write it: January 2026, Jan 2026, 01/2026 or 2026-01."""

    def __init__(self, **options: object) -> None:
        super().__init__(
            input_formats=["%Y-%m", "%m/%Y", "%m %Y", "%B %Y", "%b %Y"],
            error_messages={
                "required": "Enter a month and its year, such as January 2026",
                "invalid": "Enter a real month and its year, such as January 2026",
            },
            **options,  # type: ignore[arg-type]
        )


class ProgrammeForm(forms.Form):
    """A form about one programme. It asks which one if there are several."""

    def __init__(self, programmes: Sequence[Programme], data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self._programmes = {str(programme.pk): programme for programme in programmes}
        if len(programmes) > 1:
            choices = [("", "Choose a programme"), *((key, one.name) for key, one in self._programmes.items())]
            self.fields["programme"] = forms.ChoiceField(
                label="Programme", choices=choices, error_messages={"required": "Choose a programme"}
            )
            self.order_fields(["programme"])

    @property
    def programme(self) -> Programme:
        """The programme that was chosen in a valid form, or the only one."""
        if "programme" in self.fields:
            return self._programmes[self.cleaned_data["programme"]]
        return next(iter(self._programmes.values()))


class PlanWaveForm(ProgrammeForm):
    """The programme and month of a new wave."""

    month = MonthField(label="Month", help_text="For example, January 2026")


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
    """The decision about each pair of records on a page, by the pair's id."""

    def __init__(self, verdicts: Mapping[str, str], data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        for pair, verdict in verdicts.items():
            self.fields[pair] = forms.ChoiceField(
                label="Who are these two records about?", choices=MatchVerdict.choices, initial=verdict
            )

    @classmethod
    def from_submission(cls, data: Mapping[str, str]) -> Self:
        """A form for the pairs that were submitted, which may not be those that the page lists now."""
        return cls({name: MatchVerdict.NONE for name in data if _PAIR.fullmatch(name)}, data)


class VerifyForm(forms.Form):
    """A certificate, and the digest of the user's copy of the frame."""

    certificate = forms.FileField(
        label=_("Certificate"),
        help_text=_("The file certificate.json from the ZIP file of the draw"),
        error_messages={"required": _("Choose a certificate")},
    )
    digests = forms.FileField(
        label=_("Digest of the frame"),
        help_text=_("A text file with the digest of frame.parquet, as written by sha256sum, such as digests.sha256"),
        error_messages={"required": _("Choose a file with the digest of the frame")},
    )

    def clean_certificate(self) -> bytes:
        """The certificate's content."""
        return _content(self.cleaned_data["certificate"], max_bytes=20_000_000)

    def clean_digests(self) -> bytes:
        """The digest file's content."""
        return _content(self.cleaned_data["digests"], max_bytes=10_000)


def _content(file: "UploadedFile[Any]", *, max_bytes: int) -> bytes:
    if file.size is None or file.size > max_bytes:
        raise forms.ValidationError(
            f"The file must be no larger than {max_bytes:,} bytes. Check that you have chosen the right one"
        )
    content: bytes = file.read()
    return content

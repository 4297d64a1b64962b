"""The forms of a questionnaire's pages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from aftercall.core.fields import DayField, TextField
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.series_breaks import Judgement, Verdict
from aftercall.questionnaires.models import SeriesVerdict

# A questionnaire of hundreds of questions in three languages has a tenth of this.
MAX_FORM_BYTES = 5_000_000
_LONGEST_REASON = 2_000


class UploadForm(forms.Form):
    """A questionnaire as an XLSForm."""

    form = forms.FileField(
        label="Questionnaire (XLSForm)",
        help_text="An Excel file (.xlsx) of up to 5 MB, with the sheets survey, choices and settings",
        allow_empty_file=True,
        error_messages={"required": "Choose a questionnaire"},
    )

    def clean_form(self) -> "UploadedFile[Any]":
        """The file, if it is not too large to be read while the page waits."""
        file: UploadedFile[Any] = self.cleaned_data["form"]
        if (file.size or 0) > MAX_FORM_BYTES:
            raise forms.ValidationError("The questionnaire must be smaller than 5 MB. Remove pictures and empty rows")
        return file


class ReasonForm(forms.Form):
    """Why something is done."""

    def __init__(self, data: Mapping[str, str] | None = None, *, label: str, prefix: str | None = None) -> None:
        super().__init__(data, prefix=prefix)
        self.fields["reason"] = TextField(
            label=label, max_length=_LONGEST_REASON, required_message="Enter a reason", widget=forms.Textarea
        )


class ReleaseForm(ReasonForm):
    """The term to allow, and why."""

    term = forms.CharField(widget=forms.HiddenInput(), max_length=100)


class VerdictsForm(forms.Form):
    """For each measure, whether figures of two versions can be compared, and why. What is proposed is preselected."""

    def __init__(
        self, judgements: Mapping[str, Judgement], labels: Mapping[str, str], data: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data)
        self._measures = list(judgements)
        for measure, judgement in judgements.items():
            self._add(measure, judgement, labels[measure])

    def _add(self, measure: str, judgement: Judgement, label: str) -> None:
        self.fields[f"verdict_{measure}"] = forms.ChoiceField(
            label=f"{label}: figures before and after",
            choices=[(Verdict.COMPARABLE, "Can be compared"), (Verdict.SERIES_BREAK, SeriesVerdict.SERIES_BREAK.label)],
            widget=forms.RadioSelect,
            initial=judgement.verdict.value,
            error_messages={
                "required": f"Choose whether figures can be compared: {label}",
                "invalid_choice": f"Choose one of the answers: {label}",
            },
        )
        self.fields[f"reason_{measure}"] = TextField(
            label=f"Why ({label})",
            max_length=_LONGEST_REASON,
            required_message=f"Enter why: {label}",
            initial=judgement.reason[:_LONGEST_REASON],
            widget=forms.Textarea,
        )

    def verdicts(self) -> dict[str, tuple[Verdict, str]]:
        """The verdict and the reason of each measure."""
        return {
            measure: (Verdict(self.cleaned_data[f"verdict_{measure}"]), self.cleaned_data[f"reason_{measure}"])
            for measure in self._measures
        }


class BeginForm(forms.Form):
    """How a test begins: the language, and what would be known beforehand."""

    def __init__(self, instrument: Instrument, today: date, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self._facts = {f"fact_{name}": name for name in instrument.facts if name != "today"}
        self.fields["language"] = forms.ChoiceField(
            label="Language",
            choices=[(language.code, language.name) for language in instrument.languages],
            initial=instrument.languages[0].code,
            error_messages={"required": "Choose a language", "invalid_choice": "Choose one of the languages"},
        )
        self.fields["today"] = DayField(label="Day of the interview", example="31 3 2026")
        self.initial["today"] = today
        for field, name in self._facts.items():
            self.fields[field] = TextField(
                label=f"Known beforehand: {name}",
                max_length=200,
                help_text="Several values are separated by spaces. Leave it empty if it is not known",
            )

    def facts(self) -> dict[str, str]:
        """What is known beforehand, by name."""
        known = {name: self.cleaned_data[field] for field, name in self._facts.items()}
        return {"today": self.cleaned_data["today"].isoformat()} | {name: text for name, text in known.items() if text}

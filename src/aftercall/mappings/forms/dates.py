"""The form for the formats of dates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.forms import BoundField

from aftercall.frames.layout import DATES
from aftercall.frames.profiling.date_forms import DateForm, DayOrder, needed_formats
from aftercall.frames.profiling.entries import Entries, column_of
from aftercall.frames.profiling.profile import ColumnProfile, ExtractProfile
from aftercall.mappings.labels import FIELD_LABELS

_DAY, _MONTH = "day", "month"
_FORMAT = re.compile(r"excel|(%[dmYybBHMSfpI]|[ T/.:,-])+")
_UNKNOWN_ORDERS = {DayOrder.UNDECIDED, DayOrder.MIXED}


@dataclass(frozen=True)
class DateSection:
    """One date's part of the page. order: the question which comes first, or None where the values show it. other_rows:
    how many rows have a value that is no date."""

    label: str
    column: str
    forms: tuple[DateForm, ...]
    other_rows: int
    order: BoundField | None
    others: BoundField


class DatesForm(forms.Form):
    """Whether day or month comes first where the values do not show it, and formats that the example does not have."""

    def __init__(self, profile: ExtractProfile | None, entries: Entries, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self._columns: dict[str, ColumnProfile | None] = {
            field: profile.column(column_of(entries, field)) if profile else None
            for field in DATES
            if field in entries.get("columns", {})
        }
        self._written = entries.get("columns", {})
        for field in self._columns:
            self._add_fields(field, entries.get("dates", {}).get(field, []))

    def _add_fields(self, field: str, formats: list[str]) -> None:
        undecided = [form for form in self._forms(field) if form.order in _UNKNOWN_ORDERS]
        if undecided:
            self.fields[f"{field}-order"] = forms.ChoiceField(
                label=f"Which comes first in {FIELD_LABELS[field].lower()}?",
                choices=[(_DAY, "The day, as in 31/01/2025"), (_MONTH, "The month, as in 01/31/2025")],
                initial=_order(undecided, formats),
                error_messages={"required": "Choose whether the day or the month comes first"},
            )
        found = {one for form in self._forms(field) for one in (form.day_first, form.month_first)}
        self.fields[f"{field}-others"] = forms.CharField(
            label=f"Other formats of {FIELD_LABELS[field].lower()}",
            help_text="Separated by ; such as %d/%m/%Y; %d %B %Y",
            required=False,
            max_length=200,
            initial="; ".join(one for one in formats if one not in found),
        )

    def clean(self) -> None:
        """Read the other formats."""
        for field in self._columns:
            name = f"{field}-others"
            formats = [one.strip() for one in self.cleaned_data.get(name, "").split(";") if one.strip()]
            self.cleaned_data[name] = formats
            if invalid := [one for one in formats if not _FORMAT.fullmatch(one)]:
                self.add_error(name, f"‘{invalid[0]}’ is not a format. Use excel, or %d, %m, %Y and the like")

    def formats(self) -> dict[str, list[str]]:
        """Field → formats, in the order in which they are tried."""
        return {
            field: list(
                dict.fromkeys(
                    [
                        *needed_formats(
                            self._forms(field), month_first=self.cleaned_data.get(f"{field}-order") == _MONTH
                        ),
                        *self.cleaned_data[f"{field}-others"],
                    ]
                )
            )
            for field in self._columns
        }

    def sections(self) -> list[DateSection]:
        """The parts of the page, one for each date that is matched."""
        return [
            DateSection(
                label=FIELD_LABELS[field],
                column=self._written[field],
                forms=self._forms(field),
                other_rows=column.filled - sum(form.rows for form in column.dates) if column else 0,
                order=self[f"{field}-order"] if f"{field}-order" in self.fields else None,
                others=self[f"{field}-others"],
            )
            for field, column in self._columns.items()
        ]

    def _forms(self, field: str) -> tuple[DateForm, ...]:
        column = self._columns[field]
        return column.dates if column else ()


def _order(undecided: list[DateForm], formats: list[str]) -> str:
    """What was decided before; nothing where it never was."""
    if any(form.month_first in formats for form in undecided):
        return _MONTH
    return _DAY if any(form.day_first in formats for form in undecided) else ""

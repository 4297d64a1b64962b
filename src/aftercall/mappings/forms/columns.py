"""The form that matches our fields to the extract's columns."""

from collections.abc import Mapping
from itertools import combinations

from django import forms

from aftercall.frames.layout import NAMES
from aftercall.frames.profiling.entries import Entries, column_of
from aftercall.frames.profiling.profile import ColumnProfile, ExtractProfile
from aftercall.mappings.labels import FIELD_LABELS

NOT_IN_EXTRACT = "Not in the extract"
_NEED_A_COLUMN = ("crime_ref", "victim_ref", "reported_on")
# Two of these may be read from one column: a force may have one reference for both, or categories that are codes.
_MAY_SHARE = frozenset({"crime_ref", "victim_ref", "category", "offence_code", "area", "lsoa"})


class ColumnsForm(forms.Form):
    """One choice of a column for each of our fields."""

    def __init__(self, profile: ExtractProfile, entries: Entries, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self._profile = profile
        choices = [("", NOT_IN_EXTRACT), *((column.name, _choice(column)) for column in profile.columns)]
        for field in NAMES:
            column = column_of(entries, field)
            self.fields[field] = forms.ChoiceField(
                label=FIELD_LABELS[field],
                choices=choices,
                required=False,
                initial=column if profile.column(column) else "",
                error_messages={"invalid_choice": "Choose one of the extract’s columns"},
            )

    def clean(self) -> None:
        """Check that what every row needs has a column, and that no column is matched twice by mistake."""
        for field in _NEED_A_COLUMN:
            if field in self.cleaned_data and not self.cleaned_data[field]:
                self.add_error(field, f"Choose the column with the {FIELD_LABELS[field].lower()}")
        chosen = {field: self.cleaned_data.get(field, "") for field in NAMES}
        for one, other in combinations(NAMES, 2):
            if chosen[one] and chosen[one] == chosen[other] and not {one, other} <= _MAY_SHARE:
                self.add_error(
                    other, f"{FIELD_LABELS[other]} has the same column as {FIELD_LABELS[one].lower()}. Choose another"
                )
        for field in NAMES:
            if not chosen[field] and self._profile.column(field) and field not in chosen.values():
                self.add_error(field, f"The extract has a column called {field}. Choose it, or rename it in the export")

    def columns(self) -> dict[str, str]:
        """Our field → the column's name as written."""
        columns = {field: self._profile.column(name) for field, name in self.cleaned_data.items()}
        return {field: column.written for field, column in columns.items() if column}


def _choice(column: ColumnProfile) -> str:
    return f"{column.written} ({column.patterns[0]})" if column.patterns else f"{column.written} (no values)"

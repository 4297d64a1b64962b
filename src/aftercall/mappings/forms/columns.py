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
# Two of these may be read from one column, such as categories that are codes.
_MAY_SHARE = frozenset({"category", "offence_code", "area", "lsoa"})
_REFERENCES = {"crime_ref", "victim_ref"}  # these too, if the researcher says that it is no mistake


class ColumnsForm(forms.Form):
    """One choice of a column for each of our fields."""

    one_reference = forms.BooleanField(
        label="One reference is both the crime’s and the victim’s",
        help_text="Tick this only if every victim of a crime has a reference of their own in this column. "
        "Rows with the same reference count as one record",
        required=False,
    )

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
        self.fields["one_reference"].initial = self.shares_reference

    @property
    def shares_reference(self) -> bool:
        """Whether one column is chosen for both references."""
        crime, victim = (self[field].value() for field in ("crime_ref", "victim_ref"))
        return bool(crime) and crime == victim

    def clean(self) -> None:
        """Check that what every row needs has a column, and that no column is matched twice by mistake."""
        for field in _NEED_A_COLUMN:
            if field in self.cleaned_data and not self.cleaned_data[field]:
                self.add_error(field, f"Choose the column with the {FIELD_LABELS[field].lower()}")
        chosen = {field: self.cleaned_data.get(field, "") for field in NAMES}
        for one, other in combinations(NAMES, 2):
            if chosen[one] and chosen[one] == chosen[other] and not self._may_share({one, other}):
                self.add_error(other, _same_column(one, other))
        for field in NAMES:
            if not chosen[field] and self._profile.column(field) and field not in chosen.values():
                self.add_error(field, f"The extract has a column called {field}. Choose it, or rename it in the export")

    def _may_share(self, fields: set[str]) -> bool:
        return fields <= _MAY_SHARE or (fields == _REFERENCES and self.cleaned_data["one_reference"])

    def columns(self) -> dict[str, str]:
        """Our field → the column's name as written."""
        columns = {field: self._profile.column(self.cleaned_data[field]) for field in NAMES}
        return {field: column.written for field, column in columns.items() if column}


def _same_column(one: str, other: str) -> str:
    remedy = ", or say below that one reference is both" if {one, other} == _REFERENCES else ""
    return f"{FIELD_LABELS[other]} has the same column as {FIELD_LABELS[one].lower()}. Choose another{remedy}"


def _choice(column: ColumnProfile) -> str:
    return f"{column.written} ({column.patterns[0]})" if column.patterns else f"{column.written} (no values)"

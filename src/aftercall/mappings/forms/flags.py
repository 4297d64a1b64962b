"""The forms for the conditions under which somebody must not be called."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from aftercall.core.fields import TextField
from aftercall.frames.profiling import entries as editing
from aftercall.frames.profiling.codes import ColumnCodes
from aftercall.frames.profiling.entries import Entries
from aftercall.frames.profiling.profile import ColumnProfile, ExtractProfile
from aftercall.frames.reading.conditions import LONGEST_CONDITION
from aftercall.mappings.labels import FIELD_LABELS, flag_labels

VALUES_GONE = (
    "We no longer have the example extract, so the values that you chose are lost. "
    "Upload it again and choose them, or enter all values here"
)
NO_REASON = "none"
# Where a column asks for consent, or whether a number is safe. A blank is no consent.
_GIVEN_BY_NO = ("do_not_contact", "no_safe_number")
_NO = ("", "N", "No", "F", "False", "0")
_ANY, _THESE = "any", "these"


class FlagsForm(forms.Form):
    """Columns whose names suggest that they give a reason not to call, and a question about each of the other yes/no
    columns."""

    suggested = forms.MultipleChoiceField(
        label="Columns that seem to say so",
        help_text="A person is not called if the column says anything except a plain no, such as N, No or 0",
        required=False,
        error_messages={"invalid_choice": "Choose from the columns that are suggested"},
    )

    def __init__(
        self,
        profile: ExtractProfile,
        suggestions: Mapping[str, Sequence[str]],
        questions: Sequence[ColumnProfile],
        data: QueryDict | None = None,
        *,
        answered: bool = False,
    ) -> None:
        """questions: the columns to ask about. answered: whether they have been answered before."""
        super().__init__(data)
        labels = flag_labels()
        self._written = {column.name: column.written for column in profile.columns}
        choices = [
            (f"{flag}|{column.name}", f"{column.written}: {labels[flag]}")
            for flag, columns in suggestions.items()
            for column in profile.columns
            if column.name in columns
        ]
        self.fields["suggested"].choices = choices  # type: ignore[attr-defined]  # a choice field, as declared above
        self.fields["suggested"].initial = [value for value, _ in choices]
        self._asked = {_question_name(column): column for column in questions}
        for name, column in self._asked.items():
            self.fields[name] = _question(column, answered=answered)

    @property
    def questions(self) -> list[BoundField]:
        """The question about each yes/no column."""
        return [self[name] for name in self._asked]

    def add_to(self, entries: Entries) -> Entries:
        """The entries with a condition for each column that was chosen. Errors: ValueError."""
        for flag, condition in self._conditions():
            current = entries.get("flags", {}).get(flag, "")
            entries = editing.with_flag(entries, flag, editing.either(current, condition))
        return entries

    def _conditions(self) -> Iterator[tuple[str, str]]:
        """Each flag with a condition that is to be added to it."""
        for choice in self.cleaned_data["suggested"]:
            flag, _, column = choice.partition("|")
            yield flag, editing.is_set(self._written[column])
        for name, column in self._asked.items():
            flag, _, is_no = self.cleaned_data[name].partition("|")
            if flag != NO_REASON:
                yield flag, editing.is_one_of(column.written, _NO) if is_no else editing.is_set(column.written)


def _question_name(column: ColumnProfile) -> str:
    """Not the column's place, because another extract may be uploaded meanwhile."""
    return f"column-{hashlib.sha256(column.name.encode()).hexdigest()[:16]}"


def _question(column: ColumnProfile, *, answered: bool) -> forms.ChoiceField:
    labels = flag_labels()
    reasons = [(flag, f"Yes: {words}") for flag, words in labels.items()]
    reasons += [(f"{flag}|no", f"No or blank: {labels[flag]}") for flag in _GIVEN_BY_NO]
    choose = f"Choose whether ‘{column.written}’ is a reason not to call"
    return forms.ChoiceField(
        label=column.written,
        choices=[("", "Choose"), (NO_REASON, "Not a reason"), *reasons],
        initial=NO_REASON if answered else "",
        error_messages={"required": choose, "invalid_choice": choose},
    )


class ConditionForm(forms.Form):
    """The condition for a flag, as a mapping file has it."""

    condition = TextField(
        label="Condition",
        help_text="As in a mapping file, such as yes(`Deceased`) or `Marker` in ('VA', 'MARAC')",
        max_length=LONGEST_CONDITION,
    )


class ChooseColumnForm(forms.Form):
    """The column that a condition is about."""

    column = forms.ChoiceField(
        label="Column of the extract",
        error_messages={"required": "Choose a column", "invalid_choice": "Choose one of the extract’s columns"},
    )

    def __init__(self, profile: ExtractProfile, entries: Entries, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        used = {editing.column_of(entries, field): field for field in entries.get("columns", {})}
        # Those that nothing uses come first.
        columns = sorted(profile.columns, key=lambda column: column.name in used)
        choices = [("", "Choose a column"), *((one.name, _with_use(one, used.get(one.name, ""))) for one in columns)]
        self.fields["column"].choices = choices  # type: ignore[attr-defined]  # a choice field, as declared above


def _with_use(column: ColumnProfile, field: str) -> str:
    return f"{column.written} (matched to {FIELD_LABELS[field].lower()})" if field else column.written


class ColumnConditionForm(forms.Form):
    """What one column must say for a flag to apply."""

    kind = forms.ChoiceField(
        label="When must the person not be called?",
        choices=[
            (_ANY, "When the column says anything except a plain no (such as N, No or 0)"),
            (_THESE, "When it has one of the values below"),
        ],
        error_messages={"required": "Choose when the person must not be called"},
    )
    chosen = forms.MultipleChoiceField(label="Values in the extract", required=False)
    others = TextField(label="Other values", help_text="Separated by ; such as VA; MARAC", max_length=1_000)

    def __init__(self, column: str, codes: ColumnCodes, data: Any = None) -> None:
        super().__init__(data)
        self._column = column
        choices = [(value, value) for value, _ in codes.shown]
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]  # a choice field, as declared above
        if not choices:
            del self.fields["chosen"]

    def clean(self) -> None:
        """Check that there are values where they are needed, and that a condition can hold them."""
        if "chosen" in self.data and "chosen" not in self.fields:
            self.add_error("others", VALUES_GONE)
            return
        if self.cleaned_data.get("kind") == _THESE and not self._values():
            self.add_error("others", "Choose or enter at least one value")
            return
        try:
            self.condition()
        except ValueError as error:
            self.add_error("others", f"A value {error}")

    def condition(self) -> str:
        """The condition, as a mapping file has it."""
        if self.cleaned_data.get("kind") == _THESE:
            return editing.is_one_of(self._column, self._values())
        return editing.is_set(self._column)

    def _values(self) -> list[str]:
        others = [value.strip() for value in self.cleaned_data.get("others", "").split(";")]
        return [*self.cleaned_data.get("chosen", []), *filter(None, others)]

"""The form that says what the extract's values mean."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from aftercall.core.words import counted, number
from aftercall.frames.layout import VICTIM_KINDS
from aftercall.frames.profiling.codes import ColumnCodes
from aftercall.frames.profiling.entries import Entries, column_of
from aftercall.frames.profiling.suggestions import suggest_meaning
from aftercall.mappings.labels import FIELD_LABELS, KIND_LABELS, SEX_LABELS

VALUE_FIELDS = ("victim_kind", "sex", "category", "area")
UPLOAD_AGAIN = (
    "We no longer have the example extract, so we cannot show its values. "
    "Upload it again to translate them. What you have saved is kept"
)
NOT_KNOWN = "not_known"  # in a select, where an empty value is 'not chosen yet'
KEEP = "*"  # the value keeps its name, or what it was called in a mapping file
_CHOICES = {
    "victim_kind": [("", "Choose"), *KIND_LABELS.items()],
    "sex": [("", "Choose"), *((value or NOT_KNOWN, label) for value, label in SEX_LABELS.items())],
}
_MEANINGS = {"victim_kind": VICTIM_KINDS, "sex": tuple(SEX_LABELS)}
_EXAMPLES = {
    "victim_kind": "One in each line, such as: Sole trader = business",
    "sex": "One in each line, such as: Fem = female",
    "category": "One in each line, such as: Burglary dwelling = Burglary",
    "area": "One in each line, such as: NT1 = Northtown",
}


@dataclass(frozen=True)
class ValueSection:
    """One field's part of the page. fields: the bound field of each value that is shown. names: these values, each with
    its number of rows. hidden: how many other values the column has. others: the bound field for other values. renames:
    whether values keep their name where nothing is entered. outside: the values that are none of the categories.
    """

    field: str
    label: str
    column: str
    fields: list[BoundField]
    names: str
    hidden: int
    others: BoundField
    renames: bool
    outside: list[str]

    @property
    def is_open(self) -> bool:
        """Whether to show at once how to rename the values: of categories, or where something was entered or wrong."""
        return self.field == "category" or any(field.value() or field.errors for field in [*self.fields, self.others])


class ValuesForm(forms.Form):
    """What each value that may be shown means, and translations of others, one a line.

    stored: whether there still is an extract whose values can be shown. categories: those of the programme, if it has
    any: each value of the category is then one of them or none. answered: whether this was saved before.
    """

    def __init__(
        self,
        entries: Entries,
        codes: Mapping[str, ColumnCodes],
        data: Mapping[str, str] | None = None,
        *,
        stored: bool = True,
        categories: Sequence[str] = (),
        answered: bool = False,
    ) -> None:
        super().__init__(data)
        self._stored, self._answered = stored, answered
        self._categories = {name.casefold(): name for name in categories}
        self._meant = entries.get("values", {})
        self._codes = {
            field: codes.get(column_of(entries, field), ColumnCodes((), 0))
            for field in VALUE_FIELDS
            if field in entries.get("columns", {})
        }
        self._columns = entries.get("columns", {})
        for field, of_column in self._codes.items():
            self._add_fields(field, of_column, entries.get("values", {}).get(field, {}))

    def _add_fields(self, field: str, codes: ColumnCodes, meant: Mapping[str, str]) -> None:
        by_value = {written.strip().lower(): (written, meaning) for written, meaning in meant.items()}
        for value, rows in codes.shown:
            _, meaning = by_value.pop(value.lower(), (value, None))
            added = (
                self._category_field(value, meaning) if self._chooses(field) else _value_field(field, value, meaning)
            )
            self.fields[_name(field, value)] = added
            added.help_text = f"{counted(rows, 'row')}{added.help_text and '. '}{added.help_text}"
        self.fields[f"{field}-others"] = forms.CharField(
            label=f"Other values of {FIELD_LABELS[field].lower()}",
            help_text=_EXAMPLES[field],
            widget=forms.Textarea,
            required=False,
            max_length=20_000,
            initial="\n".join(f"{written} = {meaning}" for _, (written, meaning) in sorted(by_value.items())),
        )

    def _chooses(self, field: str) -> bool:
        """Whether a value of this field that is renamed is renamed to one of the programme's categories."""
        return field == "category" and bool(self._categories)

    def _category_field(self, value: str, meaning: str | None) -> forms.Field:
        known = self._categories.get((meaning or value).casefold(), "")
        return forms.ChoiceField(
            label=value,
            choices=[("", "Choose"), *((name, name) for name in self._categories.values()), (KEEP, "None of these")],
            initial=known or (KEEP if meaning or self._answered else ""),
            help_text="" if known else "It is none of the programme’s categories",
            error_messages=_choose(value),
        )

    def clean(self) -> None:
        """Read the lines of other values, and refuse answers to questions that cannot be asked without the extract."""
        if self._codes and not self._stored:
            self.add_error(None, UPLOAD_AGAIN)
        for field in self._codes:
            name = f"{field}-others"
            try:
                self.cleaned_data[name] = dict(_translations(field, self.cleaned_data.get(name, "")))
            except forms.ValidationError as error:
                self.add_error(name, error)

    def values(self) -> dict[str, dict[str, str]]:
        """Field → written → meant, without values that mean themselves."""
        return {field: self._values_of(field) for field in self._codes}

    def _values_of(self, field: str) -> dict[str, str]:
        shown = {value: self.cleaned_data[_name(field, value)] for value, _ in self._codes[field].shown}
        if self._chooses(field):
            stored = {written.strip().lower(): meaning for written, meaning in self._meant.get(field, {}).items()}
            shown = {
                value: stored.get(value.lower(), "") if meaning == KEEP else meaning for value, meaning in shown.items()
            }
        chosen = {value: "" if meaning == NOT_KNOWN else meaning for value, meaning in shown.items() if meaning}
        meant: dict[str, str] = {**chosen, **self.cleaned_data[f"{field}-others"]}
        return {
            value: meaning for value, meaning in meant.items() if meaning not in {value, value.lower()} or not meaning
        }

    def _is_outside(self, field: str, value: str) -> bool:
        return self._chooses(field) and self[_name(field, value)].value() in {"", KEEP}

    def sections(self) -> list[ValueSection]:
        """The parts of the page, one for each field that is matched."""
        return [
            ValueSection(
                field=field,
                label=FIELD_LABELS[field],
                column=self._columns[field],
                fields=[self[_name(field, value)] for value, _ in codes.shown],
                names=", ".join(f"{value} ({number(rows)})" for value, rows in codes.shown),
                hidden=codes.hidden,
                others=self[f"{field}-others"],
                renames=field not in _CHOICES and not self._chooses(field),
                outside=[value for value, _ in codes.shown if self._is_outside(field, value)],
            )
            for field, codes in self._codes.items()
        ]


def _name(field: str, value: str) -> str:
    """The form's name for a value: not its place, because another file may be uploaded meanwhile."""
    return f"{field}-{hashlib.sha256(value.encode()).hexdigest()[:16]}"


def _value_field(field: str, value: str, meaning: str | None) -> forms.Field:
    if field not in _CHOICES:
        return forms.CharField(label=value, required=False, max_length=100, initial=meaning or "")
    suggested = suggest_meaning(field, value) if meaning is None else meaning
    return forms.ChoiceField(
        label=value,
        choices=_CHOICES[field],
        initial=NOT_KNOWN if suggested == "" else suggested or "",
        error_messages=_choose(value),
    )


def _choose(value: str) -> dict[str, str]:
    return dict.fromkeys(("required", "invalid_choice"), f"Choose what ‘{value}’ means")


def _translations(field: str, text: Any) -> Iterator[tuple[str, str]]:
    for at, line in enumerate(str(text).splitlines(), start=1):
        if not line.strip():
            continue
        written, equals, meaning = (part.strip() for part in line.partition("="))
        if not written or not equals:
            raise forms.ValidationError(f"Line {at}: enter a value, an equals sign and what it means")
        if field in _MEANINGS and meaning.lower() not in _MEANINGS[field]:
            known = ", ".join(filter(None, _MEANINGS[field]))
            raise forms.ValidationError(f"Line {at}: after the equals sign, enter one of {known}")
        yield written, meaning.lower() if field in _MEANINGS else meaning

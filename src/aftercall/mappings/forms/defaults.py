"""The form for what the extract does not say."""

from collections.abc import Mapping

from django import forms

from aftercall.core.fields import TextField
from aftercall.frames.profiling.entries import Entries
from aftercall.mappings.labels import FIELD_LABELS, KIND_LABELS

DEFAULT_FIELDS = ("category", "area", "victim_kind")


class DefaultsForm(forms.Form):
    """A value for each field that every row needs, used where the extract has none."""

    category = TextField(label="Category", max_length=100)
    area = TextField(label="Area", max_length=100)
    victim_kind = forms.ChoiceField(required=False, choices=[("", "No default"), *KIND_LABELS.items()])

    def __init__(self, entries: Entries, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data, initial=entries.get("defaults", {}))
        for name in DEFAULT_FIELDS:
            column = entries.get("columns", {}).get(name)
            field = self.fields[name]
            field.label = FIELD_LABELS[name]
            field.help_text = (
                f"Used where ‘{column}’ is blank. Rows without a value are rejected if you leave this blank"
                if column
                else "Not in the extract, so every row gets this value"
            )
            field.required = column is None
            field.error_messages["required"] = f"Enter the {FIELD_LABELS[name].lower()} that every row gets"

    def defaults(self, entries: Entries) -> dict[str, str]:
        """The defaults, with those that a mapping file gave to other fields."""
        others = {name: value for name, value in entries.get("defaults", {}).items() if name not in DEFAULT_FIELDS}
        return others | {name: value for name, value in self.cleaned_data.items() if value}

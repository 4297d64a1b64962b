"""What can be done next, chosen with a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms


@dataclass(frozen=True)
class Step:
    """Something that can be done next, with the key that chooses it."""

    value: str
    label: str
    key: str
    hint: str = ""


class StepForm(forms.Form):
    """What to do next. Nothing is chosen at first, so that no key alone does anything that cannot be undone."""

    def __init__(self, *args: Any, steps: Sequence[Step], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.steps = steps
        self.fields["step"] = forms.ChoiceField(
            label="What to do next",
            choices=[(step.value, step.label) for step in steps],
            error_messages={"required": "Choose what to do next", "invalid_choice": "Choose what to do next"},
        )

    @property
    def chosen(self) -> str:
        """The step that was chosen; empty if none was or the form was not sent."""
        return str(self.cleaned_data["step"]) if self.is_valid() else ""

"""The form that chooses between figures as they were published and as they are calculated now."""

from typing import Any

from django import forms

KEEP, CORRECT = "keep", "correct"
_LONGEST_REASON = 500


class FiguresForm(forms.Form):
    """Whether a draft keeps figures that were published before, or corrects them and why."""

    figures = forms.ChoiceField(
        label="Which figures should these results show?",
        choices=[(KEEP, "Those that were published before"), (CORRECT, "Those of this analysis, as a correction")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which figures to show"},
    )
    reason = forms.CharField(
        label="Why the published figures are corrected",
        help_text="Only for a correction. Everyone can read it with the results.",
        required=False,
        max_length=_LONGEST_REASON,
        widget=forms.Textarea,
        error_messages={"max_length": f"Write the reason in at most {_LONGEST_REASON} characters"},
    )

    def clean(self) -> dict[str, Any]:
        """Require a reason for a correction, and drop it otherwise."""
        cleaned = super().clean() or {}
        if cleaned.get("figures") != CORRECT:
            cleaned["reason"] = ""
        elif not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Enter why the published figures are corrected")
        return cleaned

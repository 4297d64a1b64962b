"""The forms of this room."""

from collections.abc import Iterable, Mapping, Sequence

from django import forms

from aftercall.core.fields import TextField
from aftercall.verbatims.codebook import LONGEST_NAME, Code

_NONE = ""
# What is typed if no code applies.
NO_CODE = "0"


class CodeForm(forms.Form):
    """One code of a codebook."""

    question = forms.ChoiceField(
        label="Question", error_messages={"required": "Choose a question", "invalid_choice": "Choose a question"}
    )
    label = TextField(
        label="Label",
        max_length=80,
        required_message="Enter a label",
        help_text="As coders and readers of results see it, for example: Not told the outcome",
    )
    name = TextField(
        label="Short name",
        max_length=LONGEST_NAME,
        required_message="Enter a short name",
        help_text="Small letters, digits and _, for example: not_told. It stays the same from version to version",
    )
    definition = TextField(
        label="Definition",
        max_length=500,
        required_message="Enter a definition",
        help_text="If you change it, figures before and after are not compared",
        widget=forms.Textarea,
    )
    include = TextField(label="An example of what it is for (optional)", max_length=200)
    exclude = TextField(label="An example of what it is not for (optional)", max_length=200)
    parent = forms.ChoiceField(label="Theme that it belongs to", required=False)

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        questions: Mapping[str, str],
        themes: Iterable[Code],
        code: Code | None = None,
    ) -> None:
        super().__init__(data, initial=vars(code) if code else None)
        self.fields["question"].choices = list(questions.items())  # type: ignore[attr-defined]
        own = [(one.name, f"{one.label} ({questions.get(one.question, one.question)})") for one in themes]
        self.fields["parent"].choices = [(_NONE, "None: it is a theme itself"), *own]  # type: ignore[attr-defined]
        if code:
            for name in ("name", "question"):
                self.fields[name].disabled = True

    @property
    def code(self) -> Code:
        """The code that was entered. Its meaning is found out when the version is confirmed."""
        return Code(**self.cleaned_data)


def chosen_codes(ticked: Sequence[str], typed: str, keys: Mapping[str, str]) -> list[str]:
    """The codes that were ticked or whose keys were typed, such as "1 3". keys: the code of each key."""
    typed_keys = typed.replace(",", " ").split()
    return sorted(
        {*(name for name in ticked if name in keys.values()), *(keys[one] for one in typed_keys if one in keys)}
    )

"""The forms of actions."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms

from aftercall.core.fields import DayField, TextField
from aftercall.core.references import new_reference
from aftercall.improvements.operations import Texts
from aftercall.improvements.planning import Plan
from aftercall.results.periods import period_words

_LONGEST_TEXT = 2_000


class ProposalForm(forms.Form):
    """What is to be done about a figure, by whom and when, and how it will be judged."""

    # Which form it is, so that sending it twice proposes one action.
    form = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)
    title = TextField(
        label="What you will do, in a few words", max_length=100, required_message="Enter what you will do"
    )
    plan = TextField(
        label="How, and why you expect it to help",
        max_length=_LONGEST_TEXT,
        required_message="Enter how you will do it",
        help_text="Do not name any person",
        widget=forms.Textarea,
    )
    owner = TextField(
        label="Owner",
        max_length=100,
        required_message="Enter who is responsible",
        help_text="A post, not a name. For example, Head of contact management",
    )
    starts_on = DayField(label="Day on which it starts", example="1 10 2026")
    due_on = DayField(
        label="Day by which it is in place",
        example="1 10 2026",
        help_text="Results that begin on or after this day count as after the action",
    )
    expected_change = forms.FloatField(
        label="Expected change in percentage points",
        help_text="For example, 5 for a rise from 70% to 75%, or -5 for a fall",
        error_messages={"required": "Enter the expected change", "invalid": "Enter a number, such as 5 or -5"},
    )
    looks = forms.MultipleChoiceField(
        label="Judge it by the results up to the end of",
        help_text="One period is best. With several, each look needs stronger evidence, so that chance is called a "
        "change no more often",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one period",
            "invalid_choice": "Choose periods from the list",
        },
    )

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        periods: Sequence[tuple[date, date]],
        initial: Mapping[str, object] | None = None,
    ) -> None:
        """periods: those that can be chosen for a look."""
        super().__init__(data, initial=dict(initial or {}))
        looks = self.fields["looks"]
        if isinstance(looks, forms.MultipleChoiceField):
            looks.choices = [(last.isoformat(), period_words(first, last)) for first, last in periods]

    def texts(self) -> Texts:
        """What is written about the action."""
        cleaned = self.cleaned_data
        return Texts(title=cleaned["title"], plan=_lines(cleaned["plan"]), owner=cleaned["owner"])

    @property
    def reference(self) -> str:
        """The reference of the form; a new one each time if it has none."""
        return self.cleaned_data["form"] or new_reference()

    def declared(self) -> Plan:
        """The plan that was declared."""
        cleaned = self.cleaned_data
        looks = [date.fromisoformat(one) for one in cleaned["looks"]]
        return Plan(cleaned["starts_on"], cleaned["due_on"], cleaned["expected_change"], looks)


class CommentForm(forms.Form):
    """A comment on an action."""

    text = TextField(
        label="Your comment",
        max_length=_LONGEST_TEXT,
        required_message="Enter a comment",
        help_text="Both sides read it; the public does not. Do not name any victim",
        widget=forms.Textarea,
    )


class InPlaceForm(forms.Form):
    """The day from which an action is in place."""

    day = DayField(label="Day on which it was in place", example="1 10 2026")


class PublicTextForm(forms.Form):
    """What the public reads about an action."""

    you_said = TextField(
        label="You said",
        max_length=_LONGEST_TEXT,
        required_message="Enter what victims said",
        help_text="What the results show, in a sentence or two",
        widget=forms.Textarea,
    )
    we_did = TextField(
        label="We did",
        max_length=_LONGEST_TEXT,
        required_message="Enter what was done",
        help_text="What was done. Do not say that it worked: the service adds what the results say",
        widget=forms.Textarea,
    )

    def clean_you_said(self) -> str:
        """The text with one kind of line ends."""
        return _lines(self.cleaned_data["you_said"])

    def clean_we_did(self) -> str:
        """The text with one kind of line ends."""
        return _lines(self.cleaned_data["we_did"])


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines())

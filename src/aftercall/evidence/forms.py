"""The forms that request a return or an export, and refuse one."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms

from aftercall.core.fields import DayField, TextField
from aftercall.publication.models import Publication

_LONGEST = 500


class _PublicationForm(forms.Form):
    """The public results that a file is made of."""

    publication = forms.ChoiceField(label="Results", error_messages={"required": "Choose the results"})

    def __init__(
        self,
        publications: Sequence[Publication],
        data: Mapping[str, str] | None = None,
        *,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self._found = {one.slug: one for one in publications}
        choice = self.fields["publication"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(one.slug, one.title) for one in publications]

    @property
    def chosen(self) -> Publication:
        """The results that were chosen in a valid form."""
        return self._found[self.cleaned_data["publication"]]


class ReturnForm(_PublicationForm):
    """An evidence return."""

    purpose = TextField(
        label="Why it is sent",
        max_length=_LONGEST,
        required_message="Enter why it is sent",
        help_text="For example, what the inspectorate asked for and when. The inspectorate reads it with the return",
        widget=forms.Textarea,
    )
    microdata = forms.BooleanField(
        label="Enclose the microdata, so that the inspectorate can compute every figure again",
        required=False,
        initial=True,
    )


class ExportForm(_PublicationForm):
    """An export for analysts."""

    recipient = TextField(
        label="Who gets it",
        max_length=_LONGEST,
        required_message="Enter who gets it",
        help_text="A named person and their organisation",
    )
    purpose = TextField(
        label="What for",
        max_length=_LONGEST,
        required_message="Enter what it is for",
        help_text="Which question it answers that the published figures cannot. It is written into the export",
        widget=forms.Textarea,
    )
    ends_on = DayField(label="Last day on which it may be used", example="31 3 2026")

    def __init__(
        self, publications: Sequence[Publication], data: Mapping[str, str] | None = None, *, ends_on: date
    ) -> None:
        super().__init__(publications, data, initial={"ends_on": ends_on})

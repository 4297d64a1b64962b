"""The forms of service recovery."""

from collections.abc import Mapping

from django import forms

from aftercall.accounts.models import User
from aftercall.improvements.models import RecoveryOutcome
from aftercall.improvements.recovery import queries
from aftercall.programmes.models import Programme


class RecoveryOutcomeForm(forms.Form):
    """What came of a request, which ends it."""

    outcome = forms.ChoiceField(
        label="What came of it?",
        choices=RecoveryOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what came of it"},
    )


class ContactForm(forms.Form):
    """Who answers the requests of a survey."""

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self._researchers = {str(user.pk): user for user in queries.researchers()}
        self._programmes = {str(one.pk): one for one in Programme.objects.order_by("name", "pk")}
        self.fields["programme"] = forms.ChoiceField(
            label="Survey",
            choices=[(key, one.name) for key, one in self._programmes.items()],
            error_messages={"required": "Choose a survey", "invalid_choice": "Choose a survey from the list"},
        )
        self.fields["user"] = forms.ChoiceField(
            label="Who answers",
            choices=[(key, user.name) for key, user in self._researchers.items()],
            error_messages={"required": "Choose who answers", "invalid_choice": "Choose a researcher from the list"},
        )

    @property
    def chosen_programme(self) -> Programme:
        """The survey that was chosen."""
        return self._programmes[self.cleaned_data["programme"]]

    @property
    def chosen_user(self) -> User:
        """The researcher who was chosen."""
        return self._researchers[self.cleaned_data["user"]]

"""The checks of programmes: agency, questionnaire, mapping, and settings that have been confirmed."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse

from aftercall.core.check_list import Check, CheckState
from aftercall.core.words import counted, day, joined, month
from aftercall.programmes import queries
from aftercall.programmes.models import Programme
from aftercall.programmes.queries import ProgrammeState
from aftercall.programmes.settings.catalogue import Settings, missing
from aftercall.programmes.settings.versions import settings_of


def programmes_set_up() -> Iterator[Check]:
    """Whether there is a programme, and what each still needs."""
    programmes = queries.programmes_with_state()
    if not programmes:
        yield Check(
            title="Programme",
            state=CheckState.MISSING,
            action="Create a programme",
            url=reverse("programmes:new_programme"),
            details="A programme is one continuous survey, with its agency, questionnaire and calling hours.",
        )
    unmapped = queries.empty_months_without_mapping()
    for one in programmes:
        settings = one.draft or (settings_of(one.versions[-1]) if one.versions else {})
        yield _setting(one.programme, settings, "calling.agency_name", "Agency", "Name the agency", "agency")
        yield _setting(
            one.programme,
            settings,
            "survey.questionnaire",
            "Questionnaire",
            "Choose the questionnaire",
            "questionnaire",
        )
        yield _mapping(one, settings, unmapped.get(one.programme.pk, []))
        yield _confirmation(one, settings)


def _setting(programme: Programme, settings: Settings, key: str, noun: str, action: str, section: str) -> Check:
    value = settings.get(key)
    return Check(
        title=f"{noun} of {programme.name}",
        state=CheckState.DONE if value else CheckState.MISSING,
        action=f"{action} of {programme.name}",
        url=_section(programme, section),
        details=str(value) if value else "Not set yet.",
    )


def _mapping(one: ProgrammeState, settings: Settings, unmapped: Sequence[date]) -> Check:
    """unmapped: the months without an extract that would be read in our own layout."""
    programme, mapped = one.programme, bool(settings.get("mapping"))
    if mapped and unmapped:
        months = joined([month(first) for first in unmapped])
        return Check(
            title=f"Mapping of {programme.name}",
            state=CheckState.MISSING,
            action=f"Confirm the mapping of {programme.name} from {day(unmapped[0])}",
            url=reverse("programmes:confirm", args=[programme.slug]),
            details=f"Without it, extracts for {months} are read in our own layout.",
        )
    return Check(
        title=f"Mapping of {programme.name}",
        state=CheckState.DONE if mapped else CheckState.OPTIONAL,
        action=f"Add a mapping to {programme.name}",
        url=_section(programme, "mapping"),
        details="Extracts are read with a mapping."
        if mapped
        else "Needed if the force’s extracts do not have the layout of this service.",
    )


def _confirmation(one: ProgrammeState, settings: Settings) -> Check:
    absent = missing(settings)
    left = f"{counted(len(absent), 'setting is', 'settings are')} missing."
    return Check(
        title=f"Settings of {one.programme.name}",
        state=CheckState.DONE if one.versions else CheckState.MISSING,
        action=f"{'Complete' if absent else 'Confirm'} the settings of {one.programme.name}",
        url=reverse("programmes:programme", args=[one.programme.slug]),
        details="They have been confirmed." if one.versions else left if absent else "They are not confirmed yet.",
    )


def _section(programme: Programme, section: str) -> str:
    return reverse("programmes:settings", args=[programme.slug, section])

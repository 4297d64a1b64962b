"""What waits for the researcher: mappings to make, to finish and to save."""

from collections.abc import Iterator

from django.urls import reverse

from aftercall.core.home import HomeItem
from aftercall.mappings.models import MappingDraft
from aftercall.mappings.programme_setting import mapping_states
from aftercall.mappings.steps import next_step
from aftercall.programmes.models import Programme


def mappings(*_: object) -> Iterator[HomeItem]:
    """Mappings that are being made, and programmes with neither a mapping nor an extract, which may need one."""
    for state in mapping_states():
        if state.draft:
            yield _to_finish(state.programme, state.draft)
        elif not state.current and not state.has_extract:
            yield HomeItem(
                f"Make a mapping for {state.programme}",
                reverse("mappings:overview", args=[state.programme.slug]),
                "You need it unless your extracts have our column names and words.",
            )


def _to_finish(programme: Programme, draft: MappingDraft) -> HomeItem:
    step = next_step(draft.confirmed)
    return HomeItem(
        f"{'Finish' if step else 'Save'} the mapping for {programme}",
        reverse("mappings:overview", args=[programme.slug]),
        f"Next step: {step.label}." if step else "It has been tested.",
    )

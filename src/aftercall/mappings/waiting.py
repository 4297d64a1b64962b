"""What waits for the researcher before the first load: a mapping to make, or to finish."""

from collections.abc import Iterator

from django.urls import reverse

from aftercall.core.home import HomeItem
from aftercall.core.words import day
from aftercall.mappings import queries
from aftercall.programmes.queries import programmes_never_loaded


def mappings(*_: object) -> Iterator[HomeItem]:
    """Mappings that have been begun and not saved; and programmes that have none and have not had an extract loaded."""
    drafts = list(queries.drafts())
    for draft in drafts:
        yield HomeItem(
            f"Finish the mapping of {draft.programme.name}",
            reverse("mappings:overview", args=[draft.programme.slug]),
            f"It was last changed on {day(draft.changed_at)} and has not been saved with the programme.",
        )
    begun = {draft.programme_id for draft in drafts}
    for programme, mapping in programmes_never_loaded():
        if not mapping and programme.pk not in begun:
            yield HomeItem(
                f"Make a mapping for {programme.name}",
                reverse("mappings:overview", args=[programme.slug]),
                "You need one unless your force’s extracts have the layout of this service.",
            )

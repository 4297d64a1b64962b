"""The check of where the keys are kept."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from aftercall.core.check_list import Check, CheckState


def keys_outside_the_home() -> Iterator[Check]:
    """Whether the keys are kept outside the installation's home, so that a backup of the home can't be read."""
    inside = Path(settings.KEYS_DIR).is_relative_to(settings.HOME)
    needed = CheckState.OPTIONAL if settings.DEMO else CheckState.MISSING
    yield Check(
        title="Keys",
        state=needed if inside else CheckState.DONE,
        action="Move the keys out of the home folder",
        url=f"{reverse('check_list')}#keys",
        details="The keys are in the home folder, so anyone with a copy of it can read contact details."
        if inside
        else "The keys are outside the home folder.",
    )

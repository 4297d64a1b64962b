"""The contract's data schedule: the only fields that leave the force."""

from collections.abc import Mapping

from aftercall.frames import layout

DATA_SCHEDULE = (
    "title",
    "first_name",
    "last_name",
    "phone",
    "phone_alt",
    "language",
    "category",
    "area",
    "reported_on",
    "modules",
)
# Released only by a programme whose questionnaire has modules, so that other contracts need not name it.
MODULES = "modules"
LABELS: Mapping[str, str] = {**layout.LABELS, MODULES: "Modules of the questionnaire"}


def released_fields(*, modules: bool) -> tuple[str, ...]:
    """The fields that a release has. modules: whether the programme names modules of its questionnaire."""
    return tuple(name for name in DATA_SCHEDULE if modules or name != MODULES)

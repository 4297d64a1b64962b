"""What pages call the fields of an extract and the reasons not to call."""

from collections.abc import Mapping

from aftercall.frames.exclusions import standard_exclusions
from aftercall.frames.layout import COLUMNS, LABELS

FIELD_LABELS: Mapping[str, str] = {**LABELS, "flags": "Our own flags"}
REQUIRED_FIELDS = frozenset(column.name for column in COLUMNS if column.required)
KIND_LABELS: Mapping[str, str] = {"person": "A person", "business": "A business", "state": "The state"}
SEX_LABELS: Mapping[str, str] = {"female": "Female", "male": "Male", "other": "Other", "": "Not known"}


def flag_labels() -> dict[str, str]:
    """Each flag of an extract with the reason that it gives, in the order in which reasons are counted."""
    return {exclusion.flag: exclusion.words for exclusion in standard_exclusions() if exclusion.flag}

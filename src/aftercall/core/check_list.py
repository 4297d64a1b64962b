"""What the check list is made of. The rooms' `checks.py` yield it to config/check_list.py."""

from dataclasses import dataclass
from enum import StrEnum


class CheckState(StrEnum):
    """Whether something is there, in the words of the page."""

    DONE = "Done"
    MISSING = "Missing"
    OPTIONAL = "Optional"


@dataclass(frozen=True)
class Check:
    """One thing that an installation needs before its first wave, or may have.

    action: what to do if it is missing; url: the page where it is done; details: what there is, or why it is needed.
    """

    title: str
    state: CheckState
    action: str
    url: str
    details: str

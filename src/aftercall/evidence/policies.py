"""Who may release a file."""

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.evidence.models import ControlledFile


def is_another_person(file: ControlledFile, user: User) -> bool:
    """Whether they did not request it themselves."""
    return user.pk != file.requested_by_id


def require_another_person(file: ControlledFile, user: User) -> None:
    """Refuse whoever requested it."""
    if not is_another_person(file, user):
        raise Refused("You requested this file, so another researcher must decide about it")

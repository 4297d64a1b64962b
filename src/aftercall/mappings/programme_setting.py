"""A programme's mapping: the one place where this room reads and writes the programme's settings."""

from datetime import datetime

from aftercall.accounts.models import User
from aftercall.frames.rules import FrameRules
from aftercall.programmes import operations, queries
from aftercall.programmes.models import Programme
from aftercall.programmes.settings.versions import frame_rules


def current_mapping(programme: Programme) -> str:
    """The text of the programme's mapping, whether it is already in effect or still in the draft of its settings.

    Empty if its extracts have our own layout.
    """
    return str(queries.settings_to_edit(programme)["mapping"])


def mapping_in_effect(programme: Programme) -> str:
    """The text of the mapping in the programme's latest version; empty if there is none."""
    version = queries.latest_version(programme)
    return version.mapping if version else ""


def set_mapping(programme: Programme, text: str, actor: User, at: datetime) -> None:
    """Put this mapping into the draft of the programme's settings, which an administrator confirms."""
    operations.set_mapping(programme=programme, mapping=text, actor=actor, at=at)


def frame_rules_for_tests(programme: Programme) -> FrameRules:
    """The programme's rules for a frame, without a period, because an example may be of any month."""
    version = queries.latest_version(programme)
    return frame_rules(version) if version else FrameRules()

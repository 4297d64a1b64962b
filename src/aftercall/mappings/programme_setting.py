"""A programme's mapping: the one place where this room reads and writes the programme's settings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from aftercall.accounts.models import User
from aftercall.frames.rules import FrameRules, digest
from aftercall.mappings.models import MappingDraft
from aftercall.programmes import operations, queries
from aftercall.programmes.models import ExtractLoad, Programme, ProgrammeDraft, ProgrammeVersion
from aftercall.programmes.settings.versions import frame_rules, frame_rules_of_settings


def current_mapping(programme: Programme) -> str:
    """The text of the programme's mapping, whether it is already in effect or still in the draft of its settings.

    Empty if its extracts have our own layout.
    """
    return str(queries.settings_to_edit(programme)["mapping"])


@dataclass(frozen=True)
class MappingState:
    """A programme and its mapping. current: the text of the one that is set, even if it is still to be confirmed;
    in_effect: that of the latest version. draft: one that is being made. has_extract: an extract has been loaded."""

    programme: Programme
    current: str
    in_effect: str
    draft: MappingDraft | None
    has_extract: bool


def mapping_states() -> list[MappingState]:
    """All programmes, oldest first, in one query."""
    latest = ProgrammeVersion.objects.filter(programme=OuterRef("pk")).order_by("-number")
    programmes = Programme.objects.select_related("draft", "mapping_draft").defer("mapping_draft__stored_profile")
    found = programmes.annotate(
        latest_mapping=Subquery(latest.values("mapping")[:1]),
        has_extract=Exists(ExtractLoad.objects.filter(wave__programme=OuterRef("pk"))),
    )
    return [_mapping_state(programme) for programme in found]


def _mapping_state(programme: Any) -> MappingState:
    settings: ProgrammeDraft | None = getattr(programme, "draft", None)
    in_effect = programme.latest_mapping or ""
    current = str(settings.settings["mapping"]) if settings else in_effect
    draft = getattr(programme, "mapping_draft", None)
    return MappingState(programme, current, in_effect, draft, programme.has_extract)


def mapping_in_effect(programme: Programme) -> str:
    """The text of the mapping in the programme's latest version; empty if there is none."""
    version = queries.latest_version(programme)
    return version.mapping if version else ""


def set_mapping(programme: Programme, text: str, actor: User, at: datetime) -> None:
    """Put this mapping into the draft of the programme's settings, which an administrator confirms."""
    operations.set_mapping(programme=programme, mapping=text, actor=actor, at=at)


def programme_categories(programme: Programme) -> list[str]:
    """The categories that the programme surveys, as its settings say now; empty for everything."""
    return list(queries.settings_to_edit(programme)["categories"])


@dataclass(frozen=True)
class TrialRules:
    """The rules by which a mapping is tested, without a period, because an example may be of any month. settings: which
    settings they come from, in words."""

    rules: FrameRules
    settings: str

    @property
    def digest(self) -> str:
        """Shows whether a test was made by these rules."""
        return digest(self.rules.to_mapping())


def trial_rules(programme: Programme) -> TrialRules:
    """The rules that the programme's settings give now, even if they are still to be confirmed: the mapping will be
    confirmed together with them."""
    version = queries.latest_version(programme)
    confirmed = frame_rules(version) if version else None
    rules = frame_rules_of_settings(queries.settings_to_edit(programme))
    if version and rules == confirmed:
        return TrialRules(rules, f"Version {version.number}")
    has_draft = queries.has_draft(programme)
    return TrialRules(rules, "The present draft, which an administrator must confirm" if has_draft else "Our defaults")

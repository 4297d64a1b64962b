"""Programmes, their settings and their versions, prepared for the administrator's pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aftercall.core.words import counted, day
from aftercall.programmes.models import Programme, ProgrammeVersion
from aftercall.programmes.settings.catalogue import SECTIONS, Section, Settings, missing
from aftercall.programmes.settings.versions import settings_of
from aftercall.programmes.settings.words import changes_in_words


@dataclass(frozen=True)
class ProgrammeLine:
    """A programme in the list: its state, and what to do next if there is something."""

    programme: Programme
    state: str
    next_step: str


def programme_line(
    programme: Programme, draft: Settings | None, versions: Sequence[ProgrammeVersion], *, waves: int, today: date
) -> ProgrammeLine:
    """The line of one programme. versions: its own, oldest first."""
    return ProgrammeLine(programme, _state(versions, today), _next_step(draft, versions, waves))


def _state(versions: Sequence[ProgrammeVersion], today: date) -> str:
    if not versions:
        return "Not in effect yet"
    latest = versions[-1]
    if latest.takes_effect_on > today:
        return f"Version {latest.number} takes effect on {day(latest.takes_effect_on)}"
    return f"Version {latest.number} in effect since {day(latest.takes_effect_on)}"


def _next_step(draft: Settings | None, versions: Sequence[ProgrammeVersion], waves: int) -> str:
    if draft is not None:
        if left := len(missing(draft)):
            return f"Complete {counted(left, 'setting')}"
        return "Confirm the changes" if versions else "Confirm the settings"
    return "" if waves else "Ask a researcher to open the first month"


@dataclass(frozen=True)
class SectionLine:
    """A section in the task list, with its status and the colour of the status."""

    section: Section
    status: str
    colour: str


def section_lines(settings: Settings, latest: Settings | None) -> list[SectionLine]:
    """The task list of a programme's settings. latest: the settings of its latest version, if it has one."""
    absent = {setting.key for setting in missing(settings)}
    return [_section_line(section, settings, latest, absent) for section in SECTIONS]


def _section_line(section: Section, settings: Settings, latest: Settings | None, absent: set[str]) -> SectionLine:
    if absent & set(section.keys):
        return SectionLine(section, "Incomplete", "blue")
    if latest is not None and any(settings.get(key) != latest.get(key) for key in section.keys):
        return SectionLine(section, "Changed", "yellow")
    return SectionLine(section, "Completed", "")


@dataclass(frozen=True)
class VersionOnPage:
    """A version with what it changed, as rows of label, before and after; for the first version, of label and value."""

    version: ProgrammeVersion
    confirmed_by: str
    changes: list[list[str]]
    months: list[date]


def versions_on_page(versions: Sequence[ProgrammeVersion]) -> list[VersionOnPage]:
    """The versions, newest first. `versions`: oldest first."""
    settings = [settings_of(version) for version in versions]
    pairs = zip(versions, [None, *settings], settings, strict=False)
    pages: list[VersionOnPage] = [
        VersionOnPage(
            version=version,
            confirmed_by=version.created_by.name if version.created_by else "the console",
            changes=changes_in_words(before, after),
            months=sorted(wave.month for wave in version.waves.all()),
        )
        for version, before, after in pairs
    ]
    return pages[::-1]

"""Programmes, their settings and their versions, prepared for the administrator's pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.text import capfirst

from aftercall.core.words import counted, day, joined, month
from aftercall.programmes.models import Programme, ProgrammeVersion, Wave
from aftercall.programmes.queries import coming_into_effect, in_effect
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
    return versions_in_words(versions, today) if versions else "Not in effect yet"


def versions_in_words(versions: Sequence[ProgrammeVersion], today: date) -> str:
    """Which version is in effect since when, and which will be. versions: a programme's own, oldest first."""
    current = in_effect(versions, today)
    coming = [
        f"version {one.number} takes effect on {day(one.takes_effect_on)}"
        for one in coming_into_effect(versions, today)
    ]
    since = f"version {current.number} in effect since {day(current.takes_effect_on)}"
    return capfirst("; ".join(coming if current.takes_effect_on > today else [since, *coming]))


def confirmed_words(version: ProgrammeVersion, empty: Iterable[Wave]) -> str:
    """That a version has been confirmed, and which of the months without an extract have got it."""
    months = [month(wave.month) for wave in empty if wave.version_id == version.pk]
    since = f"Version {version.number} is confirmed, with the date {day(version.takes_effect_on)}."
    return f"{since} It applies to {joined(months)}." if months else since


def months_to_confirm(latest: ProgrammeVersion | None, empty: Iterable[Wave]) -> dict[str, str]:
    """The months without an extract, in words: all that a next version may reach (`empty_months`), and those that the
    latest version does not reach (`not_reached`)."""
    waves = list(empty)
    others = [month(wave.month) for wave in waves if latest and wave.version_id != latest.pk]
    return {"empty_months": joined([month(wave.month) for wave in waves]), "not_reached": joined(others)}


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


class Standing(StrEnum):
    """Whether a version is in effect, in the words of its tag."""

    IN_EFFECT = "In effect"
    COMING = "Not in effect yet"
    REPLACED = "Replaced"

    @property
    def colour(self) -> str:
        """The colour of the tag."""
        return {Standing.IN_EFFECT: "green", Standing.COMING: "yellow", Standing.REPLACED: "grey"}[self]


def _standing(version: ProgrammeVersion, versions: Sequence[ProgrammeVersion], today: date) -> Standing:
    if version in coming_into_effect(versions, today):
        return Standing.COMING
    return Standing.IN_EFFECT if version == in_effect(versions, today) else Standing.REPLACED


def changes_not_in_effect(
    versions: Sequence[ProgrammeVersion], today: date, questionnaires: Mapping[str, str]
) -> list[list[str]]:
    """What the latest version changes that is not in effect yet, as rows of label, before and after. A next version
    contains these changes too, and may bring them forward. versions: a programme's own, oldest first."""
    if not versions or versions[-1] == in_effect(versions, today):
        return []
    return changes_in_words(settings_of(in_effect(versions, today)), settings_of(versions[-1]), questionnaires)


@dataclass(frozen=True)
class VersionOnPage:
    """A version with what it changed, as rows of label, before and after; for the first version, of label and value."""

    version: ProgrammeVersion
    standing: Standing
    confirmed_by: str
    changes: list[list[str]]
    months: list[date]


def versions_on_page(
    versions: Sequence[ProgrammeVersion], questionnaires: Mapping[str, str], today: date
) -> list[VersionOnPage]:
    """The versions, newest first. `versions`: oldest first; questionnaires: their titles, by reference."""
    settings = [settings_of(version) for version in versions]
    pairs = zip(versions, [None, *settings], settings, strict=False)
    pages: list[VersionOnPage] = [
        VersionOnPage(
            version=version,
            standing=_standing(version, versions, today),
            confirmed_by=version.created_by.name if version.created_by else "the console",
            changes=changes_in_words(before, after, questionnaires),
            months=sorted(wave.month for wave in version.waves.all()),
        )
        for version, before, after in pairs
    ]
    return pages[::-1]

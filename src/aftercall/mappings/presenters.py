"""Drafts of mappings as shown on their pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from aftercall.core.words import number, percent
from aftercall.frames.layout import COLUMNS
from aftercall.frames.phones import NUMBER_KINDS
from aftercall.frames.profiling.entries import column_of
from aftercall.frames.profiling.suggestions import names_flag
from aftercall.mappings import uploads
from aftercall.mappings.condition_words import condition_words
from aftercall.mappings.forms.columns import ColumnsForm
from aftercall.mappings.forms.defaults import DEFAULT_FIELDS
from aftercall.mappings.labels import REQUIRED_FIELDS, flag_labels
from aftercall.mappings.models import MappingDraft
from aftercall.mappings.programme_setting import (
    MappingState,
    current_mapping,
    mapping_in_effect,
    mapping_states,
    trial_rules,
)
from aftercall.mappings.steps import Step, StepStatus, next_step, status
from aftercall.programmes.layout_words import LayoutWords
from aftercall.programmes.load_process import named_by_people
from aftercall.programmes.models import Programme
from aftercall.programmes.settings.words import value_in_words

# A force's own columns belong to a later step.
_OWN_FLAGS = "Only a column with our own words for reasons not to call. You choose your force’s columns later"
_WHOLE_ROW = "The whole row"
_COLOURS = {StepStatus.COMPLETED: "", StepStatus.TO_DO: "blue", StepStatus.CANNOT_START: ""}


@dataclass(frozen=True)
class ProgrammeRow:
    """A programme and the state of its mapping."""

    programme: Programme
    mapping: str


def programme_rows() -> list[ProgrammeRow]:
    """All programmes, oldest first."""
    return [ProgrammeRow(state.programme, _state(state)) for state in mapping_states()]


def _state(state: MappingState) -> str:
    return "A mapping is being made" if state.draft else _setting(state.current, state.in_effect)


def _setting(current: str, in_effect: str) -> str:
    if current != in_effect:
        return "A new mapping is waiting for an administrator to confirm it"
    return "Its own mapping" if current else "Our own layout, without a mapping"


@dataclass(frozen=True)
class StepRow:
    """A step in the list: its title, its status and the status's colour. url_name: empty if it cannot start yet."""

    title: str
    status: str
    colour: str
    url_name: str


@dataclass(frozen=True)
class OverviewPage:
    """setting: what the programme's mapping is now. has_mapping: it has one of its own. steps: empty without a draft.
    next_step: the URL name of the one to do next, or empty."""

    setting: str
    has_mapping: bool
    draft: MappingDraft | None
    has_profile: bool
    stored: bool
    steps: tuple[StepRow, ...]
    next_step: str


def overview_page(programme: Programme, draft: MappingDraft | None) -> OverviewPage:
    """Build the content of the page of a programme's mapping."""
    current = current_mapping(programme)
    has_profile = draft is not None and draft.stored_profile is not None
    confirmed = draft.confirmed if draft else []
    step = next_step(confirmed) if has_profile else None
    return OverviewPage(
        setting=_setting(current, mapping_in_effect(programme)),
        has_mapping=bool(current),
        draft=draft,
        has_profile=has_profile,
        stored=draft is not None and uploads.is_stored(draft.upload),
        steps=tuple(_step_row(one, confirmed, started=has_profile) for one in Step) if draft else (),
        next_step=f"mappings:{step.value}" if step else "",
    )


def _step_row(step: Step, confirmed: list[str], *, started: bool) -> StepRow:
    found = status(step, confirmed) if started else StepStatus.CANNOT_START
    url_name = "" if found is StepStatus.CANNOT_START else f"mappings:{step.value}"
    return StepRow(str(step.label), found.value, _COLOURS[found], url_name)


def column_rows(draft: MappingDraft) -> list[list[str]]:
    """Each column of the extract: its name, how many rows have a value, and its most frequent patterns."""
    profile = draft.profile
    if not profile:
        return []
    return [
        [column.written, percent(column.filled / max(profile.rows, 1)), ", ".join(column.patterns) or "–"]
        for column in profile.columns
    ]


@dataclass(frozen=True)
class FieldRow:
    """One of our fields with its choice of column. need: whether every row must have it, in words. patterns: those of
    the column that is matched now."""

    field: BoundField
    need: str
    description: str
    patterns: tuple[str, ...]


def field_rows(form: ColumnsForm, draft: MappingDraft) -> list[FieldRow]:
    """The rows of the page that matches columns."""
    descriptions = {column.name: _sentence(column.description) for column in COLUMNS} | {"flags": _OWN_FLAGS}
    return [FieldRow(form[name], _need(name), descriptions[name], _patterns(draft, name)) for name in descriptions]


def _need(field: str) -> str:
    if field not in REQUIRED_FIELDS:
        return ""
    return "Every row needs it. " + (
        "If no column has it, you can enter one for all rows later. " if field in DEFAULT_FIELDS else ""
    )


def _sentence(description: str) -> str:
    text = description.replace("`", "")
    return text[0].upper() + text[1:]


def _patterns(draft: MappingDraft, field: str) -> tuple[str, ...]:
    column = draft.profile.column(column_of(draft.entries, field)) if draft.profile else None
    return column.patterns if column else ()


@dataclass(frozen=True)
class FlagRow:
    """A reason not to call and its condition, empty if it has none. words: the condition in words, if there are any.
    suggested: columns that probably give it. named: categories that sound like it."""

    flag: str
    label: str
    condition: str
    words: str
    suggested: list[str]
    named: list[str]


def flag_rows(
    draft: MappingDraft, suggestions: Mapping[str, list[str]], categories: Sequence[str] = ()
) -> list[FlagRow]:
    """All reasons not to call. suggestions: folded names of columns by flag. categories: those of the extract."""
    conditions = draft.entries.get("flags", {})
    return [
        FlagRow(
            flag,
            label,
            condition=conditions.get(flag, ""),
            words=condition_words(conditions.get(flag, "")),
            suggested=_written(draft, suggestions.get(flag, [])),
            named=[name for name in categories if names_flag(flag, name)],
        )
        for flag, label in flag_labels().items()
    ]


def _written(draft: MappingDraft, names: Iterable[str]) -> list[str]:
    columns = (draft.profile.column(name) for name in names) if draft.profile else ()
    return [column.written for column in columns if column]


@dataclass(frozen=True)
class TrialPage:
    """The last test of the mapping; `found` is None before the first. The rows are those of tables. settings,
    categories: which settings it used, or will use, and what they survey; outdated: they have changed since."""

    found: dict[str, Any] | None
    settings: str
    categories: str
    outdated: bool
    problems: list[list[str | int]]
    places: list[list[str | int]]
    excluded: list[list[str | int]]
    numbers: list[list[str | int]]


def trial_page(draft: MappingDraft) -> TrialPage:
    """Build the content of the page of the test."""
    found, by, words = draft.test, trial_rules(draft.programme), LayoutWords(draft.entries)
    categories = value_in_words("categories", by.rules.categories)
    if not found:
        return TrialPage(None, by.settings, categories, outdated=False, problems=[], places=[], excluded=[], numbers=[])
    # The file's own name is not stored with the draft.
    found = {**found, "error": named_by_people(found["error"], uploads.name_of(draft.upload))}
    labels = {exclusion.code: exclusion.words for exclusion in by.rules.all_exclusions}
    excluded = sorted(found["excluded"].items(), key=lambda item: (-item[1], item[0]))
    return TrialPage(
        found,
        settings=found.get("settings", by.settings),
        categories=categories,
        outdated=found.get("rules", "") != by.digest,
        problems=[
            [column or _WHOLE_ROW, f"{fix} ({code})", number(rows)]
            for (column, code, fix), rows in words.kinds(found["kinds"])
        ],
        places=[
            [str(row), "".join(reference) or "–", column or _WHOLE_ROW, fix]
            for row, column, _, fix, *reference in words.places(found["problems"])
        ],
        excluded=[[labels.get(code, code), number(rows)] for code, rows in excluded if rows],
        numbers=[
            [_sentence(kind.words), "Yes" if kind.callable else "No", number(found["numbers"][kind.code])]
            for kind in NUMBER_KINDS
            if found["numbers"].get(kind.code)
        ],
    )

"""Reads of the drafts of mappings."""

from collections.abc import Sequence

from aftercall.frames.profiling.codes import CODE_FIELDS, ColumnCodes, column_codes, flag_values
from aftercall.frames.profiling.entries import Entries, column_of
from aftercall.frames.reading.mapping import ExtractMapping
from aftercall.mappings import uploads
from aftercall.mappings.models import MappingDraft
from aftercall.programmes.models import Programme


def draft_of(programme: Programme) -> MappingDraft | None:
    """The draft of this programme's mapping, or None."""
    return MappingDraft.objects.filter(programme=programme).first()


def codes_of(draft: MappingDraft, columns: Sequence[str]) -> dict[str, ColumnCodes]:
    """The values of these columns that may be shown, by folded name. They are read from the example extract every time
    and not stored. There are none without the extract, or for a column that holds people's details."""
    allowed = [column for column in columns if column not in _private_columns(draft.entries)]
    if not allowed or not uploads.is_stored(draft.upload):
        return {}
    with uploads.open_upload(draft.upload) as path:
        return column_codes(path, ExtractMapping.of(draft.entries).dialect, allowed)


def categories_shown(draft: MappingDraft) -> list[str]:
    """The categories of the extract that may be shown, as it writes them."""
    if "category" not in draft.entries.get("columns", {}):
        return []
    column = column_of(draft.entries, "category")
    return [value for value, _ in codes_of(draft, [column]).get(column, ColumnCodes((), 0)).shown]


def flag_values_of(draft: MappingDraft, column: str) -> ColumnCodes:
    """The values of a column that may be shown to those who write a flag's condition, under the rules of `codes_of`."""
    if column in _private_columns(draft.entries) or not uploads.is_stored(draft.upload):
        return ColumnCodes((), 0)
    with uploads.open_upload(draft.upload) as path:
        return flag_values(path, ExtractMapping.of(draft.entries).dialect, column)


def _private_columns(entries: Entries) -> set[str]:
    """The columns that are matched to anything but codes: references, names, dates, numbers, addresses."""
    return {column_of(entries, field) for field in entries.get("columns", {}) if field not in CODE_FIELDS}

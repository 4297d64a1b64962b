"""Reads of the drafts of mappings."""

from collections.abc import Sequence

from aftercall.frames.profiling.codes import ColumnCodes, column_codes
from aftercall.frames.reading.mapping import ExtractMapping
from aftercall.mappings import uploads
from aftercall.mappings.models import MappingDraft
from aftercall.programmes.models import Programme


def draft_of(programme: Programme) -> MappingDraft | None:
    """The draft of this programme's mapping, or None."""
    return MappingDraft.objects.filter(programme=programme).first()


def codes_of(draft: MappingDraft, columns: Sequence[str]) -> dict[str, ColumnCodes]:
    """The values of these columns that may be shown, by folded name. They are read from the example extract every time
    and not stored; without the extract, there are none."""
    if not columns or not uploads.is_stored(draft.upload):
        return {}
    with uploads.open_upload(draft.upload) as path:
        return column_codes(path, ExtractMapping.of(draft.entries).dialect, list(columns))

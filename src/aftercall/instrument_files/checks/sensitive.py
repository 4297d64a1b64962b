"""Sensitive questions that a person can't decline."""

import re
from collections.abc import Iterator

from aftercall.instrument.questions import DONT_KNOW, REFUSED
from aftercall.instrument_files.choices_sheet import ChoiceLists, Option
from aftercall.instrument_files.findings import Finding
from aftercall.instrument_files.outline import Item
from aftercall.instrument_files.questions import Form
from aftercall.instrument_files.row_types import ASKED

_DECLINES = re.compile(r"prefer not|rather not|refus|do not wish|beidio â dweud|wolę nie|odmaw", re.IGNORECASE)


def sensitive_findings(form: Form) -> Iterator[Finding]:
    """Errors at questions marked as sensitive that must be answered and offer no way out."""
    for item in form.outline.of_kind(*ASKED):
        if _says_yes(item, "sensitive") and _says_yes(item, "required") and not _has_way_out(item, form.lists):
            message = (
                "A sensitive question needs a way out: write yes into dk_refused, add a choice such as "
                "'Prefer not to say', or don't require an answer"
            )
            yield item.row.error("sensitive", message)


def _has_way_out(item: Item, lists: ChoiceLists) -> bool:
    options = lists.lists.get(item.type.list_name, [])
    return _says_yes(item, "dk_refused") or any(map(_declines, options))


def _declines(option: Option) -> bool:
    labels = option.row.words("label").values()
    return option.name in {DONT_KNOW, REFUSED} or any(_DECLINES.search(label) for label in labels)


def _says_yes(item: Item, column: str) -> bool:
    return item.row.code(column).lower().replace(" ", "") in {"yes", "true", "true()", "1", "x", "y"}

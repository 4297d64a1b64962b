"""What the columns of a form's sheets are called: XLSForm's names, its older ones, and those that we add."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

type Column = tuple[str, str]  # the field's name and, for texts that people read, the language as it is written

_SURVEY_OLD = {
    "command": "type",
    "tag": "name",
    "value": "name",
    "caption": "label",
    "relevance": "relevant",
    "calculate": "calculation",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "requiredmsg": "required_message",
    "jr:requiredmsg": "required_message",
    "noapperrorstring": "no_app_error_string",
    "readonly": "read_only",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "read_out": "read_aloud",
}
# Other systems fail if form_title itself has languages.
TRANSLATED_TITLE = "translated_title"
_CHOICES_OLD = {"list name": "list_name", "caption": "label", "value": "name", "read_out": "read_aloud"}
_SETTINGS_OLD = {
    "set_form_title": "form_title",
    "title": "form_title",
    TRANSLATED_TITLE: "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
}

MEDIA = ("image", "audio", "video", "big-image")
SURVEY = (
    *("type", "name", "label", "hint", "guidance_hint", "interviewer_note", "read_aloud"),
    *("required", "required_message", "relevant", "constraint", "constraint_message"),
    *("soft_constraint", "soft_message", "calculation", "choice_filter", "parameters", "max_length"),
    *("dk_refused", "sensitive"),
    *("measure", "measure_label", "sentence", "counts"),
)
CHOICES = ("list_name", "name", "label", "key", "read_aloud", "exclusive", "counts", "only_if")
SETTINGS = (
    *("form_title", "form_id", "version", "default_language", "minutes", "mode"),
    *("measures", "overall", "leaves_base", "objection"),
)
SCRIPTS = ("name", "audience", "text")
BREAKDOWNS = ("name", "label")
CONSENTS = ("name", "question", "answer", "purpose", "fields", "months")
# XLSForm's own columns that have no effect here, or for which a question is refused.
SURVEY_OTHERS = (
    *("appearance", "read_only", "default", "repeat_count", "trigger", "disabled", "save_to", "intent", "autoplay"),
    *("rows", "no_app_error_string", *MEDIA),
)
TRANSLATED = frozenset(
    {
        *("label", "hint", "guidance_hint", "interviewer_note", "required_message", "constraint_message"),
        *("soft_message", "measure_label", "sentence", "text", "purpose", "form_title", *MEDIA),
    }
)


@dataclass(frozen=True)
class SheetColumns:
    """The columns of a kind of sheet. old: other names for them. others: known, but not used."""

    sheet: str
    names: tuple[str, ...]
    old: Mapping[str, str]
    others: tuple[str, ...] = ()

    @property
    def known(self) -> frozenset[str]:
        """Every name that means something."""
        return frozenset({*self.names, *self.others})


SHEETS: Mapping[str, SheetColumns] = {
    columns.sheet: columns
    for columns in (
        SheetColumns("survey", SURVEY, _SURVEY_OLD, SURVEY_OTHERS),
        SheetColumns("choices", CHOICES, _CHOICES_OLD, MEDIA),
        SheetColumns("settings", SETTINGS, _SETTINGS_OLD),
        SheetColumns("scripts", SCRIPTS, {}),
        SheetColumns("breakdowns", BREAKDOWNS, {}),
        SheetColumns("consents", CONSENTS, {}),
    )
}
_SPACES = re.compile(r"\s+")


def column_of(heading: str, kind: SheetColumns, *, double: bool) -> Column:
    """What a heading means. double: the sheet separates languages by two colons, not by one as older forms do."""
    tidy = _SPACES.sub(" ", heading).strip()
    parts = [part.strip() for part in tidy.split("::" if double or "::" in tidy else ":")]
    if parts[0].lower() in {"media", "bind", "body", "control"} and len(parts) > 1:
        parts = parts[1:]
    if parts[0] == "jr" and len(parts) > 1:
        parts = [f"jr:{parts[1]}", *parts[2:]]
    name = _known(parts[0], kind)
    return name, " ".join(parts[1:]) if name in TRANSLATED else ""


def separates_by_two(headings: Sequence[str]) -> bool:
    """Whether a sheet writes label::Welsh, not label:Welsh."""
    return any("::" in heading for heading in headings)


def _known(written: str, kind: SheetColumns) -> str:
    """The column's own name; columns that we don't know stay as they are, because a choice filter may name them."""
    low = written.lower()
    for name in (low, low.replace(" ", "_")):
        found = kind.old.get(name, name)
        if found in kind.known:
            return found
    return written

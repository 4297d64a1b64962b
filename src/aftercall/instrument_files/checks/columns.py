"""Columns that have no effect: misspelt ones, and those that mean something in other systems only."""

from collections.abc import Iterator, Mapping

from aftercall.instrument_files.columns import MEDIA, SHEETS
from aftercall.instrument_files.findings import Finding
from aftercall.instrument_files.form_expressions import bare_names, nearest
from aftercall.instrument_files.questions import Form
from aftercall.instrument_files.tables import Table, Tables

_NO_PICTURES = "Pictures, sound and film are not shown; make sure that the text can be understood without"
_WITHOUT_EFFECT: Mapping[str, str] = {
    "appearance": "This column has no effect: how a question looks depends on its type alone",
    "required_message": "This column has no effect: a question without its answer says so in standard words",
    "no_app_error_string": "This column has no effect",
    "default": "Defaults are left out: they would count as answers that nobody gave",
    "autoplay": "This column has no effect",
    "rows": "This column has no effect",
    "intent": "This column has no effect: no other program is called",
    "save_to": "This column has no effect: answers are kept with the interview, not in entities",
    **dict.fromkeys(MEDIA, _NO_PICTURES),
}
# Settings of other systems that authors have for good reasons, and that are of no use here.
_OTHER_SETTINGS = frozenset(
    {
        *("style", "instance_name", "public_key", "submission_url", "auto_send", "auto_delete", "instance_id"),
        *("allow_choice_duplicates", "clean_text_values", "namespaces", "omit_instanceid", "client_editable"),
        *("sms_keyword", "sms_separator", "sms_allow_media", "prefix", "delimiter", "name", "flat", "xml_extension"),
    }
)


def column_findings(tables: Tables, form: Form) -> Iterator[Finding]:
    """Warnings, one for each column."""
    for sheet in SHEETS:
        table = tables[sheet]
        yield from _without_effect(table)
        yield from _unknown(table, sheet, _filter_names(form) if sheet == "choices" else frozenset())


def _without_effect(table: Table) -> Iterator[Finding]:
    for name, message in _WITHOUT_EFFECT.items():
        rows = [row for row in table.rows if any(column == name and text for (column, _), text in row.cells.items())]
        if rows:
            yield rows[0].warning(name, message)


def _unknown(table: Table, sheet: str, used: frozenset[str]) -> Iterator[Finding]:
    kind = SHEETS[sheet]
    for (name, _), heading in table.columns.items():
        if name in kind.known | used or name[:1] in {"_", "$", "#"} or name.lower() in _OTHER_SETTINGS:
            continue
        rows = [row for row in table.rows if row.cells.get((name, ""))]
        if not rows:
            continue
        similar = nearest(name.lower(), sorted(kind.names), cutoff=0.75)
        if similar:
            yield rows[0].warning(name, f"No column is called {heading}, so it has no effect{similar}")
        elif sheet != "settings":
            yield rows[0].warning(name, "This column has no effect, because no such column is known")


def _filter_names(form: Form) -> frozenset[str]:
    sources = (item.row.code("choice_filter") for item in form.outline.items)
    return frozenset(name for source in sources for name in bare_names(source))

"""An XLSForm as a questionnaire's document, or everything that keeps it from being one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from aftercall.errors import BadInput
from aftercall.instrument_files.checks.columns import column_findings
from aftercall.instrument_files.checks.scales import scale_findings
from aftercall.instrument_files.checks.selling import selling_findings
from aftercall.instrument_files.choices_sheet import read_choices
from aftercall.instrument_files.columns import SHEETS
from aftercall.instrument_files.findings import Finding, Severity, has_errors, in_order
from aftercall.instrument_files.form_expressions import Names
from aftercall.instrument_files.form_languages import form_languages
from aftercall.instrument_files.further_sheets import breakdown_documents, consent_documents, script_documents
from aftercall.instrument_files.loaded import load_findings
from aftercall.instrument_files.measure_rows import measure_documents, probe_lists
from aftercall.instrument_files.outline import Outline, check_unique_names, read_outline, used_lists
from aftercall.instrument_files.questions import Form, filter_columns, group_documents, question_documents
from aftercall.instrument_files.row_types import ASKED, SELECTS, Kind
from aftercall.instrument_files.settings_sheet import Settings
from aftercall.instrument_files.sizes import size_findings
from aftercall.instrument_files.tables import REFUSED_SHEETS, Tables, read_tables
from aftercall.instrument_files.texts import missing_translations
from aftercall.instrument_files.workbook import read_form_workbook

_TEXTS: Mapping[str, Sequence[str]] = {
    "survey": (
        *("label", "hint", "interviewer_note", "constraint_message", "soft_message", "measure_label", "sentence"),
    ),
    "choices": ("label",),
    "settings": ("form_title",),
    "scripts": ("text",),
    "breakdowns": ("label",),
    "consents": ("purpose",),
}

type Document = dict[str, object]


@dataclass(frozen=True)
class Compiled:
    """document: None if there are errors other than words that sell. findings: in the order of the sheets and rows."""

    document: Document | None
    findings: tuple[Finding, ...]


def compile_form(data: bytes, *, file_name: str, released_terms: Collection[str] = ()) -> Compiled:
    """Compile an .xlsx file. released_terms: words that sell and may be used all the same.

    The document depends on nothing but the form, so its digest is always the same. A file that can't be read is one
    finding without a place.
    """
    from aftercall.instrument_files.gate import gate_findings  # noqa: PLC0415 - loading pyxform takes half a second

    try:
        tables = read_tables(read_form_workbook(data, file_name, {*SHEETS, *REFUSED_SHEETS}))
    except BadInput as error:
        return Compiled(None, (Finding("", 0, "", str(error)),))
    found = list(tables.findings)
    outline = read_outline(tables["survey"], found)
    if too_large := list(size_findings(tables, outline)):
        return Compiled(None, in_order(too_large, tables.order))
    document, form = _compile(tables, outline, PurePath(file_name).stem, found)
    found.extend(_method_findings(tables, form, released_terms))
    found.extend(gate_findings(tables, found))
    found.extend(list(load_findings(document, tables, form, found)))
    findings = in_order(found, tables.order)
    return Compiled(None if has_errors(findings) else document, findings)


def _compile(tables: Tables, outline: Outline, stem: str, found: list[Finding]) -> tuple[Document, Form]:
    languages = form_languages(tables, found)
    check_unique_names(outline, found)
    lists = read_choices(tables["choices"], languages, found)
    form = Form(outline, Names.of(outline), lists, languages, found)
    settings = Settings.of(tables["settings"], languages, found, stem)
    document = settings.heading(len(outline.of_kind(*ASKED)))
    measures = measure_documents(form, settings.measures)
    parts: Document = {
        "facts": [item.name for item in outline.of_kind(Kind.HIDDEN)],
        "groups": group_documents(form),
        "choices": lists.to_document(filter_columns(form)),
        "questions": question_documents(form),
        "measures": measures,
        "scripts": script_documents(tables["scripts"], languages, found),
        "breakdowns": breakdown_documents(tables["breakdowns"], languages, found),
        "consents": consent_documents(tables["consents"], languages, _choices(form), found),
    }
    document |= settings.about_measures({str(measure["name"]): measure for measure in measures})
    document |= settings.objection(_choices(form))
    return document | {name: part for name, part in parts.items() if part or name in {"choices", "questions"}}, form


def _choices(form: Form) -> Mapping[str, Sequence[str]]:
    """The names of the answers that each select offers."""
    return {
        item.name: _answers(item.type.list_name, form, other=item.type.other) for item in form.outline.of_kind(*SELECTS)
    }


def _answers(list_name: str, form: Form, *, other: bool) -> list[str]:
    return [*form.lists.names(list_name), *(["other"] if other else []), "dont_know", "refused"]


def _method_findings(tables: Tables, form: Form, released_terms: Collection[str]) -> Iterator[Finding]:
    yield from column_findings(tables, form)
    yield from scale_findings(form.lists, probe_lists(form))
    yield from selling_findings([tables[name] for name in _TEXTS], released_terms)
    for name, columns in _TEXTS.items():
        yield from missing_translations(tables[name], columns, form.languages)
    used = used_lists(form.outline)
    for name, options in form.lists.lists.items():
        if name not in used:
            yield options[0].row.warning("list_name", f"No question uses the list {name}")
    if tables["survey"].present and not tables["scripts"].rows and not _fills_in_alone(tables):
        message = "There is no sheet scripts; the words before and after the questions are the standard ones"
        yield Finding("", 0, "", message, Severity.WARNING)


def _fills_in_alone(tables: Tables) -> bool:
    rows = tables["settings"].rows
    return bool(rows) and rows[0].code("mode") == "self"

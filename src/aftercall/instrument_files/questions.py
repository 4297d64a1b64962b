"""The questions of the document, from the rows of the sheet survey."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aftercall.instrument.languages import own_words
from aftercall.instrument.questions import OTHER
from aftercall.instrument_files.cells import flag, read_aloud, whole_number
from aftercall.instrument_files.choices_sheet import ChoiceLists
from aftercall.instrument_files.findings import Finding
from aftercall.instrument_files.form_expressions import Names, bare_names, expression, expression_faults, nearest
from aftercall.instrument_files.form_languages import FormLanguages
from aftercall.instrument_files.outline import Item, Outline
from aftercall.instrument_files.row_types import ASKED, SELECTS, Kind
from aftercall.instrument_files.texts import words

_PARAMETER = re.compile(r"([\w\-]+)\s*=\s*(\S+)")
_CONDITIONS = ("relevant", "constraint", "soft_constraint", "calculation", "choice_filter")
_LONGEST_PARAMETERS = 500  # characters
_DEFAULT_MESSAGE = "This answer is not possible here"


@dataclass(frozen=True)
class Form:
    """What questions are compiled with."""

    outline: Outline
    names: Names
    lists: ChoiceLists
    languages: FormLanguages
    found: list[Finding]


def question_documents(form: Form) -> list[dict[str, object]]:
    """The questions in order. What is wrong with their rows is added to the findings."""
    for item in form.outline.items:
        _check_expressions(item, form)
        _check_not_possible(item, form.found)
    return [document for item in form.outline.questions for document in _with_other(item, form)]


def group_documents(form: Form) -> list[dict[str, object]]:
    """The groups in the order in which they begin."""
    return [_group(item, form) for item in form.outline.of_kind(Kind.BEGIN) if item.name]


def _group(item: Item, form: Form) -> dict[str, object]:
    label = words(item.row, "label", form.languages, form.found)
    return {"name": item.name} | ({"label": label} if label else {})


def filter_columns(form: Form) -> Mapping[str, set[str]]:
    """The columns that choice filters name, by list."""
    columns: dict[str, set[str]] = {}
    for item in form.outline.questions:
        if item.type.list_name and (source := expression(item.row, "choice_filter", form.names)):
            columns.setdefault(item.type.list_name, set()).update(
                name for name in bare_names(source) if name in form.lists.columns
            )
    return columns


def _with_other(item: Item, form: Form) -> Iterator[dict[str, object]]:
    """The question; and the one for another answer, where the list has the choice other by itself."""
    document = _question(item, form)
    has_choice = item.type.other and OTHER in form.lists.names(item.type.list_name)
    if item.type.other and not has_choice:
        document["other"] = True
    yield document
    if has_choice:
        texts = {code: own_words("specify_other", code) for code in form.languages.names}
        label = texts if len(texts) > 1 else texts[form.languages.default]
        kept: dict[str, object] = {
            name: document[name] for name in ("group", "required", "sensitive") if name in document
        }
        relevant = f"selected(${{{item.name}}}, '{OTHER}')"
        yield {"type": "text", "name": f"{item.name}_{OTHER}", "label": label, "relevant": relevant, **kept}


def _question(item: Item, form: Form) -> dict[str, object]:
    row, kind = item.row, item.type.kind
    document: dict[str, object] = {"type": f"{kind} {item.type.list_name}".strip(), "name": item.name}
    document |= {
        column: text for column in ("label", "hint") if (text := words(row, column, form.languages, form.found))
    }
    if note := _note(item, form):
        document["interviewer_note"] = note
    if (aloud := read_aloud(row, form.found)) != "always":
        document["read_out"] = aloud
    if item.group:
        document["group"] = item.group
    document |= _conditions(item, form)
    if kind in ASKED:
        document |= _answering(item, form)
    _check_label(item, document, form)
    return document


def _note(item: Item, form: Form) -> str | dict[str, str]:
    """The note to the interviewer; XLSForm's guidance_hint is one."""
    column = "interviewer_note" if item.row.words("interviewer_note") else "guidance_hint"
    return words(item.row, column, form.languages, form.found)


def _answering(item: Item, form: Form) -> dict[str, object]:
    """What belongs to an answer: whether there must be one, of what length, and the ways out."""
    row, found = item.row, form.found
    document: dict[str, object] = {}
    if not _required(item, found):
        document["required"] = False
    document |= {column: True for column in ("dk_refused", "sensitive") if flag(row, column, found)}
    return document | _parameters(item, found) | _max_length(item, found)


def _max_length(item: Item, found: list[Finding]) -> dict[str, object]:
    """XLSForm has no parameter for it, so a column of its own is what other systems leave alone."""
    length = whole_number(item.row, "max_length", found, example=1000)
    if length and item.type.kind is not Kind.TEXT:
        found.append(item.row.error("max_length", "Only text has a length; write a constraint, or delete this"))
    return {"max_length": length} if length else {}


def _required(item: Item, found: list[Finding]) -> bool:
    text = item.row.code("required")
    if "$" in text or ("(" in text and text.replace(" ", "") not in {"true()", "false()"}):
        message = "Write yes or no; a question that not everyone should answer has a condition in relevant"
        found.append(item.row.error("required", message))
        return True
    return flag(item.row, "required", found)


def _parameters(item: Item, found: list[Finding]) -> dict[str, object]:
    text = item.row.code("parameters")[:_LONGEST_PARAMETERS]
    document: dict[str, object] = {}
    given = {name.lower().replace("-", "_"): value.rstrip(",;") for name, value in _PARAMETER.findall(text)}
    if text and not given:
        found.append(item.row.error("parameters", "Write name=value, such as randomize=true"))
    for name, value in given.items():
        if name == "randomize" and item.type.kind in SELECTS and value.lower() in {"true", "false"}:
            document |= {"rotate": True} if value.lower() == "true" else {}
        elif name == "max_length" and item.type.kind is Kind.TEXT and value.isdigit() and 0 < int(value) <= 100_000:
            document["max_length"] = int(value)
        elif name == "seed":
            found.append(item.row.warning("parameters", "The seed is left out: every interview records one of its own"))
        elif name != "rows":
            message = (
                f"{name}={value} can't be used here; possible are randomize=true for choices, max_length=1000 for text"
            )
            found.append(item.row.error("parameters", message))
    return document


def _conditions(item: Item, form: Form) -> dict[str, object]:
    row, names = item.row, form.names
    document: dict[str, object] = {}
    if relevant := _relevant(item, names):
        document["relevant"] = relevant
    for condition, message in (("constraint", "constraint_message"), ("soft_constraint", "soft_message")):
        if source := expression(row, condition, names):
            document[condition] = source
            document[message] = words(row, message, form.languages, form.found) or _missing_message(item, message, form)
        elif row.words(message):
            form.found.append(row.warning(message, f"This is never shown, because {condition} is blank"))
    for column, kinds in (("calculation", {Kind.CALCULATE}), ("choice_filter", SELECTS)):
        if item.type.kind in kinds and (source := expression(row, column, names)):
            document[column] = source
    return document


def _relevant(item: Item, names: Names) -> str:
    """The row's own condition and those of the groups around it."""
    rows = [*(around.row for around in item.around), item.row]
    conditions = list(dict.fromkeys(source for row in rows if (source := expression(row, "relevant", names))))
    return conditions[0] if len(conditions) == 1 else " and ".join(f"({condition})" for condition in conditions)


def _missing_message(item: Item, column: str, form: Form) -> str:
    text = f"Say here what is wrong with the answer; without it, people see: {_DEFAULT_MESSAGE}"
    form.found.append(item.row.warning(column, text))
    return _DEFAULT_MESSAGE


def _check_label(item: Item, document: Mapping[str, object], form: Form) -> None:
    if not document.get("label") and item.type.kind is not Kind.CALCULATE:
        form.found.append(item.row.error("label", "Write the text that is read out"))


def _check_expressions(item: Item, form: Form) -> None:
    if item.type.kind is Kind.HIDDEN:
        return
    for column in _CONDITIONS:
        form.found.extend(expression_faults(item.row, column, item, form.names))
    _check_list(item, form)
    if item.type.kind is Kind.CALCULATE and not item.row.code("calculation"):
        form.found.append(item.row.error("calculation", "Write how it is calculated, such as ${a} + ${b}"))
    if item.type.kind in ASKED and item.row.code("calculation"):
        message = "Only rows of type calculate can be calculated; change the type, or delete this"
        form.found.append(item.row.error("calculation", message))


def _check_list(item: Item, form: Form) -> None:
    name, lists = item.type.list_name, form.lists
    if name and name not in lists.lists:
        message = f"There is no list {name} in the sheet choices{nearest(name, list(lists.lists))}"
        form.found.append(item.row.error("type", message))
    _check_filter(item, form)


def _check_filter(item: Item, form: Form) -> None:
    source = item.row.code("choice_filter")
    if source and item.type.kind in ASKED - SELECTS:
        form.found.append(item.row.error("choice_filter", "Only selects have choices to filter"))
    if source and item.type.kind in SELECTS:
        known = (*form.lists.columns, "name", "label")
        for name in bare_names(form.names.renamed(source)):
            if name not in known:
                message = f"The sheet choices has no column {name}{nearest(name, form.lists.columns)}"
                form.found.append(item.row.error("choice_filter", message))


def _check_not_possible(item: Item, found: list[Finding]) -> None:
    row = item.row
    if row.code("trigger"):
        found.append(row.error("trigger", "Calculations follow the answers by themselves; delete this"))
    if flag(row, "read_only", found) and item.type.kind in ASKED:
        found.append(row.error("read_only", "A question that can't be answered is a note; change the type to note"))

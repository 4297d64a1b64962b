"""Measures, from the columns measure, measure_label, sentence and counts of the sheet survey.

A row with `kept_informed` begins a measure; a row with `kept_informed satisfied` asks how satisfied, of those who were.
Without such rows the measure is the share of the answers that count.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from aftercall.instrument.measures import PERCENT
from aftercall.instrument.scale import DIRECTIONS
from aftercall.instrument_files.form_expressions import nearest
from aftercall.instrument_files.outline import Item
from aftercall.instrument_files.questions import Form
from aftercall.instrument_files.row_types import SELECTS
from aftercall.instrument_files.texts import words
from aftercall.instrument_files.tidying import is_name

_DIRECTION_WORDS = [[direction] for direction in sorted(DIRECTIONS)]
_SEPARATOR = re.compile(r"[\s,]+")


@dataclass
class _Measure:
    """The rows of a measure, as they are met."""

    begins: Item | None = None
    degrees: dict[str, Item] = field(default_factory=dict)


def measure_documents(form: Form, order: Sequence[str]) -> list[dict[str, object]]:
    """The measures in the order given, then in that of the rows."""
    measures = _collect(form)
    documents = {name: _document(name, measure, form) for name, measure in measures.items() if measure.begins}
    for name, measure in measures.items():
        if measure.degrees and not measure.begins:
            item = next(iter(measure.degrees.values()))
            message = f"No row begins the measure {name}; write {name} alone at the question that is asked first"
            form.found.append(item.row.error("measure", message))
    wanted = [name for name in order if name in documents]
    return [documents[name] for name in dict.fromkeys([*wanted, *documents])]


def probe_lists(form: Form) -> set[str]:
    """The lists of the questions that ask how satisfied or dissatisfied somebody is."""
    rows = form.outline.questions
    return {item.type.list_name for item in rows if item.row.code("measure").split()[1:] in _DIRECTION_WORDS}


def _collect(form: Form) -> dict[str, _Measure]:
    measures: dict[str, _Measure] = {}
    for item in form.outline.questions:
        name, *rest = _SEPARATOR.split(item.row.code("measure"))
        if not name:
            _check_no_sentence(item, form)
        elif not is_name(name) or len(rest) > 1 or (rest and rest[0] not in DIRECTIONS):
            message = "Write the measure's name, and behind it satisfied or dissatisfied where this asks how much"
            form.found.append(item.row.error("measure", message))
        else:
            _add(measures.setdefault(name, _Measure()), name, rest, item, form)
    return measures


def _add(measure: _Measure, name: str, rest: list[str], item: Item, form: Form) -> None:
    earlier = measure.degrees.get(rest[0]) if rest else measure.begins
    if earlier:
        message = f"Row {earlier.row.number} is this part of the measure {name} already"
        form.found.append(item.row.error("measure", message))
    elif item.type.kind not in SELECTS:
        form.found.append(item.row.error("measure", "Only answers to choose from can be measured; use select_one"))
    elif rest:
        measure.degrees[rest[0]] = item
    else:
        measure.begins = item


def _check_no_sentence(item: Item, form: Form) -> None:
    for column in ("measure_label", "sentence"):
        if item.row.words(column):
            form.found.append(item.row.error("measure", f"Write the name of the measure that this {column} is for"))


def _document(name: str, measure: _Measure, form: Form) -> dict[str, object]:
    item = measure.begins
    assert item is not None  # noqa: S101 - the caller passes only such measures
    label, sentence = (words(item.row, column, form.languages, form.found) for column in ("measure_label", "sentence"))
    document: dict[str, object] = {"name": name, "label": label, "sentence": sentence}
    if not label:
        form.found.append(item.row.error("measure_label", "Write the short name of the measure, for tables"))
    _check_sentence(item, form)
    if measure.degrees:
        _check_degrees(measure, form)
        degrees = {direction: degree.name for direction, degree in measure.degrees.items()}
        return document | {"direction": item.name, "degrees": degrees}
    return document | {"question": item.name} | _counts(item, form)


def _check_sentence(item: Item, form: Form) -> None:
    texts = form.languages.by_code(item.row.words("sentence"))
    if not texts:
        message = f"Write the sentence to publish, with {PERCENT} where the percentage belongs"
        form.found.append(item.row.error("sentence", message))
    for code, text in texts.items():
        if text.count(PERCENT) != 1 or set("{}") & set(text.replace(PERCENT, "")):
            message = f"The sentence in {form.languages.in_english(code)} must have {PERCENT} once, and no other braces"
            form.found.append(item.row.error("sentence", message))


def _check_degrees(measure: _Measure, form: Form) -> None:
    assert measure.begins is not None  # noqa: S101 - as above
    if measure.begins.type.list_name not in form.lists.lists:
        return  # which was said at the question
    choices = set(form.lists.names(measure.begins.type.list_name)) & DIRECTIONS
    for direction in sorted(choices - set(measure.degrees)):
        message = (
            f"No row asks those who are {direction} how much; write '{measure.begins.row.code('measure')} {direction}'"
        )
        form.found.append(measure.begins.row.error("measure", f"{message} at the question that does"))
    for direction in sorted(set(measure.degrees) - choices):
        message = f"The list {measure.begins.type.list_name} has no choice {direction}"
        form.found.append(measure.degrees[direction].row.error("measure", message))


def _counts(item: Item, form: Form) -> dict[str, object]:
    options = form.lists.lists.get(item.type.list_name)
    if options is None:
        return {}  # which was said at the question
    named = [name for name in _SEPARATOR.split(item.row.code("counts")) if name]
    for name in named:
        if name not in form.lists.names(item.type.list_name):
            message = f"The list {item.type.list_name} has no choice {name}"
            near = nearest(name, form.lists.names(item.type.list_name))
            form.found.append(item.row.error("counts", message + near))
    if not named and not any(option.document.get("counts") for option in options):
        message = (
            f"Which answers count? Write yes into the column counts of the list {item.type.list_name}, or the "
            "choices' names into a column counts here. For satisfaction in two steps see the guide"
        )
        form.found.append(item.row.error("measure", message))
    return {"counts": named} if named else {}

"""Documents written as XLSForms: compiled again they are the same, and spreadsheets can show and edit them."""

import io
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pyxform.xls2xform import convert
from tests.instrument_files.forms import errors

from aftercall.errors import BadInput
from aftercall.instrument.canonical import document_digest
from aftercall.instrument.loading import shipped_document, shipped_names
from aftercall.instrument_files.compiling import compile_form
from aftercall.instrument_files.exporting import to_xlsx
from aftercall.instrument_files.nesting import Row, nested_rows

type Document = dict[str, object]


def again(document: Document) -> object:
    compiled = compile_form(to_xlsx(document), file_name="again.xlsx")
    assert compiled.document is not None, errors(compiled)
    return compiled.document


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_questionnaire_survives_the_round_trip(name: str) -> None:
    document = cast("Document", shipped_document(name))
    assert document_digest(again(document)) == document_digest(document)


def test_an_exported_form_is_one_for_other_systems_too() -> None:
    content = to_xlsx(cast("Document", shipped_document("victim_satisfaction_4")))
    assert convert(content, warnings=[]).xform  # pyxform itself, with all our columns and sheets


LANGUAGES = [{"code": "en", "name": "English"}, {"code": "cy", "name": "Cymraeg"}]
texts = st.text(st.sampled_from("Aé’ż=+-@'\"${}<&\n0 "), min_size=1, max_size=12).map(lambda text: f"x{text}".strip())
plain = texts.filter(lambda text: "${" not in text and not text.startswith("="))
words = st.one_of(plain, st.fixed_dictionaries({"en": plain, "cy": plain}))
FLAGS: list[Document] = [{}, {"dk_refused": True}, {"dk_refused": True, "sensitive": True}]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Documents with every kind of field, in two languages."""
    options = [
        {"name": f"c{number}", "label": draw(words), "key": str(number), **draw(st.sampled_from(EXTRAS))}
        for number in range(1, draw(st.integers(2, 4)))
    ]
    groups = [{"name": f"group_{letter}"} | draw(LABELS) for letter in "ab"]
    questions: list[Document] = [{"type": "select_one l", "name": "q0", "label": draw(words)}]
    for number in range(1, draw(st.integers(1, 5))):
        question = {"name": f"q{number}", "label": draw(words)} | draw(st.sampled_from(KINDS))
        question |= {} if question.get("other") else draw(st.sampled_from(FLAGS))
        question |= draw(st.sampled_from([{}, {"group": "group_a"}, {"group": "group_b"}]))
        questions.append(question | draw(st.sampled_from([{}, {"relevant": "${q0} = 'c1'"}, {"hint": "x"}])))
    return {
        "name": "generated",
        "version": 3,
        "title": draw(words),
        "minutes": 2,
        "languages": LANGUAGES,
        "facts": ["modules"],
        "groups": groups,
        "choices": [{"name": "l", "options": options}],
        "questions": _ordered(questions),
        "scripts": [{"name": "introduction", "audience": "named_person", "text": "Hello {person}."}],
    }


LABELS = st.one_of(st.just({}), words.map(lambda text: {"label": text}))
EXTRAS: list[Document] = [{}, {"exclusive": True}, {"counts": True}, {"read_out": "may"}]
KINDS: list[Document] = [
    {"type": "text", "max_length": 50},
    {"type": "text", "required": False},
    {"type": "integer", "constraint": ". < 9", "constraint_message": "x"},
    {"type": "decimal", "soft_constraint": ". < 9", "soft_message": "x"},
    {"type": "select_multiple l", "rotate": True},
    {"type": "select_one l", "other": True, "interviewer_note": "x"},
    {"type": "date", "read_out": "never"},
]


def _ordered(questions: list[Document]) -> list[Document]:
    """As a form can have them: first those of no group, then those of one, then those of the other."""
    return sorted(questions, key=lambda question: str(question.get("group", "")))


@settings(max_examples=10)
@given(documents())
def test_generated_documents_survive_the_round_trip(document: Document) -> None:
    assert again(document) == document


def test_what_begins_like_a_formula_stays_text_and_the_heading_stays_in_sight() -> None:
    document = cast("Document", shipped_document("victim_satisfaction_2"))
    document = document | {"title": "=HYPERLINK(1)"}
    book = load_workbook(io.BytesIO(to_xlsx(document)))
    assert book.sheetnames == ["survey", "choices", "settings", "scripts", "breakdowns", "consents"]
    title = book["settings"]["A2"]
    assert (title.value, title.data_type, title.quotePrefix) == ("=HYPERLINK(1)", "s", True)
    assert book["survey"].freeze_panes == "A2"
    assert book["survey"]["C2"].alignment.wrap_text


def test_a_text_that_no_spreadsheet_can_have_is_refused() -> None:
    document = cast("Document", shipped_document("victim_satisfaction_2")) | {"title": "a\x01b"}
    with pytest.raises(BadInput, match="A text has a character that no spreadsheet can have"):
        to_xlsx(document)


def rows(*groups: str) -> list[str]:
    """The rows of questions in these groups; ab stands for the group b within a."""
    questions: list[Row] = [{"type": "text", "name": f"q{at}", "group": group[-1:]} for at, group in enumerate(groups)]
    found = nested_rows([{"name": letter} for letter in "abc"], questions)
    return [str(row["name"]) if "name" in row else "end" for row in found]


def test_groups_are_rows_that_begin_and_end_within_each_other() -> None:
    assert rows("a", "b", "") == ["a", "q0", "end", "b", "q1", "end", "q2", "c", "end"]
    assert rows("a", "ab", "a") == ["a", "q0", "b", "q1", "end", "q2", "end", "c", "end"]
    assert rows("ab", "a", "c") == ["a", "b", "q0", "end", "q1", "end", "c", "q2", "end"]
    assert rows("c") == ["a", "end", "b", "end", "c", "q0", "end"]


def test_a_question_of_two_measures_is_refused_because_a_row_can_say_one_only() -> None:
    document = cast("Document", shipped_document("victim_satisfaction_2"))
    first, *others = cast("list[Document]", document["measures"])
    twice = document | {"measures": [first, first | {"name": "again"}, *others]}
    question = first.get("direction") or first["question"]
    with pytest.raises(BadInput, match=f"The question {question} belongs to two measures"):
        to_xlsx(twice)

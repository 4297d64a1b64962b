"""The findings that authors read, each with its sheet, row and column."""

from typing import cast

import pytest
from tests.instrument_files.forms import CHOICES, SURVEY, Form, errors, one_question, warnings

REPEAT = (
    "Groups that repeat are not possible; ask about one of them, such as the last, "
    "or write the questions out once for each"
)
CHOICE_NAME = "use letters, digits and _, 30 at most"


def questions(form: Form) -> list[dict[str, object]]:
    return cast("list[dict[str, object]]", form.document()["questions"])


NOT_POSSIBLE = [
    ("geopoint", "Places on a map can't be recorded; ask for the place as text or select_one, or use the fact area"),
    ("image", "Pictures, sound and film can't be recorded on the telephone; ask a question of type text instead"),
    ("barcode", "Barcodes can't be read on the telephone; use text"),
    ("range", "A slider is not possible; use integer with a constraint such as . >= 0 and . <= 10"),
    ("rank yes_no", "Ranking is not possible; ask select_one for the first, then select_one for the second"),
    (
        "select_one_from_file a.csv",
        "Files and lists from files are not possible; put the choices into the sheet choices",
    ),
    ("select_one ${told}", "Choices can't come from an answer; write them into the sheet choices"),
    ("selectone", "Write the name of the list of choices behind it, as in select_one yes_no"),
    ("intger", "There is no type 'intger'; did you mean integer?"),
    ("select_one yes no", "The name of a list has no spaces; write 'yes_no' in both sheets"),
]


@pytest.mark.parametrize(("kind", "words"), NOT_POSSIBLE)
def test_a_type_that_is_not_possible_is_refused_with_what_to_do_instead(kind: str, words: str) -> None:
    assert errors(one_question(kind).compiled()) == [f"survey, row 3, column type: {kind}: {words}"]


CELLS = [
    ({"required": "${told} = 'yes'"}, "required", "Write yes or no; a question that not everyone should answer has a "),
    ({"required": "maybe"}, "required", "Write yes or no, not 'maybe'"),
    ({"relevant": "${tld} = 'yes'"}, "relevant", "There is no question tld; did you mean told?"),
    ({"relevant": "${q} = 'yes'"}, "relevant", "q depends on itself; take ${q} out"),
    ({"relevant": "../told = 'yes'"}, "relevant", "Paths such as ../name or /data/name can't be used; write ${name}"),
    (
        {"relevant": "pulldata('a', 'b', 'c', 'd') = 1"},
        "relevant",
        "pulldata() can't be used: values from files are not",
    ),
    ({"calculation": "1 + 1"}, "calculation", "Only rows of type calculate can be calculated; change the type, or"),
    ({"trigger": "${told}"}, "trigger", "Calculations follow the answers by themselves; delete this"),
    ({"read_only": "yes"}, "read_only", "A question that can't be answered is a note; change the type to note"),
    ({"choice_filter": "a = 1"}, "choice_filter", "Only selects have choices to filter"),
    ({"parameters": "max_length=abc"}, "parameters", "max_length=abc can't be used here; possible are randomize=true"),
    ({"max_length": "long"}, "max_length", "Write a whole number such as 1000, not 'long'"),
    ({"read_aloud": "loudly"}, "read_aloud", "Write one of always, may, never, not 'loudly'"),
    (
        {"sensitive": "yes", "required": "yes"},
        "sensitive",
        "A sensitive question needs a way out",
    ),
    ({"sentence": "{percent}"}, "measure", "Write the name of the measure that this sentence is for"),
    ({"measure": "q good"}, "measure", "Write the measure's name, and behind it satisfied or dissatisfied where"),
    ({"measure": "q"}, "measure", "Only answers to choose from can be measured; use select_one"),
    ({"relevant": "${last-saved#told} = 'yes'"}, "relevant", "Answers of an earlier interview can't be used"),
    ({"parameters": "randomize"}, "parameters", "Write name=value, such as randomize=true"),
    (
        {"hint": "You said ${told}"},
        "hint",
        "An answer can't be put into a text; take ${…} out",
    ),
]


@pytest.mark.parametrize(("cells", "column", "words"), CELLS)
def test_what_is_wrong_with_a_cell_is_said_at_the_cell(cells: dict[str, str], column: str, words: str) -> None:
    found = errors(one_question("text", **cells).compiled())
    assert [line for line in found if line.startswith(f"survey, row 3, column {column}: {words}")], found


OTHER_CELLS: list[tuple[str, dict[str, object], str]] = [
    ("integer", {"max_length": 5}, "column max_length: Only text has a length; write a constraint, or delete this"),
    ("calculate", {"calculation": None}, "column calculation: Write how it is calculated, such as ${a} + ${b}"),
    ("select_one yes_no", {"choice_filter": "a = 1"}, "column choice_filter: The sheet choices has no column a"),
]


@pytest.mark.parametrize(("kind", "cells", "line"), OTHER_CELLS)
def test_a_cell_that_does_not_fit_the_type_is_said_at_the_cell(kind: str, cells: dict[str, object], line: str) -> None:
    assert errors(one_question(kind, **cells).compiled()) == [f"survey, row 3, {line}"]


def test_what_has_no_effect_or_is_missing_but_can_be_done_without_is_a_warning() -> None:
    form = Form().with_sheet(
        "survey",
        ("type", "name", "label", "constraint", "constraint_message", "parameters", "disabled"),
        ("select_one yes_no", "told", "Were you told?", None, None, "randomize=true seed=3"),
        ("integer", "times", "How often?", ". < 9"),
        ("text", "what", "What?", None, "Too long", "rows=4"),
        ("deviceid",),
        ("text", "old", "Not asked any more?", None, None, None, "yes"),
        ("note", None, "Thank you."),
    )
    compiled = form.compiled()
    assert warnings(compiled) == [
        "survey, row 2, column parameters: warning: The seed is left out: every interview records one of its own",
        (
            "survey, row 3, column constraint_message: warning: Say here what is wrong with the answer; without it, "
            "people see: This answer is not possible here"
        ),
        "survey, row 4, column constraint_message: warning: This is never shown, because constraint is blank",
        (
            "survey, row 5, column type: warning: deviceid is not recorded here; the row was left out. Times and "
            "interviewers are recorded without it"
        ),
        "survey, row 6, column disabled: warning: This row is switched off and was left out",
    ]
    assert [question["name"] for question in questions(form)] == ["told", "times", "what", "note_1"]
    assert questions(form)[1]["constraint_message"] == "This answer is not possible here"


def test_rows_without_a_type_or_a_name_that_can_be_used_are_refused() -> None:
    form = Form().with_sheet(
        "survey",
        ("type", "name", "label", "hint"),
        (None, None, None, "Only a remark"),
        (None, "what", "What?"),
        ("text", None, "What else?"),
        ("text", "???", "And then?"),
        ("select_one yes_no or_other", "a_name_of_28_letters_or_so__", "Which?"),
    )
    assert errors(form.compiled()) == [
        "survey, row 3, column type: Write the type of question, such as select_one yes_no, or delete the row",
        "survey, row 4, column name: Write a name of small letters, digits and _, such as kept_informed",
        "survey, row 5, column name: '???' can't be a name; use small letters, digits and _",
        (
            "survey, row 6, column name: Shorten the name to 24 characters: the further answer is called "
            "a_name_of_28_letters_or_so___other"
        ),
    ]


def test_a_sheet_without_headings_or_questions_says_so_once() -> None:
    assert errors(Form().with_sheet("survey", ("type", "name", "label")).compiled()) == [
        "survey: There is no question in this sheet"
    ]
    without_headings = Form().with_sheet("survey", (), ("select_one yes_no", "told", "Were you told?"))
    assert errors(without_headings.compiled()) == ["survey, row 1: The first row must have the names of the columns"]


def test_an_expression_names_what_can_be_known() -> None:
    form = Form().with_sheet(
        "survey",
        ("type", "name", "label", "relevant"),
        ("start", "began"),
        ("select_one yes_no", "told", "Were you told?"),
        ("begin group", "about", "About it", "${told} = 'perhaps'"),
        ("text", "what", "What?"),
        ("end group",),
        ("text", "late", "Late?", "${began} = 1"),
        ("text", "more", "More?", "${about} = 1"),
    )
    assert errors(form.compiled()) == [
        "survey, row 4, column relevant: told has no choice 'perhaps'",  # at the group, not at each of its questions
        "survey, row 7, column relevant: ${began} is recorded by devices of other systems, not here",
        "survey, row 8, column relevant: about is a group, which has no answer; name one of its questions",
    ]


def test_everything_is_found_at_once() -> None:
    form = Form().with_sheet(
        "survey",
        ("type", "name", "label", "relevant"),
        ("select_one yesno", "told", "Were you told?"),
        ("geopoint", "where", "Where?"),
        ("text", "what", None, "${tol} = 'yes'"),
        ("begin group", "open", "A group"),
        ("text", "what", "What?"),
    )
    assert [line.partition(": ")[0] for line in errors(form.compiled())] == [
        "survey, row 2, column type",
        "survey, row 3, column type",
        "survey, row 4, column relevant",
        "survey, row 4, column label",
        "survey, row 5, column type",
        "survey, row 6, column name",
    ]


def test_one_mistake_in_a_row_does_not_hide_another() -> None:
    found = errors(one_question("text", label=None, relevant="${told} = 'perhaps'").compiled())
    assert found == [
        "survey, row 3, column label: Write the text that is read out",
        "survey, row 3, column relevant: told has no choice 'perhaps'",
    ]


def test_groups_must_be_closed_in_order() -> None:
    form = Form().with_sheet(
        "survey",
        ("type", "name", "label"),
        ("end group",),
        ("begin repeat", "again", "Again"),
        ("text", "what", "What?"),
        ("end group",),
        ("end repeat",),
    )
    assert errors(form.compiled()) == [
        "survey, row 2, column type: There is no group to end here; delete the row, or begin one before",
        f"survey, row 3, column type: begin repeat: {REPEAT}",
        "survey, row 5, column type: End the repeat of row 3 first",
    ]


def test_a_group_that_is_closed_before_the_repeat_inside_it_is_closed_all_the_same() -> None:
    form = Form().with_sheet(
        "survey",
        ("type", "name", "label"),
        ("begin group", "about", "About"),
        ("begin repeat", "again", "Again"),
        ("text", "what", "What?"),
        ("end group",),
        ("begin group", "more", "More"),
        ("text", "else", "What else?"),
    )
    assert errors(form.compiled()) == [
        f"survey, row 3, column type: begin repeat: {REPEAT}",
        "survey, row 5, column type: End the repeat of row 3 first",
        "survey, row 6, column type: This group is not closed; add a row with type end group",
    ]


def test_a_group_has_no_name_of_a_question() -> None:
    form = Form().with_sheet(
        "survey", ("type", "name", "label"), ("begin group", "what", "About"), ("text", "what", "What?"), ("end group",)
    )
    assert errors(form.compiled()) == ["survey, row 3, column name: Row 2 has the name what already"]


def test_groups_too_deep_inside_each_other_are_one_line_however_deep() -> None:
    begin = [("begin group", f"g{number}", "Group") for number in range(1500)]
    form = Form().with_sheet("survey", ("type", "name", "label"), *begin, ("text", "q", "A?"), *[("end group",)] * 1500)
    assert errors(form.compiled()) == [
        "survey, row 22, column type: More than 20 groups are inside each other; put the questions into fewer"
    ]


def test_names_are_unique_short_and_put_into_small_letters_with_a_word_about_it() -> None:
    form = Form().with_sheet(
        "survey",
        ("type", "name", "label", "relevant"),
        ("select_one yes_no", "Told-You", "Were you told?"),
        ("text", "what", "What?", "${Told-You} = 'yes'"),
        ("text", "what", "What else?"),
        ("text", "a_name_that_is_much_longer_than_thirty", "Why?"),
    )
    compiled = form.compiled()
    assert errors(compiled) == [
        "survey, row 4, column name: Row 3 has the name what already",
        "survey, row 5, column name: Shorten the name to 30 characters; a_name_that_is_much_longer_than_thirty has 38",
    ]
    assert "survey, row 2, column name: warning: Told-You is called told_you here" in warnings(compiled)[0]


def test_references_to_what_comes_later_name_its_row() -> None:
    form = Form().with_sheet(
        "survey",
        ("type", "name", "label", "relevant"),
        ("text", "first", "First?", "${second} = 'a'"),
        ("text", "second", "Second?", "${first} = 'a'"),
        ("text", "third", "Third?", "${fourth} = 'a'"),
        ("text", "fourth", "Fourth?"),
    )
    assert errors(form.compiled()) == [
        "survey, row 2, column relevant: first and second (row 3) depend on each other; break the loop",
        "survey, row 4, column relevant: fourth comes later, in row 5; move that row up, or this one down",
    ]


def test_choices_need_names_labels_and_no_doubles() -> None:
    form = Form().with_sheet(
        "choices",
        *CHOICES,
        ("yes_no", "yes", "Yes again"),
        ("yes_no", "may be", "Perhaps"),
        (None, "no", "No"),
        ("yes_no",),
    )
    assert errors(form.compiled()) == [
        "choices, row 4, column name: Row 2 has the choice yes of this list already",
        f"choices, row 5, column name: 'may be' can't be a choice's name: {CHOICE_NAME}, such as may_be",
        "choices, row 6, column list_name: Write the name of the list that this choice is in",
        "choices, row 7, column name: Write a name for this choice, such as very_good",
        "choices, row 7, column label: Write the text of this choice",
    ]


def test_two_choices_with_one_key_are_said_once_and_keys_that_are_taken_are_not_given() -> None:
    heading = ("list_name", "name", "label", "key")
    form = Form().with_sheet("choices", heading, ("yes_no", "yes", "Yes", "1"), ("yes_no", "no", "No", "1"))
    assert errors(form.compiled()) == ["choices, row 3, column key: Row 2 has the key 1 already"]
    rows = (("yes_no", "yes", "Yes"), ("yes_no", "no", "No", "1"), ("yes_no", "2", "Perhaps"), (None, None, "A remark"))
    [choices] = cast(
        "list[dict[str, list[dict[str, str]]]]", Form().with_sheet("choices", heading, *rows).document()["choices"]
    )
    assert [choice["key"] for choice in choices["options"]] == ["3", "1", "2"]


def test_what_is_wrong_with_a_condition_of_a_choice_is_said_at_the_choice() -> None:
    form = Form().with_sheet(
        "choices", (*CHOICES[0], "only_if"), ("yes_no", "yes", "Yes", "perhaps"), ("yes_no", "no", "No")
    )
    assert errors(form.compiled()) == [
        "choices, row 2, column only_if: At character 1: write 'perhaps' for a text, or ${perhaps} for an answer"
    ]


def test_a_column_without_effect_is_named_once() -> None:
    form = Form().with_sheet(
        "survey",
        (*SURVEY[0], "appearance", "relevent", "media::image"),
        (*SURVEY[1], "minimal", None, "a.png"),
        ("text", "what", "What?", "no", "multiline", "${told} = 'yes'"),
    )
    found = [line.partition(": warning: ") for line in warnings(form.compiled())]
    assert [place for place, _, _ in found] == [
        "survey, row 2, column appearance",
        "survey, row 2, column media::image",
        "survey, row 3, column relevent",
    ]
    assert found[2][2] == "No column is called relevent, so it has no effect; did you mean relevant?"


SHEETS = [
    ("choices", (("name", "label"), ("yes", "Yes")), "choices"),
    (
        "settings",
        (("version", "minutes"), ("v2", "soon")),
        "settings, row 2, column version: Write a whole number such as 3",
    ),
    (
        "settings",
        (("form_id",), ("told",), ("other",)),
        "settings, row 3: Only the first row below the heading is read",
    ),
    (
        "settings",
        (("objection",), ("told is no",)),
        "settings, row 2, column objection: Write the question and the answer",
    ),
    ("scripts", (("name", "text"), ("hello",)), "scripts, row 2, column text: Write the text"),
    (
        "breakdowns",
        (("name", "label"), ("town", "Town")),
        "breakdowns, row 2, column name: Results can be shown by quarter",
    ),
    (
        "consents",
        (("name", "question"), ("ring", "tld")),
        "consents, row 2, column question: There is no question 'tld'",
    ),
    (
        "settings",
        (("form_id", "default_language"), ("told", "Elvish")),
        "settings, row 2, column default_language: Write the language with its code in brackets, such as English (en)",
    ),
    (
        "scripts",
        (("name", "text"), ("Introduction!", "Hello")),
        "scripts, row 2, column name: Write a name of small letters, digits and _, with a letter first, 30 at most",
    ),
    (
        "scripts",
        (("name", "text"), ("introduction", "Hello"), ("introduction", "Hello again")),
        "scripts, row 3, column name: Row 2 has the name introduction already",
    ),
    (
        "consents",
        (("name", "question", "answer", "purpose", "fields", "months"), ("ring", "told", "ye", "For.", "name", "soon")),
        "consents, row 2, column answer: told has no choice 'ye'; did you mean yes?",
    ),
    ("external_choices", (("list_name",), ("a",)), "external_choices: Lists in further sheets are not possible"),
]


@pytest.mark.parametrize(("sheet", "rows", "line"), SHEETS)
def test_other_sheets_are_checked_too(sheet: str, rows: tuple[tuple[str, ...], ...], line: str) -> None:
    found = errors(Form().with_sheet(sheet, *rows).compiled())
    assert [error for error in found if error.startswith(line)], found


def test_a_form_without_a_survey_says_what_to_rename() -> None:
    form = Form().without("survey").with_sheet("Surveys", *SURVEY)
    assert errors(form.compiled()) == ["Surveys: This sheet is not read. If it is meant to be survey, rename it"]
    assert errors(Form().without("survey").compiled()) == [
        "There is no sheet named survey, where the questions are (found: choices, settings)"
    ]


def test_names_that_are_too_long_are_not_taken_for_each_other() -> None:
    long = "a_name_that_is_longer_than_thirty_letters"
    form = Form().with_sheet(
        "survey",
        ("type", "name", "label", "relevant"),
        ("select_one yes_no", long, "A?"),
        ("text", f"{long}_too", "B?", f"${{{long}}} = 'yes'"),
    )
    assert [line.partition("; ")[0] for line in errors(form.compiled())] == [
        f"survey, row {row}, column name: Shorten the name to 30 characters" for row in (2, 3)
    ]


def test_a_cell_of_any_length_is_judged_quickly_and_quoted_in_part() -> None:
    long = "a" * 32_000
    cells = {
        "relevant": long,
        "choice_filter": long,
        "parameters": long,
        "measure": long,
        "constraint": f"${{{long}}} > 1",
    }
    found = errors(one_question(long, **cells).compiled())
    assert found
    assert max(map(len, found)) < 500


def test_what_only_follows_from_a_missing_list_is_not_said() -> None:
    form = (
        Form()
        .with_sheet(
            "survey",
            ("type", "name", "label", "relevant", "measure", "measure_label", "sentence", "counts"),
            ("select_one yes_know", "told", "Were you told?", None, "told", "Told", "{percent} were told.", "yes"),
            ("text", "what", "What?", "${told} = 'yes'"),
        )
        .with_sheet("settings", ("form_id", "version", "minutes", "overall"), ("told", 1, 2, "told"))
    )
    assert errors(form.compiled()) == [
        "survey, row 2, column type: There is no list yes_know in the sheet choices; did you mean yes_no?"
    ]

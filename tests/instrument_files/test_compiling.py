"""XLSForms compiled into documents: what each column and row becomes."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from tests.instrument_files.forms import Form, errors, one_question, warnings

from aftercall.instrument.canonical import document_digest
from aftercall.instrument.loading import parse_instrument


def questions(form: Form) -> list[dict[str, object]]:
    return cast("list[dict[str, object]]", form.document()["questions"])


def options(form: Form, number: int = 0) -> Sequence[Mapping[str, object]]:
    lists = cast("list[Mapping[str, Sequence[Mapping[str, object]]]]", form.document()["choices"])
    return lists[number]["options"]


def test_a_small_form_is_this_document() -> None:
    assert Form().document() == {
        "name": "told",
        "version": 1,
        "title": "Told",
        "minutes": 2,
        "mode": "self",
        "choices": [
            {
                "name": "yes_no",
                "options": [{"name": "yes", "label": "Yes", "key": "1"}, {"name": "no", "label": "No", "key": "2"}],
            }
        ],
        "questions": [{"type": "select_one yes_no", "name": "told", "label": "Were you told what would happen next?"}],
    }


def test_a_document_depends_on_nothing_but_the_form() -> None:
    assert document_digest(Form().document()) == document_digest(Form().document())


def test_blank_rows_stray_spaces_and_smart_quotes_are_put_right() -> None:
    form = Form().with_sheet(
        "survey",
        (" Type ", "NAME", "label ", "relevant"),
        (),
        (" select_one\u00a0yes_no", "told ", " Were you told? "),
        (),
        ("text", "what", "What were you told?", "${ told } = \u2018yes\u2019"),
    )
    told, what = questions(form)
    assert (told["type"], told["name"], told["label"]) == ("select_one yes_no", "told", "Were you told?")
    assert what["relevant"] == "${told} = 'yes'"


def test_older_column_names_and_types_are_understood() -> None:
    form = Form().with_sheet(
        "survey",
        ("command", "tag", "caption", "bind:relevant", "relevance"),
        ("select one from yes_no", "told", "Were you told?"),
    )
    assert errors(form.compiled()) == [
        "survey, row 1, column relevance: Two columns, D and E, are this one; delete or rename one"
    ]
    form = Form().with_sheet(
        "survey",
        ("command", "tag", "caption", "bind:relevant", "constraint", "jr:constraintMsg"),
        ("select one from yes_no", "told", "Were you told?"),
        ("q string", "what", "What?", "${told} = 'yes'", ". != 'no'", "Say more"),
    )
    assert questions(form)[1]["constraint_message"] == "Say more"
    assert [question["type"] for question in questions(form)] == ["select_one yes_no", "text"]


def test_conditions_of_groups_are_those_of_their_questions() -> None:
    form = Form().with_sheet(
        "survey",
        ("type", "name", "label", "relevant"),
        ("select_one yes_no", "told", "Were you told?"),
        ("begin group", "about", "What you were told", "${told} = 'yes'"),
        ("integer", "times", "How often?"),
        ("begin group", "more", None, "${times} > 1"),
        ("text", "last", "What was said last?", "${times} < 9"),
        ("end group",),
        ("end group",),
    )
    assert form.document()["groups"] == [{"name": "about", "label": "What you were told"}, {"name": "more"}]
    _, times, last = questions(form)
    assert (times["group"], times["relevant"]) == ("about", "${told} = 'yes'")
    assert (last["group"], last["relevant"]) == ("more", "(${told} = 'yes') and (${times} > 1) and (${times} < 9)")


def test_or_other_adds_the_choice_and_the_question() -> None:
    form = one_question("select_one yes_no or_other")
    assert questions(form)[1]["other"] is True
    assert "q_other" in parse_instrument(form.document()).question


def test_or_other_with_a_choice_other_of_its_own_adds_the_question_alone() -> None:
    form = one_question("select_one where or_other").with_sheet(
        "choices",
        ("list_name", "name", "label"),
        ("yes_no", "yes", "Yes"),
        ("where", "home", "Home"),
        ("where", "other", "?"),
    )
    assert [question["name"] for question in questions(form)] == ["told", "q", "q_other"]
    assert questions(form)[2]["relevant"] == "selected(${q}, 'other')"


def test_columns_of_ours_and_parameters() -> None:
    form = one_question(
        "select_multiple yes_no",
        read_aloud="may",
        interviewer_note="Code all",
        dk_refused="yes",
        sensitive="yes",
        required="TRUE",
        parameters="randomize=true",
    )
    found = questions(form)[1]
    assert found["read_out"] == "may"
    assert found["interviewer_note"] == "Code all"
    assert found["dk_refused"] is found["sensitive"] is found["rotate"] is True
    assert "required" not in found  # it is the default


def test_hidden_rows_are_facts_and_a_row_that_records_the_day_is_today() -> None:
    form = Form().with_sheet(
        "survey",
        ("type", "name", "label", "relevant", "constraint", "constraint_message"),
        ("hidden", "modules"),
        ("today", "asked_on"),
        ("date", "day", "When?", "selected(${modules}, 'burglary')", ". <= ${asked_on}", "Not after today"),
    )
    assert form.document()["facts"] == ["modules"]
    assert questions(form)[0]["constraint"] == ". <= today()"


def test_choices_get_the_columns_that_filters_name() -> None:
    form = Form().with_sheet(
        "survey",
        ("type", "name", "label", "choice_filter"),
        ("select_one region", "region", "Which region?"),
        ("select_one town", "town", "Which town?", "region = ${region}"),
    )
    form = form.with_sheet(
        "choices",
        ("list_name", "name", "label", "region", "remark"),
        ("region", "north", "North", None, "seen"),
        ("region", "south", "South"),
        ("town", "upton", "Upton", "north"),
    )
    assert questions(form)[1]["choice_filter"] == "region = ${region}"
    assert "columns" not in options(form)[0]
    assert options(form, 1)[0]["columns"] == {"region": "north"}
    assert (
        "choices, row 2, column remark: warning: This column has no effect, because no such column is known"
        in warnings(form.compiled())
    )


def test_keys_are_the_authors_or_numbers_or_counted() -> None:
    form = Form().with_sheet(
        "choices",
        ("list_name", "name", "label", "key"),
        ("yes_no", "yes", "Yes", "y"),
        ("yes_no", "no", "No"),
        ("yes_no", "dont_know", "Don’t know"),
        ("yes_no", "refused", "Prefer not to say"),
        ("age", "17", "Under 18"),
        ("age", "18", "18 or older"),
    )
    form = form.with_sheet("survey", *form.sheets["survey"], ("select_one age", "age", "How old are you?", "yes"))
    assert [option["key"] for option in options(form)] == ["y", "1", "8", "9"]
    assert [option["key"] for option in options(form, 1)] == ["17", "18"]


def test_languages_are_those_of_the_columns_with_the_default_first() -> None:
    form = (
        Form()
        .with_sheet(
            "survey",
            ("type", "name", "label::Cymraeg (cy)", "label::English (en)", "hint::English (en)"),
            ("select_one yes_no", "told", "A gawsoch wybod?", "Were you told?", "At any time"),
        )
        .with_sheet("settings", ("form_id", "version", "minutes", "default_language"), ("told", 1, 2, "English (en)"))
    )
    document = form.document()
    assert document["languages"] == [{"code": "en", "name": "English"}, {"code": "cy", "name": "Cymraeg"}]
    assert questions(form)[0]["label"] == {"en": "Were you told?", "cy": "A gawsoch wybod?"}
    assert questions(form)[0]["hint"] == "At any time"
    assert parse_instrument(document, "cy").questions[0].label == "A gawsoch wybod?"
    assert "survey, row 1, column hint::Cymraeg (cy): warning: 1 text is not translated into Welsh" in warnings(
        form.compiled()
    )


def test_a_language_by_its_code_alone_is_one_and_one_that_is_not_known_is_refused() -> None:
    heading = ("type", "name", "label::en", "label::pt-BR")
    form = (
        Form()
        .with_sheet("survey", heading, ("select_one yes_no", "told", "Were you told?", "Foi informado?"))
        .with_sheet("choices", ("list_name", "name", "label::en"), ("yes_no", "yes", "Yes"), ("yes_no", "no", "No"))
    )
    assert form.document()["languages"] == [{"code": "en", "name": "en"}, {"code": "pt-BR", "name": "pt-BR"}]
    # The heading to add is written as the author writes the language elsewhere.
    assert "choices, row 1, column label::pt-BR: warning: 2 texts are not translated into Portuguese" in warnings(
        form.compiled()
    )
    unknown = Form().with_sheet("survey", (*heading[:2], "label", "label::Klingon"), ("text", "what", "What?", "nuq?"))
    message = "Write the language with its code in brackets, such as Klingon (xx), so that it can be chosen"
    assert errors(unknown.compiled()) == [f"survey, row 1, column label::Klingon: {message}"]


def test_a_text_that_the_first_language_lacks_is_one_error() -> None:
    form = Form().with_sheet(
        "survey", ("type", "name", "label::English (en)", "label::Polish (pl)"), ("text", "what", None, "Co?")
    )
    line = "survey, row 2, column label::English (en): There is no text in English, the first language"
    assert errors(form.compiled()) == [line]


def test_a_label_without_a_language_is_in_the_default_one() -> None:
    form = Form().with_sheet(
        "survey", ("type", "name", "label", "label:Polish"), ("text", "what", "What?", "Co?"), ("text", "why", "Why?")
    )
    what, why = questions(form)
    assert (what["label"], why["label"]) == ({"en": "What?", "pl": "Co?"}, "Why?")
    assert "survey, row 3, column label:Polish: warning: Not translated into Polish" in warnings(form.compiled())


def test_satisfaction_in_two_steps_is_one_measure() -> None:
    form = Form(
        {
            "survey": (
                ("type", "name", "label", "required", "relevant", "measure", "measure_label", "sentence"),
                (
                    *("select_one direction", "whole", "Satisfied?", "yes", None),
                    *("whole", "The whole", "{percent} were satisfied."),
                ),
                ("select_one degree", "whole_satisfied", "How?", "yes", "${whole} = 'satisfied'", "whole satisfied"),
                ("select_one degree", "whole_not", "How?", "yes", "${whole} = 'dissatisfied'", "whole dissatisfied"),
            ),
            "choices": (
                ("list_name", "name", "label"),
                *(("direction", name, name) for name in ("satisfied", "dissatisfied", "neither")),
                *(("degree", name, name) for name in ("completely", "very", "fairly")),
            ),
            "settings": (
                ("form_id", "version", "minutes", "overall", "leaves_base"),
                ("told", 1, 2, "whole", "dont_know, refused"),
            ),
        }
    )
    document = form.document()
    degrees = {"satisfied": "whole_satisfied", "dissatisfied": "whole_not"}
    assert document["measures"] == [
        {
            "name": "whole",
            "label": "The whole",
            "sentence": "{percent} were satisfied.",
            "direction": "whole",
            "degrees": degrees,
        }
    ]
    assert (document["overall"], document["leaves_base"]) == ("whole", ["dont_know", "refused"])


def test_a_measure_can_be_the_share_of_answers_that_count() -> None:
    form = (
        one_question("select_one yes_no", measure="agreed", measure_label="Agreed", sentence="{percent} agreed.")
        .with_sheet(
            "choices", ("list_name", "name", "label", "counts"), ("yes_no", "yes", "Yes", "yes"), ("yes_no", "no", "No")
        )
        .with_sheet("settings", ("form_id", "version", "minutes", "overall"), ("told", 1, 2, "agreed"))
    )
    assert form.document()["measures"] == [
        {"name": "agreed", "label": "Agreed", "sentence": "{percent} agreed.", "question": "q"}
    ]
    assert parse_instrument(form.document()).satisfied({"told": "no", "q": "yes"}, "agreed") is True


def test_scripts_breakdowns_consents_and_the_objection() -> None:
    form = (
        Form()
        .with_sheet("scripts", ("name", "audience", "text"), ("introduction", "named_person", "Hello {person}."))
        .with_sheet("breakdowns", ("name", "label"), ("age_band", "Age"))
        .with_sheet(
            "consents",
            ("name", "question", "answer", "purpose", "fields", "months"),
            ("service_recovery", "told", "no", "To ring you back", "name, phone", 3),
        )
        .with_sheet("settings", ("form_id", "version", "minutes", "objection"), ("told", 1, 2, "told = no"))
    )
    document = form.document()
    assert document["scripts"] == [{"name": "introduction", "audience": "named_person", "text": "Hello {person}."}]
    assert document["breakdowns"] == [{"name": "age_band", "label": "Age"}]
    assert document["objection"] == {"question": "told", "answer": "no"}
    assert document["consents"] == [
        {
            "name": "service_recovery",
            "question": "told",
            "answer": "no",
            "purpose": "To ring you back",
            "fields": ["name", "phone"],
            "months": 3,
        }
    ]


def test_what_the_settings_leave_out_is_assumed_and_said() -> None:
    compiled = Form().without("settings").compiled()
    assert compiled.document is not None
    assert [compiled.document[name] for name in ("name", "version", "title", "minutes")] == ["told", 1, "told", 1]
    assert len([line for line in warnings(compiled) if line.startswith("settings")]) == 4


def test_the_example_of_the_guide_can_be_used() -> None:
    guide = Path("docs/questionnaires.md").read_text(encoding="utf-8").partition("## An example")[2]
    form = Form({})
    for table in guide.strip().split("\n\n"):
        heading, _, *rows = ([cell.strip(" `") for cell in line.strip("|").split("|")] for line in table.splitlines())
        name, _, heading[0] = heading[0].partition(": ")
        form = form.with_sheet(name, heading, *([cell or None for cell in row] for row in rows))
    assert errors(form.compiled()) == warnings(form.compiled()) == []

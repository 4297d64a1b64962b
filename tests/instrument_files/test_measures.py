"""Measures: what authors read where the rows of one do not fit together."""

from tests.instrument_files.forms import CHOICES, Form, errors, warnings

HEADING = ("type", "name", "label", "measure", "measure_label", "sentence", "counts")
SCALE = tuple(("happy", name, name) for name in ("satisfied", "dissatisfied", "neither"))
DEGREES = tuple(("degree", name, name) for name in ("completely", "very", "fairly"))


def form(*rows: tuple[str | None, ...], settings: tuple[tuple[object, ...], tuple[object, ...]]) -> Form:
    made = Form().with_sheet("survey", HEADING, *rows).with_sheet("choices", *CHOICES, *SCALE, *DEGREES)
    return made.with_sheet("settings", *settings)


def test_rows_of_shares_are_each_said_at_their_cell() -> None:
    found = errors(
        form(
            ("select_one yes_no", "told", "Told?", "told", "Told", "{percent} were told", "yes"),
            ("select_one yes_no", "again", "Told again?", "told", "Told", "{percent} were told", "yes"),
            ("select_one degree", "kept", "Kept?", "kept satisfied"),
            ("select_one yes_no", "heard", "Heard?", "heard", None, "{percent} were heard", "yess"),
            ("select_one yes_no", "seen", "Seen?", "seen", "Seen", None, None),
            ("select_one yes_no", "met", "Met?", "met", "Met", "{percent} of {people} were met", "yes"),
            settings=(("form_id", "version", "minutes", "overall", "measures"), ("told", 1, 2, "tld", "told hrd")),
        ).compiled()
    )
    expected = [
        "survey, row 3, column measure: Row 2 is this part of the measure told already",
        (
            "survey, row 4, column measure: No row begins the measure kept; write kept alone at the question "
            "that is asked first"
        ),
        "survey, row 5, column measure_label: Write the short name of the measure, for tables",
        "survey, row 5, column counts: The list yes_no has no choice yess; did you mean yes?",
        "survey, row 6, column sentence: Write the sentence to publish, with {percent} where the percentage belongs",
        "survey, row 7, column sentence: The sentence in English must have {percent} once, and no other braces",
        "settings, row 2, column measures: There is no measure hrd; did you mean heard?",
        "settings, row 2, column overall: There is no measure tld; did you mean told?",
    ]
    assert [line for line in expected if line not in found] == []
    [which] = [line for line in found if line.startswith("survey, row 6, column measure: ")]
    assert "Which answers count? Write yes into the column counts of the list yes_no" in which


def test_satisfaction_in_two_steps_needs_a_question_for_each_direction_of_its_list() -> None:
    found = errors(
        form(
            ("select_one happy", "kept", "Kept?", "kept", "Kept", "{percent} were kept informed"),
            ("select_one degree", "how", "How much?", "kept satisfied"),
            ("select_one degree", "why", "How much?", "told dissatisfied"),
            ("select_one yes_no", "told", "Told?", "told", "Told", "{percent} were told"),
            ("select_one missing", "gone", "Gone?", "gone", "Gone", "{percent} have gone"),
            ("select_one degree", "far", "How far?", "gone satisfied"),
            settings=(("form_id", "version", "minutes", "leaves_base"), ("told", 1, 2, "dont_know nobody")),
        ).compiled()
    )
    expected = [
        (
            "survey, row 2, column measure: No row asks those who are dissatisfied how much; write 'kept dissatisfied' "
            "at the question that does"
        ),
        "survey, row 4, column measure: The list yes_no has no choice dissatisfied",
        "survey, row 6, column type: There is no list missing in the sheet choices",
        "settings, row 2, column overall: Write which measure is the overall one: kept, told, gone",
    ]
    assert [line for line in expected if line not in found] == []
    assert [line for line in found if "row 6" in line and "measure" in line] == []  # it only follows
    assert any(line.startswith("settings, row 2, column leaves_base: nobody can't leave the base") for line in found)


def test_what_settings_leave_open_is_said_as_a_warning() -> None:
    made = form(
        ("select_one happy", "kept", "Kept?", "kept", "Kept", "{percent} were kept informed"),
        ("select_one degree", "how", "How much?", "kept satisfied"),
        ("select_one degree", "why", "How much?", "kept dissatisfied"),
        settings=(("form_id", "overall"), ("Kept-2", "kept")),
    )
    compiled = made.compiled()
    assert errors(compiled) == []
    assert [line.partition(": warning: ")[2] for line in warnings(compiled) if line.startswith("settings")] == [
        "Kept-2 is called kept_2 here: names have small letters, digits and _, 30 at most",
        "There is no version; this is taken as version 1. Increase it with every change",
        "There is no form_title; people see the title 'Kept-2'",
        "There is no column minutes; 1 is announced to people, from the number of questions",
        "Blank, so don't know and refused count as not satisfied; write dont_know refused to leave them out",
    ]

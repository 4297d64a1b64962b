"""Instruments as SPSS, triple-s and CSV files, read with other programs' readers."""

import csv
import io
from pathlib import Path
from xml.etree import ElementTree as ET

import pyreadstat
import pytest

from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import parse_instrument
from aftercall.instrument_files.codebook import codebook, csv_header
from aftercall.instrument_files.spss import spss_file
from aftercall.instrument_files.triple_s import triple_s
from aftercall.instrument_files.variables import choice_codes, variables

_YES_NO = [{"name": "yes", "label": "Yes", "key": "1"}, {"name": "no", "label": "No", "key": "2"}]
_THINGS = [{"name": "car", "label": "A car", "key": "1"}, {"name": "bike", "label": "=A bike", "key": "2"}]
_NAMES = ["told", "things_car", "things_bike", "things_dont_know", "things_refused", "times", "lost", "day", "words"]


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    """One question of each type."""
    return parse_instrument(
        {
            "name": "small",
            "version": 3,
            "title": "A small survey – £",
            "minutes": 5,
            "choices": [{"name": "yes_no", "options": _YES_NO}, {"name": "things", "options": _THINGS}],
            "questions": [
                {"type": "note", "name": "hello", "label": "Hello"},
                {"type": "select_one yes_no", "name": "told", "label": "Were you told?", "dk_refused": True},
                {"type": "select_multiple things", "name": "things", "label": "What?", "dk_refused": True},
                {"type": "integer", "name": "times", "label": "How often?", "dk_refused": True},
                {"type": "decimal", "name": "lost", "label": "How much?"},
                {"type": "date", "name": "day", "label": "When?"},
                {"type": "text", "name": "words", "label": "In your words " + "é" * 300},
            ],
        }
    )


def test_every_question_but_a_note_has_its_variables(instrument: Instrument) -> None:
    assert [variable.name for variable in variables(instrument)] == _NAMES


def test_a_choice_keeps_the_key_that_the_interviewer_presses(instrument: Instrument) -> None:
    assert [code.value for code in choice_codes(instrument.question["told"].choices)] == [1, 2, 8, 9]


def test_a_variable_of_a_choice_never_takes_the_name_of_a_question() -> None:
    questions = [
        {"type": "select_multiple things", "name": "own", "label": "What?"},
        {"type": "integer", "name": "own_car", "label": "How many?"},
    ]
    document = {"name": "x", "version": 1, "title": "X", "minutes": 1, "questions": questions}
    names = [
        v.name for v in variables(parse_instrument(document | {"choices": [{"name": "things", "options": _THINGS}]}))
    ]
    assert names == ["own_car_", "own_bike", "own_car"]


def test_spss_gets_labels_and_missing_values_and_no_answers(instrument: Instrument, tmp_path: Path) -> None:
    path = tmp_path / "small.sav"
    path.write_bytes(spss_file(instrument))
    rows, meta = pyreadstat.read_sav(str(path), user_missing=True, output_format="dict")
    assert list(rows) == _NAMES
    assert not any(len(values) for values in rows.values())
    assert meta.file_label == "A small survey – £, version 3"
    assert meta.column_names_to_labels["told"] == "Were you told?"
    assert meta.variable_value_labels["told"] == {1: "Yes", 2: "No", 8: "Don’t know", 9: "Prefer not to say"}
    assert meta.variable_value_labels["times"] == {-8: "Don’t know", -9: "Prefer not to say"}
    missing = {name: [area["lo"] for area in areas] for name, areas in meta.missing_ranges.items()}
    assert missing == {"told": [8, 9], "times": [-8, -9]}
    assert len(meta.column_names_to_labels["words"].encode()) <= 256
    assert meta.variable_measure["times"] == "scale"


def test_triple_s_describes_the_columns_of_the_csv_file(instrument: Instrument) -> None:
    root = ET.fromstring(triple_s(instrument))  # noqa: S314 - our own file
    header = next(csv.reader([csv_header(instrument)]))
    elements = root.findall("./survey/record/variable")
    assert [element.findtext("name") for element in elements] == header == _NAMES
    assert [element.get("type") for element in elements] == ["single"] * 5 + ["quantity"] * 2 + ["date", "character"]
    assert {value.get("code"): value.text for value in elements[0].iter("value")} == {
        "1": "Yes",
        "2": "No",
        "8": "Don’t know",
        "9": "Prefer not to say",
    }
    assert [element.find("values/range").attrib for element in elements[5:7]] == [  # type: ignore[union-attr]
        {"from": "0", "to": "999999999"},
        {"from": "0.00", "to": "999999999.00"},
    ]


def test_the_codebook_explains_every_code_and_runs_in_no_spreadsheet(instrument: Instrument) -> None:
    rows = list(csv.DictReader(io.StringIO(codebook(instrument))))
    assert list(dict.fromkeys(row["variable"] for row in rows)) == _NAMES
    told = [(row["code"], row["answer"], row["missing"]) for row in rows if row["variable"] == "told"]
    assert told == [("1", "yes", "no"), ("2", "no", "no"), ("8", "dont_know", "yes"), ("9", "refused", "yes")]
    assert not any(cell.startswith("=") for row in rows for cell in row.values())

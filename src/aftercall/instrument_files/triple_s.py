"""An instrument as triple-s XML 2.0, the survey interchange standard (Association for Survey Computing, 2011).

It describes a CSV file whose first line has the variables' names. Texts are in the instrument's language.
"""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import QuestionType
from aftercall.instrument_files.variables import Measured, ValueCode, Variable, variables

_LARGEST = 999_999_999
_TYPES = {
    Measured.CODES: "single",
    Measured.CHOSEN: "single",
    Measured.NUMBER: "quantity",
    Measured.DATE: "date",
    Measured.TEXT: "character",
}


def triple_s(instrument: Instrument) -> bytes:
    """The metadata file, in UTF-8."""
    root = ET.Element("sss", version="2.0", languages=instrument.language.code)
    survey = ET.SubElement(root, "survey")
    _text(survey, "name", f"{instrument.name}_{instrument.version}")
    _text(survey, "title", instrument.title)
    record = ET.SubElement(survey, "record", ident="A", format="csv", skip="1")
    for place, variable in enumerate(variables(instrument), start=1):
        _variable(record, place, variable)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _variable(record: ET.Element, place: int, variable: Variable) -> None:
    element = ET.SubElement(record, "variable", ident=str(place), type=_TYPES[variable.measured])
    _text(element, "name", variable.name)
    _text(element, "label", variable.label)
    ET.SubElement(element, "position", start=str(place))
    match variable.measured:
        case Measured.TEXT:
            _text(element, "size", str(variable.width))
        case Measured.NUMBER:
            values = ET.SubElement(element, "values")
            # The decimals of the limits say how many a value may have.
            decimals = "" if variable.question.type is QuestionType.INTEGER else ".00"
            ET.SubElement(values, "range", {"from": f"0{decimals}", "to": f"{_LARGEST}{decimals}"})
            _codes(values, variable.codes)
        case Measured.CODES | Measured.CHOSEN:
            _codes(ET.SubElement(element, "values"), variable.codes)


def _codes(values: ET.Element, codes: Iterable[ValueCode]) -> None:
    for code in codes:
        _text(values, "value", code.label, code=str(code.value))


def _text(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = " ".join(text.split())

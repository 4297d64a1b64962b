"""Tiny instruments that contain only what a test names."""

from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import parse_instrument

YES_NO = {
    "name": "yes_no",
    "options": [{"name": "yes", "label": "Yes", "key": "1"}, {"name": "no", "label": "No", "key": "2"}],
}
COLOURS = {
    "name": "colours",
    "options": [
        {"name": name, "label": name, "key": str(key)} for key, name in enumerate(("red", "green", "blue"), start=1)
    ],
}


def document(*questions: dict[str, object], **fields: object) -> dict[str, object]:
    """An instrument's document with these questions."""
    return {
        "name": "tiny",
        "version": 1,
        "title": "Tiny",
        "minutes": 1,
        "choices": [YES_NO, COLOURS],
        "questions": list(questions),
        **fields,
    }


def tiny(*questions: dict[str, object], **fields: object) -> Instrument:
    """The instrument of that document."""
    return parse_instrument(document(*questions, **fields))


def asked(name: str, kind: str = "select_one yes_no", **fields: object) -> dict[str, object]:
    """One question."""
    return {"type": kind, "name": name, "label": f"{name}?", **fields}

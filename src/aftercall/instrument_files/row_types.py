"""What the cell `type` of a row can say: our question types, and what XLSForm has besides, with what to do instead."""

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a row is."""

    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"
    DATE = "date"
    NOTE = "note"
    CALCULATE = "calculate"
    HIDDEN = "hidden"
    BEGIN = "begin group"
    END = "end group"
    BEGIN_REPEAT = "begin repeat"
    END_REPEAT = "end repeat"
    RECORDED = "recorded"  # what a device records on its own
    REFUSED = "refused"


SELECTS = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE})
ASKED = frozenset({*SELECTS, Kind.INTEGER, Kind.DECIMAL, Kind.TEXT, Kind.DATE})


@dataclass(frozen=True)
class RowType:
    """A parsed type. list_name: of a select. refusal: why the row can't be used and what to do instead."""

    kind: Kind
    list_name: str = ""
    other: bool = False
    refusal: str = ""


_PLAIN = {
    Kind.INTEGER: "integer, int, q int, add integer prompt",
    Kind.DECIMAL: "decimal, q decimal, add decimal prompt",
    Kind.TEXT: "text, string, q string, add text prompt",
    Kind.DATE: "date, q date, add date prompt",
    Kind.NOTE: "note, q note, add note prompt",
    Kind.CALCULATE: "calculate, q calculate, add calculate prompt",
    Kind.HIDDEN: "hidden",
    Kind.RECORDED: (
        "start, end, today, deviceid, phonenumber, username, email, simserial, subscriberid, audit, imei, "
        "get start time, get end time, get today, start time, end time, device id, get device id, phone number, "
        "get phone number, sim id, get sim id, subscriber id, get subscriber id"
    ),
}
_BY_NAME = {name: kind for kind, names in _PLAIN.items() for name in names.split(", ")}

_PICTURES = "Pictures, sound and film can't be recorded on the telephone; ask a question of type text instead"
_PLACES = "Places on a map can't be recorded; ask for the place as text or select_one, or use the fact area"
_TIME = "A time can't be an answer of its own; use date for the day, and text or select_one for the time"
_FILES = "Files and lists from files are not possible; put the choices into the sheet choices"
_REFUSALS = {
    _PICTURES: (
        "image, photo, audio, video, background-audio, q picture, q image, q audio, q video, add image prompt, "
        "add photo prompt, add audio prompt, add video prompt"
    ),
    _PLACES: (
        "geopoint, geotrace, geoshape, start-geopoint, background-geopoint, gps, location, osm, q geopoint, "
        "q geotrace, q geoshape, q location, add location prompt"
    ),
    _TIME: ("time, datetime, date time, q date time, q datetime, add date time prompt, add datetime prompt, duration"),
    _FILES: "file, add file prompt, xml-external, csv-external",
    "Barcodes can't be read on the telephone; use text": "barcode, q barcode, add barcode prompt",
    "A slider is not possible; use integer with a constraint such as . >= 0 and . <= 10": "range",
    "Ranking is not possible; ask select_one for the first, then select_one for the second": "rank",
    "Ticking a box is not possible; use note, or select_one with one choice": (
        "acknowledge, trigger, q acknowledge, add acknowledge prompt"
    ),
    "Use integer with a constraint such as . >= 0 and . <= 100": (
        "percentage, number of days in last month, number of days in last six months, number of days in last year"
    ),
    "Cascading selects are not possible; write a select_one for each level with a choice_filter": (
        "cascading_select, cascading select"
    ),
    "This row sets the form's name or title; write it into the sheet settings": (
        "set form title, set form id, set_form_title, set_form_id, form_title, form_id"
    ),
}
_LONGEST = 200  # characters
_REFUSED = {name: words for words, names in _REFUSALS.items() for name in names.split(", ")}
_REPEAT = (
    "Groups that repeat are not possible; ask about one of them, such as the last, "
    "or write the questions out once for each"
)

_ONE = r"select one from|select one using|add select one prompt using|q select1|select[_ ]?one|select1"
_MULTIPLE = (
    r"select all that apply from|select multiple from|select multiple using|add select multiple prompt using|"
    r"select[_ ]?multiple|select all that apply|q select"
)
_SELECT = re.compile(
    rf"(?:(?P<one>{_ONE})|(?P<multiple>{_MULTIPLE}))(?: (?P<list>\S.*?))?(?P<other> (?:or specify other|or[_ ]other))?",
    re.IGNORECASE,
)
_FROM_FILE = re.compile(r"select[_ ](one|multiple)[_ ](from[_ ]file|external)\b", re.IGNORECASE)
_GROUP = re.compile(r"(begin|end)[_ ](group|repeat|lgroup|loop|looped group)( .*)?", re.IGNORECASE)


def parse_type(text: str) -> RowType:
    """What a cell `type` says. Whatever can't be used is refused in words."""
    text = text[:_LONGEST]
    low = text.lower().removeprefix("uri:")
    if found := _GROUP.fullmatch(text):
        return _group(begins=found[1].lower() == "begin", repeats=found[2].lower() != "group")
    if _FROM_FILE.match(text):
        return RowType(Kind.REFUSED, refusal=_FILES)
    if low in _BY_NAME:
        return RowType(_BY_NAME[low])
    if words := _refused(low):
        return RowType(Kind.REFUSED, refusal=words)
    if found := _SELECT.fullmatch(text):
        return _select(Kind.SELECT_ONE if found["one"] else Kind.SELECT_MULTIPLE, found["list"], bool(found["other"]))
    return RowType(Kind.REFUSED, refusal=_unknown(low))


def _group(*, begins: bool, repeats: bool) -> RowType:
    if repeats:
        return RowType(Kind.BEGIN_REPEAT, refusal=_REPEAT) if begins else RowType(Kind.END_REPEAT)
    return RowType(Kind.BEGIN if begins else Kind.END)


def _select(kind: Kind, list_name: str | None, other: bool) -> RowType:  # noqa: FBT001 - from one place, beside it
    if not list_name:
        return RowType(Kind.REFUSED, refusal=f"Write the name of the list of choices behind it, as in {kind} yes_no")
    if "${" in list_name:
        return RowType(Kind.REFUSED, refusal="Choices can't come from an answer; write them into the sheet choices")
    if " " in list_name:
        return RowType(
            Kind.REFUSED,
            refusal=f"The name of a list has no spaces; write {list_name.replace(' ', '_')!r} in both sheets",
        )
    return RowType(kind, list_name, other)


def _refused(low: str) -> str:
    first, _, _ = low.partition(" ")
    return _REFUSED.get(low) or (_REFUSED.get(first, "") if first in {"rank", "osm", "cascading_select"} else "")


def _unknown(low: str) -> str:
    names = [*(kind for kind in Kind if kind not in {Kind.RECORDED, Kind.REFUSED})]
    similar = difflib.get_close_matches(low.partition(" ")[0], names, n=1, cutoff=0.6)
    meant = f"did you mean {similar[0]}?" if similar else f"use one of {', '.join(names[:9])}, begin group, end group"
    return f"There is no type {low!r}; {meant}"

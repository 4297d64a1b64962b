"""The one maker of PDF files: a typst template of a room, and the data that it shows.

The files are tagged and conform to PDF/UA-1, so that screen readers can read them. The same data gives the same bytes
on a machine. Data is only ever shown: nothing in it is read as markup.
"""

import json
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import typst

_ROOMS = Path(__file__).parents[1]


def pdf(template: str, data: Mapping[str, object]) -> bytes:
    """The PDF of a template, named by its room and file as in core/letter.typ, with this data, which JSON must be able
    to represent."""
    room, _, name = template.partition("/")
    path, text = _ROOMS / room / "typst" / name, json.dumps(_printable(data), ensure_ascii=False)
    try:
        return _compiled(path, text, "ua-1")
    except typst.TypstError as error:
        if "could not be displayed with" not in error.message:
            raise
    # A name may have a letter that no font of this machine has. The file then has a box in its place, and the letter
    # itself for whoever copies it, but may not claim to conform to the standard.
    return _compiled(path, text, None)


def _compiled(path: Path, text: str, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        path, root=_ROOMS, font_paths=_fonts(), format="pdf", sys_inputs={"data": text}, pdf_standards=standard
    )


@cache
def _fonts() -> typst.Fonts:
    """The fonts of the machine and those that typst has built in, looked for once."""
    return typst.Fonts()


def _printable(value: object) -> object:
    """The value without control characters, which no font can display, in any of its texts."""
    if isinstance(value, str):
        return "".join(" " if unicodedata.category(letter) == "Cc" and letter != "\n" else letter for letter in value)
    if isinstance(value, Mapping):
        return {key: _printable(one) for key, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, list | tuple) else value

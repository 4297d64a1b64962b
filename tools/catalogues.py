"""Collects the texts of the public pages into each room's catalogues, and compiles the catalogues for Django.

`update` writes new texts into every locale/<language>/LC_MESSAGES/django.po and removes those that are gone; translate
what is empty there. `compile` writes the .mo files beside them, which are not kept in the repository.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOMS = Path(__file__).resolve().parent.parent / "src" / "aftercall"
# Every catalogue of a language has the same plural forms: those of the Unicode CLDR, which Babel knows.
LANGUAGES = ("cy", "pl")
METHODS = [("**/migrations/**", "ignore"), ("**.py", "python"), ("**/jinja2/**.html", "jinja2")]
OPTIONS = {"**/jinja2/**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "pgettext_noop": ((1, "c"), 2),
}


def rooms() -> Iterator[tuple[Path, Catalog]]:
    """Each room that has texts to translate, with its texts."""
    for room in sorted(path for path in ROOMS.iterdir() if path.is_dir()):
        catalog = texts_of(room)
        if len(catalog):
            yield room, catalog


def texts_of(room: Path) -> Catalog:
    """The texts to translate in the Python files and templates of a room."""
    catalog = Catalog()
    found = extract_from_dir(str(room), METHODS, OPTIONS, keywords=KEYWORDS)
    for file, _, text, _, context in sorted(found, key=lambda one: (one[0], one[1])):
        catalog.add(text, locations=[(file, 0)], context=context)
    return catalog


def catalogue_file(room: Path, language: str) -> Path:
    """Where the texts of a room are translated into a language."""
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def read(file: Path, language: str) -> Catalog:
    """A catalogue; an empty one if there is no file yet."""
    return read_po(io.BytesIO(file.read_bytes() if file.exists() else b""), locale=language)


def update() -> None:
    """Write the texts of every room into its catalogues, with the translations that they have."""
    for room, texts in rooms():
        for language in LANGUAGES:
            file = catalogue_file(room, language)
            kept = read(file, language)
            current = Catalog(locale=language, header_comment="", fuzzy=False)
            for message in texts:
                if message.id:
                    old = kept.get(message.id, message.context)
                    translated = old.string if old else ""
                    current.add(message.id, translated, locations=message.locations, context=message.context)
            write(file, current)


def write(file: Path, catalog: Catalog) -> None:
    """Write a catalogue without what would change at each run: dates and numbers of lines."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = io.BytesIO()
    write_po(text, catalog, width=120, include_lineno=False, omit_header=True)
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalog.locale_identifier}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    file.write_text(header + text.getvalue().decode())


def compile_all() -> None:
    """Write the .mo file of every catalogue."""
    for file in sorted(ROOMS.glob("*/locale/*/LC_MESSAGES/django.po")):
        compiled = io.BytesIO()
        write_mo(compiled, read(file, file.parts[-3]))
        file.with_suffix(".mo").write_bytes(compiled.getvalue())


if __name__ == "__main__":
    if sys.argv[1:] == ["update"]:
        update()
    compile_all()

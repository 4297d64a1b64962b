"""Words that sell or promote something. These surveys may not, unless a named person releases a word with a reason."""

import json
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib import resources

from aftercall.instrument_files.columns import TRANSLATED
from aftercall.instrument_files.findings import SELLING, Finding
from aftercall.instrument_files.tables import Row, Table


def selling_findings(tables: Collection[Table], released: Collection[str]) -> Iterator[Finding]:
    """Errors at texts that people hear or read, each with its term. released: terms that may be used."""
    allowed = {term.casefold() for term in released}
    for table in tables:
        for row in table.rows:
            for (column, language), text in row.cells.items():
                if column in TRANSLATED:
                    yield from _in_text(row, column, language, text, allowed)


def _in_text(row: Row, column: str, language: str, text: str, allowed: Collection[str]) -> Iterator[Finding]:
    for term in selling_terms(text):
        if term not in allowed:
            message = f"‘{term}’ sells or promotes something, which this survey may not; word it differently"
            heading = row.heading(column, language)
            yield Finding(row.sheet, row.number, heading, message, code=SELLING, term=term)


def selling_terms(text: str) -> list[str]:
    """The terms of the list that a text contains, each once. What denies selling does not count."""
    plain = _denials().sub(" ", _as_read(text))
    return [term for term, pattern in _terms().items() if term in plain and pattern.search(plain)]


def _as_read(text: str) -> str:
    """In small letters, without what nobody sees or hears: letters in full width, invisible characters in a word."""
    visible = "".join(letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) != "Cf")
    return " ".join(visible.casefold().replace("’", "'").split())


@cache
def _data() -> Mapping[str, Mapping[str, list[str]]]:
    file = resources.files("aftercall.instrument_files") / "data" / "selling_terms.json"
    data: Mapping[str, Mapping[str, list[str]]] = json.loads(file.read_text(encoding="utf-8"))
    return data


@cache
def _terms() -> Mapping[str, re.Pattern[str]]:
    """The terms of all languages: a form may be in any of them. A * stands for any ending."""
    terms = [term for words in _data()["terms"].values() for term in words]
    return {term.removesuffix("*"): _whole_words(term) for term in terms}


@cache
def _denials() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(text) for texts in _data()["denials"].values() for text in texts))


def _whole_words(term: str) -> re.Pattern[str]:
    ending = r"\w*" if term.endswith("*") else ""
    return re.compile(rf"(?<!\w){re.escape(term.removesuffix('*'))}{ending}(?!\w)")

"""The languages of a form: from headings such as label::Welsh (cy), and texts sorted by language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aftercall.instrument.language_names import NAMES, english_name
from aftercall.instrument_files.columns import SHEETS
from aftercall.instrument_files.findings import Finding, Severity
from aftercall.instrument_files.tables import Row, Table, Tables

_WITH_CODE = re.compile(r"(.*?)\s*\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\s*\)")
_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_BY_NAME = {name: code for code, names in NAMES.items() for name in names}


@dataclass(frozen=True)
class FormLanguages:
    """The languages in order, the first being the default: code → name. written: as in a heading → code."""

    names: Mapping[str, str]
    written: Mapping[str, str]

    @property
    def default(self) -> str:
        """The code of the first language, in which every text is."""
        return next(iter(self.names))

    def by_code(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Texts by language as it is written → by code, in the order of the languages. A heading without a language
        stands for the default, unless that has a heading of its own."""
        found = {self.written[language]: text for language, text in texts.items() if language in self.written}
        if "" in texts:
            found.setdefault(self.default, texts[""])
        return {code: found[code] for code in self.names if code in found}

    def words(self, row: Row, column: str) -> str | dict[str, str]:
        """The text of a row for the document: a plain one if only the default language has it. "" if there is none."""
        texts = self.by_code(row.words(column))
        if not texts:
            return ""
        return texts[self.default] if set(texts) == {self.default} else texts

    def heading(self, code: str) -> str:
        """How a heading should write the language, such as 'Welsh (cy)'."""
        return f"{self.names[code]} ({code})"

    def in_english(self, code: str) -> str:
        """What the language is called in English, as far as that is known."""
        return english_name(code) or self.names[code]

    def as_written(self, code: str) -> str:
        """How the author's headings write it, or "" if none does."""
        return next((text for text, own in self.written.items() if own == code), "")


def form_languages(tables: Tables, found: list[Finding]) -> FormLanguages:
    """The languages of all sheets, the default first."""
    default = _default(tables["settings"], found)
    written = {language: parsed for table in _with_texts(tables) for language, parsed in _parsed(table, found)}
    names: dict[str, str] = {}
    if default:
        names[default[0]] = default[1]
    elif not written or _has_plain_labels(tables):
        names["en"] = "English"
    for code, name in written.values():
        if code not in names or names[code] == code:
            names[code] = name
    return FormLanguages(names, {language: code for language, (code, _) in written.items()})


def parse_language(text: str) -> tuple[str, str] | None:
    """Code and name of a language as authors write it: 'Welsh (cy)', 'Welsh' or 'cy'. None if no code is known."""
    if found := _WITH_CODE.fullmatch(text.strip()):
        code = found[2].replace("_", "-")
        return code[:2].lower() + code[2:] if code[2:3] in {"", "-"} else code.lower(), found[1] or found[2]
    low = text.strip().lower()
    if low in _BY_NAME:
        return _BY_NAME[low], text.strip()
    if low in NAMES or ("-" in low and _CODE.fullmatch(text.strip())):
        return text.strip(), text.strip()
    return None


def _default(settings: Table, found: list[Finding]) -> tuple[str, str] | None:
    if not settings.rows or not (text := settings.rows[0].code("default_language")):
        return None
    parsed = parse_language(text)
    if parsed is None and text.lower() != "default":
        message = "Write the language with its code in brackets, such as English (en)"
        found.append(settings.rows[0].error("default_language", message))
    return parsed


def _with_texts(tables: Tables) -> Sequence[Table]:
    return [tables[name] for name in SHEETS]


def _parsed(table: Table, found: list[Finding]) -> Iterator[tuple[str, tuple[str, str]]]:
    for language in table.languages():
        parsed = parse_language(language)
        if parsed:
            yield language, parsed
        elif language.lower() != "default":
            heading = next(text for (_, written), text in table.columns.items() if written == language)
            message = f"Write the language with its code in brackets, such as {language} (xx), so that it can be chosen"
            found.append(Finding(table.name, 1, heading, message, Severity.ERROR))


def _has_plain_labels(tables: Tables) -> bool:
    """Whether labels have a column without a language, which is then the default one."""
    return any(("label", "") in tables[name].columns for name in ("survey", "choices"))

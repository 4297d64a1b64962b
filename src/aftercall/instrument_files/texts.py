"""Texts that people read: in one language or several, and which translations are missing."""

from collections.abc import Iterator, Sequence

from aftercall.instrument_files.columns import TRANSLATED_TITLE
from aftercall.instrument_files.findings import Finding, Severity
from aftercall.instrument_files.form_languages import FormLanguages
from aftercall.instrument_files.tables import Row, Table


def words(row: Row, column: str, languages: FormLanguages, found: list[Finding]) -> str | dict[str, str]:
    """The text for the document, "" where there is none. One that lacks the default language is reported."""
    text = languages.words(row, column)
    if isinstance(text, dict) and languages.default not in text:
        message = f"There is no text in {languages.in_english(languages.default)}, the first language"
        found.append(row.error(column, message, language=languages.as_written(languages.default)))
    return text


def missing_translations(table: Table, columns: Sequence[str], languages: FormLanguages) -> Iterator[Finding]:
    """What is not translated. Where a language has no column at all, one finding says so."""
    for column in columns:
        rows = [(row, languages.by_code(row.words(column))) for row in table.rows]
        written = [(row, texts) for row, texts in rows if languages.default in texts]
        for code in list(languages.names)[1:]:
            yield from _missing(table, column, code, written, languages)


def _missing(
    table: Table, column: str, code: str, written: list[tuple[Row, dict[str, str]]], languages: FormLanguages
) -> Iterator[Finding]:
    missing = [row for row, texts in written if code not in texts]
    language = languages.as_written(code) or languages.heading(code)
    heading = f"{TRANSLATED_TITLE if column == 'form_title' else column}::{language}"
    if missing and len(missing) == len(written):
        count = f"{len(missing)} texts are" if len(missing) > 1 else "1 text is"
        yield Finding(
            table.name, 1, heading, f"{count} not translated into {languages.in_english(code)}", Severity.WARNING
        )
        return
    for row in missing:
        yield row.warning(
            column, f"Not translated into {languages.in_english(code)}", language=languages.as_written(code)
        )

"""The sheets scripts, breakdowns and consents, which XLSForm does not have."""

from collections.abc import Iterator, Mapping, Sequence

from aftercall.instrument.measures import CLASSIFICATIONS
from aftercall.instrument.questions import Audience
from aftercall.instrument_files.cells import one_of, whole_number
from aftercall.instrument_files.findings import Finding
from aftercall.instrument_files.form_expressions import nearest
from aftercall.instrument_files.form_languages import FormLanguages
from aftercall.instrument_files.tables import Row, Table
from aftercall.instrument_files.texts import words
from aftercall.instrument_files.tidying import is_name

_DETAILS = ("name", "phone", "email", "address")


def script_documents(table: Table, languages: FormLanguages, found: list[Finding]) -> list[dict[str, object]]:
    """What is said before and after the questions."""
    return [
        {
            "name": name,
            "audience": one_of(row, "audience", tuple(Audience), found, Audience.NAMED_PERSON),
            "text": _required(row, "text", languages, found),
        }
        for name, row in _named(table, found)
    ]


def breakdown_documents(table: Table, languages: FormLanguages, found: list[Finding]) -> list[dict[str, object]]:
    """The groups by which results are shown."""
    documents: list[dict[str, object]] = []
    for name, row in _named(table, found):
        if name not in CLASSIFICATIONS:
            message = f"Results can be shown by {', '.join(CLASSIFICATIONS)}, not by {name}"
            found.append(row.error("name", message + nearest(name, CLASSIFICATIONS)))
        documents.append({"name": name, "label": _required(row, "label", languages, found)})
    return documents


def consent_documents(
    table: Table, languages: FormLanguages, choices: Mapping[str, Sequence[str]], found: list[Finding]
) -> list[dict[str, object]]:
    """What people can agree to. choices: the names of the answers by select."""
    return [
        {
            "name": name,
            "question": _question(row, choices, found),
            "answer": _answer(row, choices, found),
            "purpose": _required(row, "purpose", languages, found),
            "fields": _details(row, found),
            "months": whole_number(row, "months", found, example=3) or _months_missing(row, found),
        }
        for name, row in _named(table, found)
    ]


def _named(table: Table, found: list[Finding]) -> Iterator[tuple[str, Row]]:
    seen: dict[str, int] = {}
    for row in table.rows:
        name = row.code("name")
        if not is_name(name):
            found.append(
                row.error("name", "Write a name of small letters, digits and _, with a letter first, 30 at most")
            )
        elif name in seen:
            found.append(row.error("name", f"Row {seen[name]} has the name {name} already"))
        seen.setdefault(name, row.number)
        yield name, row


def _required(row: Row, column: str, languages: FormLanguages, found: list[Finding]) -> str | dict[str, str]:
    text = words(row, column, languages, found)
    if not text:
        found.append(row.error(column, "Write the text"))
    return text


def _question(row: Row, choices: Mapping[str, Sequence[str]], found: list[Finding]) -> str:
    name = row.code("question")
    if name not in choices:
        found.append(row.error("question", f"There is no question {name!r} with choices{nearest(name, choices)}"))
    return name


def _answer(row: Row, choices: Mapping[str, Sequence[str]], found: list[Finding]) -> str:
    question, answer = row.code("question"), row.code("answer")
    if question in choices and answer not in choices[question]:
        found.append(row.error("answer", f"{question} has no choice {answer!r}{nearest(answer, choices[question])}"))
    return answer


def _details(row: Row, found: list[Finding]) -> list[str]:
    details = row.code("fields").replace(",", " ").split()
    unknown = [detail for detail in details if not is_name(detail)]
    if unknown or not details:
        found.append(row.error("fields", f"Write what is passed on, such as {' '.join(_DETAILS[:2])}"))
    return details


def _months_missing(row: Row, found: list[Finding]) -> int:
    if not row.code("months"):
        found.append(row.error("months", "Write for how many months the record is kept, such as 3"))
    return 1

"""`aftercall instrument`: check a form, walk through it, compare two versions, write it as a file."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from aftercall.cli.files import write_file
from aftercall.cli.instruments import load_document, read_form
from aftercall.errors import BadInput
from aftercall.frames.command_options import FILE, as_json_option, one_line_errors, plain_json
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import parse_instrument
from aftercall.instrument_files.compiling import Compiled
from aftercall.instrument_files.findings import Severity

_LARGEST_ANSWERS = 10 << 20  # bytes


@click.group()
def instrument() -> None:
    """Check, try, compare and export questionnaires (docs/questionnaires.md)."""


@instrument.command("check")
@click.argument("form", type=FILE)
@as_json_option
def check(form: Path, *, as_json: bool) -> None:
    """Check FORM (.xlsx, an XLSForm) and list everything to correct. Exit code 1 if it can't be used.

    Example: aftercall instrument check consultation.xlsx
    """
    with one_line_errors():
        compiled = read_form(form)
    if as_json:
        click.echo(plain_json(_report(compiled)))
    else:
        for finding in compiled.findings:
            click.echo(str(finding))
        click.echo(_summary(compiled))
    sys.exit(1 if _errors(compiled) else 0)


@instrument.command("walk")
@click.argument("form", metavar="NAME@VERSION|FORM.xlsx")
@click.option("--answers", type=FILE, required=True, help="JSON: an object, or a list of [name, answer] in order.")
@as_json_option
def walk(form: str, answers: Path, *, as_json: bool) -> None:
    """Answer the questions of a questionnaire from a file, and print the path and the answers that count.

    A list of pairs can go back: a name may come again with another answer. Answers to facts are facts.

    Example: aftercall instrument walk consultation.xlsx --answers answers.json --json
    """
    from aftercall.instrument_files.walking import in_order_of_questions
    from aftercall.instrument_files.walking import walk as walk_through

    with one_line_errors():
        loaded = parse_instrument(load_document(form))
        events, ordered = _events(answers)
        walked = walk_through(loaded, events if ordered else in_order_of_questions(loaded, events))
    if as_json:
        click.echo(plain_json({"path": walked.path, "kept": walked.kept, "errors": walked.errors}))
    else:
        for name in walked.path:
            click.echo(f"{name}: {walked.kept[name]}" if name in walked.kept else name)
        for error in walked.errors:
            click.echo(error, err=True)
    sys.exit(1 if walked.errors else 0)


@instrument.command("export")
@click.argument("form", metavar="NAME@VERSION|FORM.xlsx")
@click.option(
    "--to", type=FILE, required=True, help="FILE.xlsx (XLSForm), .sav (SPSS), .csv with codebook, .xml (triple-s)."
)
@click.option(
    "--language", default="", metavar="CODE", help="The language of labels in .sav, .csv and .xml, such as cy."
)
def export(form: str, to: Path, language: str) -> None:
    """Write a questionnaire as a file, without any answers. A .csv file has its codebook beside it.

    Example: aftercall instrument export victim_satisfaction@2 --to victim_satisfaction.xlsx
    """
    with one_line_errors():
        write = _writer(to)
        document = load_document(form)
        for path, content in write(document, to, language):
            write_file(path, content)
            click.echo(str(path))


@instrument.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@as_json_option
def diff(old: str, new: str, *, as_json: bool) -> None:
    """Say in plain words what changed from OLD to NEW (each NAME@VERSION or FORM.xlsx), and what that means for
    each published measure: comparable, or a break in the series. A person decides.

    Example: aftercall instrument diff victim_satisfaction@2 edited.xlsx
    """
    from aftercall.instrument.comparison import compare_documents

    with one_line_errors():
        comparison = compare_documents(load_document(old), load_document(new))
    proposals = {
        name: {"proposal": str(proposal.verdict), "reason": proposal.reason}
        for name, proposal in comparison.proposals.items()
    }
    if as_json:
        changes = [{"question": change.question, "change": change.sentence} for change in comparison.changes]
        click.echo(plain_json({"changes": changes, "measures": proposals}))
        return
    for change in comparison.changes:
        click.echo(f"{change.question}: {change.sentence}" if change.question else change.sentence)
    for name, proposal in proposals.items():
        click.echo(f"{name}: {proposal['proposal'].replace('_', ' ')}. {proposal['reason']}")


def _errors(compiled: Compiled) -> int:
    return sum(finding.severity is Severity.ERROR for finding in compiled.findings)


def _summary(compiled: Compiled) -> str:
    errors = _errors(compiled)
    warnings = len(compiled.findings) - errors
    verdict = "The form can't be used yet" if errors else "The form can be used"
    return f"{verdict}: errors {errors}, warnings {warnings}."


def _report(compiled: Compiled) -> dict[str, Any]:
    """Programs that read the report rely on these keys."""
    from aftercall.instrument.canonical import document_digest

    findings = [
        {
            "sheet": finding.sheet,
            "row": finding.row or None,
            "column": finding.column,
            "severity": str(finding.severity),
            "message": finding.message,
            "code": finding.code,
        }
        for finding in compiled.findings
    ]
    usable = compiled.document is not None and not _errors(compiled)
    digest = document_digest(compiled.document) if usable else None
    return {"usable": usable, "digest": digest, "findings": findings}


def _events(path: Path) -> tuple[list[tuple[str, str]], bool]:
    """The answers of a file, and whether it gives an order. Errors: BadInput, which never repeats an answer."""
    try:
        if path.stat().st_size > _LARGEST_ANSWERS:
            raise BadInput(f"{path.name}: is larger than a file of answers can be")
        given: object = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput(f"{path}: can't be read ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise BadInput(f'{path.name}: is not JSON in UTF-8; write {{"question": "answer"}}') from None
    pairs = list(given.items()) if isinstance(given, dict) else given
    if not isinstance(pairs, list):
        raise BadInput(f"{path.name}: must be an object, or a list of [question, answer]")
    return [_event(path, number, pair) for number, pair in enumerate(pairs, start=1)], isinstance(given, list)


def _event(path: Path, number: int, pair: object) -> tuple[str, str]:
    match pair:
        case [str(name), str() | int() | float() as answer] if not isinstance(answer, bool):
            return name, str(answer)
        case [str(name), list(answers)] if all(isinstance(one, str) for one in answers):
            return name, " ".join(answers)
    raise BadInput(f"{path.name}: entry {number} must be a question's name with a text, a number or a list of texts")


type _Document = Mapping[str, object]
type _Files = Iterator[tuple[Path, bytes]]


def _writer(to: Path) -> Callable[[_Document, Path, str], _Files]:
    """What writes the format that the file's name ends in. Errors: BadInput."""
    writers = {".xlsx": _xlsform, ".sav": _spss, ".csv": _csv, ".xml": _triple_s}
    if to.suffix.lower() not in writers:
        raise BadInput(f"{to.name}: end the name in {', '.join(writers)}")
    return writers[to.suffix.lower()]


def _xlsform(document: _Document, to: Path, _language: str) -> _Files:
    from aftercall.instrument_files.exporting import to_xlsx

    yield to, to_xlsx(document)


def _spss(document: _Document, to: Path, language: str) -> _Files:
    from aftercall.instrument_files.spss import spss_file

    yield to, spss_file(_in_language(document, language))


def _csv(document: _Document, to: Path, language: str) -> _Files:
    from aftercall.instrument_files.codebook import codebook, csv_header

    found = _in_language(document, language)
    yield to.with_name(f"{to.stem}-codebook.csv"), codebook(found).encode()
    yield to, csv_header(found).encode()


def _triple_s(document: _Document, to: Path, language: str) -> _Files:
    from aftercall.instrument_files.triple_s import triple_s

    yield to, triple_s(_in_language(document, language))


def _in_language(document: _Document, language: str) -> Instrument:
    from aftercall.instrument.errors import InstrumentError

    try:
        return parse_instrument(document, language)
    except InstrumentError as error:
        raise BadInput(str(error)) from None

"""Finding a questionnaire's document: a form, one that the product ships, or one that the installation stores."""

import re
from pathlib import Path

from aftercall.errors import BadInput
from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.loading import shipped_document, shipped_names
from aftercall.instrument_files.compiling import Compiled, Document, compile_form
from aftercall.instrument_files.findings import Severity

_REFERENCE = re.compile(r"([a-z][a-z0-9_]*)@([0-9]{1,9})")


def read_form(path: Path) -> Compiled:
    """Compile a form. Errors: BadInput if the file can't be read as a workbook."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: can't be read ({error.strerror})") from None
    compiled = compile_form(data, file_name=path.name)
    if compiled.document is None and len(compiled.findings) == 1 and not compiled.findings[0].sheet:
        raise BadInput(compiled.findings[0].message)
    return compiled


def load_document(form: str) -> Document:
    """The document of NAME@VERSION or of a form. Errors: BadInput, the first one of a form that can't be used."""
    if found := _REFERENCE.fullmatch(form):
        return _by_reference(found[1], int(found[2]))
    if not form.lower().endswith((".xlsx", ".xlsm")):
        raise BadInput(f"{form}: write a form (FORM.xlsx), or name and version as in victim_satisfaction@2")
    compiled = read_form(Path(form))
    if compiled.document is None:
        first = next(finding for finding in compiled.findings if finding.severity is Severity.ERROR)
        raise BadInput(f"{Path(form).name}: {first}; see all with 'aftercall instrument check'")
    return compiled.document


def _by_reference(name: str, version: int) -> Document:
    try:
        document = shipped_document(f"{name}_{version}")
    except InstrumentError:
        document = _stored(name, version)
    if not isinstance(document, dict):
        shipped = ", ".join(
            f"{base}@{number}" for base, _, number in (known.rpartition("_") for known in shipped_names())
        )
        raise BadInput(f"{name}@{version}: there is no such questionnaire; shipped are {shipped}")
    return document


def _stored(name: str, version: int) -> object:
    """The document in the installation's database; None if there is none, or no database."""
    from aftercall.cli.site import start_django

    start_django(restrict=False)
    from django.db import Error

    from aftercall.questionnaires.queries import instrument_version

    try:
        stored = instrument_version(name, version)
    except Error:
        return None
    return stored and stored.document

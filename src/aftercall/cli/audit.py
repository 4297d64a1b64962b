"""`aftercall audit`: export the audit log, save a signed head of it, and verify one against the other."""

import json
import sys
from pathlib import Path

import click
from tqdm import tqdm

from aftercall.cli.errors import one_line_errors
from aftercall.cli.files import write_text
from aftercall.cli.site import start_django
from aftercall.errors import BadInput

_FILE = click.Path(path_type=Path)
_BAR_DELAY_SECONDS = 2
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program to read.")


@click.group()
def audit() -> None:
    """Export the audit log, save a signed head of it, and check that nobody has changed it."""


@audit.command("export")
@click.option("--out", type=_FILE, required=True, help="The file to write. An earlier one there is replaced.")
def export(out: Path) -> None:
    """Write every entry of the audit log to a file, one a line, in order.

    \b
    Example: aftercall audit export --out LOG.jsonl
    """
    start_django()
    from aftercall.core import clock
    from aftercall.core.audit import SystemActor
    from aftercall.core.operations import export_log

    with one_line_errors():
        lines = export_log(actor=SystemActor("console"), at=clock.now())
        with tqdm(
            lines, unit=" entries", delay=_BAR_DELAY_SECONDS, disable=not sys.stderr.isatty(), leave=False
        ) as bar:
            count = write_text(out, (f"{line}\n" for line in bar))
    click.echo(f"{count:,} entries are in {out}. It says who did what: keep it private.")


@audit.command("head")
@click.option("--out", type=_FILE, required=True, help="The file to write. An earlier one there is replaced.")
def head(out: Path) -> None:
    """Write a signed head: a small file with which anyone can find out later whether the log was changed.

    \b
    Example: aftercall audit head --out HEAD
    """
    start_django()
    from aftercall.core import audit_keys, clock
    from aftercall.core.audit import SystemActor
    from aftercall.core.operations import save_head

    with one_line_errors():
        saved, text = save_head(actor=SystemActor("console"), at=clock.now())
        write_text(out, [text])
    click.echo(f"The head of {saved.size:,} entries is in {out}. Keep it outside this machine. The key of this log is:")
    click.echo(audit_keys.public_key())


@audit.command("check")
@click.option("--head", "head_file", type=_FILE, help="A signed head that was saved before.")
@_as_json
def check(head_file: Path | None, *, as_json: bool) -> None:
    """Check the log in the database, against a saved head if there is one. Exit code 0 if nothing is wrong, 1 if not.

    \b
    Example: aftercall audit check --head HEAD
    """
    start_django()
    from aftercall.core import clock
    from aftercall.core.audit import SystemActor
    from aftercall.core.operations import check_audit_log
    from aftercall.core.presenters import CheckResult

    with one_line_errors():
        saved = _read(head_file) if head_file else None
        found = check_audit_log(actor=SystemActor("console"), at=clock.now(), saved_head=saved)
    result = CheckResult(found)
    answer = {"passed": found.passed, "result": result.words, "problems": result.findings}
    click.echo(json.dumps(answer) if as_json else "\n".join([f"{result.title}.", *result.findings, result.words]))
    sys.exit(0 if found.passed else 1)


@audit.command("verify")
@click.argument("log", type=_FILE)
@click.option("--head", "head_file", type=_FILE, required=True, help="A signed head that was saved before.")
@click.option("--key", help="The key of the log, as the service shows it. Without it: the key in the head itself.")
@_as_json
def verify(log: Path, head_file: Path, key: str | None, *, as_json: bool) -> None:
    """Check an exported LOG against a saved head, without the database. Exit code 0 if they are consistent, 1 if not.

    \b
    Example: aftercall audit verify LOG.jsonl --head HEAD
    """
    from aftercall.core.checkpoints import read_verifier_key
    from aftercall.core.log_verification import Verification, verify_log

    found: Verification = verify_log(log, head_file, read_verifier_key(key) if key else None)
    answer = {
        "consistent": found.consistent,
        "problems": found.problems,
        "entries": found.entries,
        "covered": found.covered,
        "key": str(found.key),
    }
    trust = "the key you gave" if found.key_was_given else "this key. Compare it with the one that the service shows"
    lines = found.problems or [f"Consistent. {found.summary}", f"The head is signed with {trust}:", str(found.key)]
    click.echo(json.dumps(answer) if as_json else "\n".join(lines))
    sys.exit(0 if found.consistent else 1)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file}: can't be read ({error.strerror})") from None

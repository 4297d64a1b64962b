"""`aftercall retention`: check a certificate of erasure."""

import json
import sys
from pathlib import Path

import click

from aftercall.cli.errors import one_line_errors
from aftercall.cli.site import start_django
from aftercall.errors import BadInput

_FILE = click.Path(path_type=Path)


@click.group()
def retention() -> None:
    """Check that what a certificate says about the end of a month's retention is true."""


@retention.command("verify")
@click.argument("certificate", type=_FILE)
@click.option(
    "--key", help="The key of the audit log, as the service shows it. Then only the signature is checked, without it."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program to read.")
def verify(certificate: Path, key: str | None, *, as_json: bool) -> None:
    """Check a CERTIFICATE of erasure: its signature, the audit log, and that what it lists is gone. Exit code 0 if all
    checks passed, 1 if not.

    \b
    Example: aftercall retention verify erasure-victims-of-crime-2025-01.json
    """
    content = _read(certificate)
    checks = _by_key(content, certificate, key) if key else _in_installation(content, certificate)
    passed = all(holds for _, holds in checks)
    answer = {"passed": passed, "checks": [{"check": words, "passed": holds} for words, holds in checks]}
    lines = [f"{'Yes' if holds else 'No '}  {words}" for words, holds in checks]
    click.echo(json.dumps(answer) if as_json else "\n".join(lines))
    sys.exit(0 if passed else 1)


def _by_key(content: bytes, file: Path, key: str) -> list[tuple[str, bool]]:
    from aftercall.core.checkpoints import read_verifier_key
    from aftercall.rights.certificates import read_certificate

    signed = read_certificate(content, str(file)).is_signed_by(read_verifier_key(key))
    return [("The certificate is signed with the key you gave", signed)]


def _in_installation(content: bytes, file: Path) -> list[tuple[str, bool]]:
    start_django()
    from aftercall.rights.verification import check_certificate

    with one_line_errors():
        return [(check.words, check.holds) for check in check_certificate(content, str(file))]


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file}: can't be read ({error.strerror})") from None

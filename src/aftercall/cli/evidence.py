"""`aftercall evidence`: build the evidence return of a publication, and verify one."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aftercall.cli.errors import one_line_errors
from aftercall.cli.files import write_file
from aftercall.cli.site import start_django
from aftercall.errors import BadInput

if TYPE_CHECKING:
    from aftercall.evidence.archive.verify import Verification

_FILE = click.Path(path_type=Path)
_FEW = 20


@click.group()
def evidence() -> None:
    """Build the evidence return of a publication for the inspectorate, and verify one without a database."""


@evidence.command("build")
@click.option("--publication", "slug", required=True, help="Its name in addresses: aftercall publication list")
@click.option("--out", type=_FILE, required=True, help="The zip file to write. An earlier one there is replaced.")
@click.option("--without-microdata", is_flag=True, help="Enclose no microdata. Then nobody can compute a figure again.")
def build(slug: str, out: Path, *, without_microdata: bool) -> None:
    """Build the return of a public publication. To send it, use the site: that takes two people.

    \b
    Example: aftercall evidence build --publication 2025-01-to-2025-12-7 --out return.zip
    """
    start_django()
    from aftercall.core.addresses import usual_site
    from aftercall.evidence.building.assembling import build_return
    from aftercall.publication.models import Publication

    with one_line_errors():
        found = Publication.objects.select_related("run__programme", "supersedes").filter(slug=slug).first()
        if found is None:
            raise BadInput(f"There is no publication {slug}. See: aftercall publication list")
        built = build_return(found, usual_site(), microdata=not without_microdata)
        write_file(out, built.content)
    click.echo(f"The evidence return of {found.title} is in {out}. Verify it: aftercall evidence verify {out}")


@evidence.command("verify")
@click.argument("file", metavar="ZIP", type=_FILE)
@click.option("--key", help="The key that it must be signed with, or its fingerprint, as the force shows it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program to read.")
def verify(file: Path, key: str | None, *, as_json: bool) -> None:
    """Compute every figure of a return again and compare, and check digests, signature and certificates. Needs nothing
    but the file. Exit code 0 if all is alike, 1 if not.

    \b
    Example: aftercall evidence verify return.zip
    """
    from aftercall.evidence.archive.verify import verify_return

    found = verify_return(_read(file), file.name)
    if key and found.manifest and key.replace(" ", "") not in {str(found.manifest.key), found.manifest.key.fingerprint}:
        found.problems.append("manifest.json: is not signed with the key you gave")
    click.echo(json.dumps(_answer(found)) if as_json else "\n".join(_lines(found)))
    sys.exit(0 if found.passed else 1)


def _lines(found: "Verification") -> Iterator[str]:
    if found.manifest:
        yield f"{found.manifest.statement.get('title', '')}. Signed with the key {found.manifest.key}"
        yield f"Fingerprint of the key: {found.manifest.key.fingerprint}"
    if found.recomputed:
        yield f"{found.alike:,} figures computed again; {found.withheld:,} withheld; {found.nobody:,} of nobody"
        yield f"{found.changes:,} changes and {found.points:,} figures over time computed again"
    yield from _not_computed("another supplier measured", found.imported)
    yield from _not_computed("data have changed since it was published", found.earlier)
    yield f"{found.certificates:,} certificates checked"
    yield from (f"No   {problem}" for problem in found.problems)
    if found.passed:
        alike = (
            "every figure is as computed again"
            if found.recomputed
            else "without microdata, no figure was computed again"
        )
        yield f"Yes  Nothing differs: {alike}."


def _not_computed(why: str, listed: list[str]) -> Iterator[str]:
    if listed:
        yield f"Not computed again, because {why}: {len(listed):,}"
        yield from (f"     {one}" for one in listed[:_FEW])
    if len(listed) > _FEW:
        yield f"     … and {len(listed) - _FEW:,} more; --json lists all"


def _answer(found: "Verification") -> dict[str, object]:
    kept = {name: value for name, value in vars(found).items() if name != "manifest"}
    manifest = found.manifest
    signed = {"key": str(manifest.key), "fingerprint": manifest.key.fingerprint} if manifest else {}
    return {"passed": found.passed, **kept, **signed}


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file}: can't be read ({error.strerror})") from None

"""`aftercall panel`: draw and verify panels, from files and without a database."""

import sys
from pathlib import Path

import click

from aftercall.cli.files import write_text
from aftercall.communities.panels.certificate import PanelCertificate, certified_panel
from aftercall.communities.panels.pool_file import read_pool, read_quotas
from aftercall.communities.panels.verifying import verify_panel
from aftercall.errors import BadInput
from aftercall.frames.command_options import FILE, Hex, as_json_option, one_line_errors, plain_json


@click.group()
def panel() -> None:
    """Draw a panel by sortition, and verify it (docs/sortition.md)."""


@panel.command("draw")
@click.argument("pool", metavar="POOL.csv", type=FILE)
@click.option("--quotas", type=FILE, required=True, help="CSV with columns feature, value, low and high.")
@click.option("--size", type=click.IntRange(1), required=True, help="How many people the panel has.")
@click.option("--seed", type=Hex(), required=True, help="The seed that matches the commitment, in hexadecimal.")
@click.option("--stay", multiple=True, metavar="REFERENCE", help="Stays on the panel. Repeat it for each person.")
@click.option("--gone", multiple=True, metavar="REFERENCE", help="Declined, and is not drawn again. Repeat likewise.")
@click.option("--out", type=FILE, required=True, help="The certificate to write (JSON).")
@as_json_option
def draw(  # noqa: PLR0913 - one parameter for each option
    pool: Path,
    quotas: Path,
    size: int,
    seed: bytes,
    stay: tuple[str, ...],
    gone: tuple[str, ...],
    out: Path,
    *,
    as_json: bool,
) -> None:
    """Draw a panel from POOL.csv (reference, household, a column for each feature), with a certificate.

    Example: aftercall panel draw pool.csv --quotas quotas.csv --size 12 --seed 6f1c…e2 --out panel.json
    """
    with one_line_errors():
        people, wanted = read_pool(_content(pool), str(pool)), read_quotas(_content(quotas), str(quotas))
        certificate = certified_panel(people, wanted, size, seed, stay=stay, gone=gone)
        write_text(out, [certificate.to_text()])
    click.echo(plain_json(certificate.to_mapping()) if as_json else "\n".join(certificate.panel))


@panel.command("verify")
@click.argument("certificate", metavar="PANEL.json", type=FILE)
@click.option("--pool", type=FILE, required=True, help="The pool that it was drawn from (CSV).")
@click.option("--before", type=FILE, help="The certificate of the draw before, where this is a replacement.")
@as_json_option
def verify(certificate: Path, pool: Path, before: Path | None, *, as_json: bool) -> None:
    """Draw the panel again and compare. Exit code 0 if it is the one certified, 1 if it is not.

    Example: aftercall panel verify panel.json --pool pool.csv
    """
    with one_line_errors():
        read, earlier = _certificate(certificate), _certificate(before) if before else None
        found = verify_panel(read, read_pool(_content(pool), str(pool)), earlier)
    lines = found or [
        "Verified: the seed and the pool produce exactly this panel, and the chances are as fair as they can be."
    ]
    click.echo(plain_json({"verified": not found, "problems": found}) if as_json else "\n".join(lines))
    sys.exit(1 if found else 0)


def _certificate(path: Path) -> PanelCertificate:
    return PanelCertificate.from_bytes(_content(path), str(path))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: can't be read ({error.strerror or error})") from None

"""`aftercall sample`: draw, plan and verify samples."""

import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import click

from aftercall.frames.certificate import Certificate
from aftercall.frames.command_options import (
    FILE,
    Hex,
    Share,
    as_json_option,
    engine_option,
    one_line_errors,
    plain_json,
)
from aftercall.frames.design import SampleDesign
from aftercall.frames.draw import Seeds, draw_sample
from aftercall.frames.engine import Engine
from aftercall.frames.frame_file import sampling_fraction
from aftercall.frames.planning import CategoryPlan, expected_strata, plan_year, read_responses
from aftercall.frames.verify import verify_sample


@click.group()
def sample() -> None:
    """Draw a sample from a frame, and verify it."""


@sample.command("draw")
@click.argument("frame_dir", metavar="DIR", type=FILE)
@click.option("--seed", type=Hex(), required=True, help="The seed that matches the commitment, in hexadecimal.")
@click.option("--permanent", type=Hex(), help="The seed of permanent random numbers that stay from wave to wave.")
@click.option("--design", "design_file", type=FILE, help="The sampling design (TOML). Without it: proportional.")
@click.option("--fraction", type=Share(), help="The share to draw. Without it: that of the design or the frame.")
@click.option("--out", type=FILE, required=True, help="The folder to write. An earlier sample there is replaced.")
@engine_option
@as_json_option
def draw(  # noqa: PLR0913 - one parameter for each option
    frame_dir: Path,
    seed: bytes,
    permanent: bytes | None,
    design_file: Path | None,
    fraction: Fraction | None,
    out: Path,
    *,
    engine: Engine,
    as_json: bool,
) -> None:
    """Draw a stratified sample from the frame in DIR, with a certificate for others to verify.

    Example: aftercall sample draw frame-2025-01 --seed 6f1c…e2 --out sample-2025-01
    """
    with one_line_errors():
        design = _design(design_file, frame_dir, fraction)
        certificate = draw_sample(frame_dir, seeds=Seeds.of(seed, permanent), design=design, out=out, engine=engine)
    click.echo(plain_json(certificate.to_mapping()) if as_json else _drawn_line(certificate))


@sample.command("plan")
@click.argument("frame_dirs", metavar="DIR...", type=FILE, nargs=-1, required=True)
@click.option("--design", "design_file", type=FILE, help="The sampling design (TOML). Without it: proportional.")
@click.option("--responses", type=FILE, help="Responses so far: CSV with columns category, sampled and answered.")
@as_json_option
def plan(frame_dirs: tuple[Path, ...], design_file: Path | None, responses: Path | None, *, as_json: bool) -> None:
    """Estimate the precision of a year from the frames of the months so far, each in a DIR. Draws nothing.

    Example: aftercall sample plan frame-2025-01 frame-2025-02 --design design.toml --responses so-far.csv
    """
    with one_line_errors():
        design = _design(design_file, frame_dirs[0], None)
        waves = [expected_strata(frame_dir, design) for frame_dir in frame_dirs]
        lines = plan_year(waves, read_responses(responses) if responses else {}, design)
    click.echo(plain_json([vars(line) for line in lines]) if as_json else "\n".join(_plan_lines(lines)))


@sample.command("verify")
@click.argument("sample_dir", metavar="DIR", type=FILE)
@click.option("--frame", "frame_dir", type=FILE, required=True, help="The folder of the frame that it was drawn from.")
@as_json_option
def verify(sample_dir: Path, frame_dir: Path, *, as_json: bool) -> None:
    """Draw the sample in DIR again and compare. Exit code 0 if it is the one certified, 1 if it is not.

    Example: aftercall sample verify sample-2025-01 --frame frame-2025-01
    """
    with one_line_errors():
        found = verify_sample(sample_dir, frame_dir)
    lines = found or ["Verified: the seed and the frame produce exactly this sample."]
    click.echo(plain_json({"verified": not found, "problems": found}) if as_json else "\n".join(lines))
    sys.exit(1 if found else 0)


def _design(path: Path | None, frame_dir: Path, fraction: Fraction | None) -> SampleDesign:
    """An option overrides the design's own fraction, which overrides the frame's."""
    design = SampleDesign.from_toml(path) if path else SampleDesign(fraction=sampling_fraction(frame_dir))
    return design if fraction is None else design.with_fraction(fraction)


def _drawn_line(certificate: Certificate) -> str:
    strata = len(certificate.strata)
    return f"{certificate.sample:,} of {certificate.population:,} drawn from {strata:,} strata; see certificate.json."


def _plan_lines(lines: list[CategoryPlan]) -> Iterator[str]:
    yield f"{'people':>11} {'drawn':>9} {'answers':>9} {'points':>7}  a year"
    for line in lines:
        half_width = "–" if line.half_width is None else f"±{100 * line.half_width:.1f}"
        yield f"{line.population:>11,} {line.sample:>9,} {line.answers:>9,} {half_width:>7}  {line.category or 'all'}"

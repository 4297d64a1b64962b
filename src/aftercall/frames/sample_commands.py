"""`aftercall sample`: samples are drawn, planned and verified."""

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
from aftercall.frames.draw import Seeds, draw_sample, sampling_fraction
from aftercall.frames.engine import Engine
from aftercall.frames.planning import CategoryPlan, expected_strata, plan_year, read_responses
from aftercall.frames.verify import verify_sample


@click.group()
def sample() -> None:
    """Draw the sample from a frame, and verify it."""


@sample.command("draw")
@click.argument("frame_dir", metavar="DIR", type=FILE)
@click.option("--seed", type=Hex(), required=True, help="The seed that was committed to, in hexadecimal.")
@click.option("--permanent", type=Hex(), help="The seed of permanent random numbers that stay from wave to wave.")
@click.option("--design", "design_file", type=FILE, help="The sampling design (TOML); proportional without it.")
@click.option("--fraction", type=Share(), help="The share to draw; the design's or the frame's own without it.")
@click.option("--out", type=FILE, required=True, help="The folder to write. An earlier sample there is replaced.")
@engine_option
@as_json_option
def draw(  # noqa: PLR0913 - one parameter an option
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
    """Draw the stratified sample of the frame in DIR, with a certificate that anybody holding the frame can verify.

    Example: aftercall sample draw frame-2025-01 --seed 6f1c…e2 --out sample-2025-01
    """
    with one_line_errors():
        design = _design(design_file, frame_dir, fraction)
        certificate = draw_sample(frame_dir, seeds=Seeds.of(seed, permanent), design=design, out=out, engine=engine)
    click.echo(plain_json(certificate.to_mapping()) if as_json else _drawn_line(certificate))


@sample.command("plan")
@click.argument("frame_dirs", metavar="DIR...", type=FILE, nargs=-1, required=True)
@click.option("--design", "design_file", type=FILE, help="The sampling design (TOML); proportional without it.")
@click.option("--responses", type=FILE, help="Responses so far: CSV with category, sampled and answered.")
@as_json_option
def plan(frame_dirs: tuple[Path, ...], design_file: Path | None, responses: Path | None, *, as_json: bool) -> None:
    """Say what precision to expect of a year, from the frames of the months so far, each in a DIR. Draws nothing.

    Example: aftercall sample plan frame-2025-01 frame-2025-02 --design design.toml --responses so-far.csv
    """
    with one_line_errors():
        design = _design(design_file, frame_dirs[0], None)
        waves = [expected_strata(frame_dir, design) for frame_dir in frame_dirs]
        lines = plan_year(waves, read_responses(responses) if responses else {}, design)
    click.echo(plain_json([vars(line) for line in lines]) if as_json else "\n".join(_plan_lines(lines)))


@sample.command("verify")
@click.argument("sample_dir", metavar="DIR", type=FILE)
@click.option("--frame", "frame_dir", type=FILE, required=True, help="The folder of the frame it was drawn from.")
@as_json_option
def verify(sample_dir: Path, frame_dir: Path, *, as_json: bool) -> None:
    """Draw the sample in DIR again and compare. Exit 0 when it is the one certified, 1 when it is not.

    Example: aftercall sample verify sample-2025-01 --frame frame-2025-01
    """
    with one_line_errors():
        found = verify_sample(sample_dir, frame_dir)
    lines = found or ["Verified: the seed and the frame give exactly this sample."]
    click.echo(plain_json({"verified": not found, "problems": found}) if as_json else "\n".join(lines))
    sys.exit(1 if found else 0)


def _design(path: Path | None, frame_dir: Path, fraction: Fraction | None) -> SampleDesign:
    """A design's own fraction goes before the frame's rule, an option before both."""
    design = SampleDesign.from_toml(path) if path else SampleDesign(fraction=sampling_fraction(frame_dir))
    return design if fraction is None else design.with_fraction(fraction)


def _drawn_line(certificate: Certificate) -> str:
    strata = len(certificate.strata)
    return (
        f"{certificate.sample:,} of {certificate.population:,} drawn in {strata:,} strata; certificate.json says how."
    )


def _plan_lines(lines: list[CategoryPlan]) -> Iterator[str]:
    yield f"{'people':>11} {'drawn':>9} {'answers':>9} {'points':>7}  a year"
    for line in lines:
        points = "–" if line.half_width is None else f"±{100 * line.half_width:.1f}"
        yield f"{line.population:>11,} {line.sample:>9,} {line.answers:>9,} {points:>7}  {line.category or 'all'}"

"""Draw the sample: stratified, within a stratum by the order of permanent random numbers, and certified."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

import aftercall
from aftercall.frames.allocation import allocate, overall_size
from aftercall.frames.canonical import file_digest, table_digest
from aftercall.frames.certificate import CERTIFICATE, FORMAT, Certificate, Stratum
from aftercall.frames.engine import Expression, Workspace, plain_errors
from aftercall.frames.errors import BadInput
from aftercall.frames.folders import whole_folder
from aftercall.frames.frame import FRAME
from aftercall.frames.hashing import keyed, with_hmac
from aftercall.frames.rules import digest

SAMPLE = {
    "person_id": "string",
    "crime_ref": "string",
    "victim_ref": "string",
    "stratum": "string",
    "probability": "float64",
    "base_weight": "float64",
}


@dataclass(frozen=True)
class Selection:
    """What a seed and a fraction make of a frame: the sample's rows, and the sizes behind them."""

    rows: Expression
    strata: tuple[Stratum, ...]
    probability: Fraction


def commit(seed: bytes) -> str:
    """What may be shown before the draw: SHA-256 of the seed, hex. 32 random bytes can't be guessed from it."""
    return hashlib.sha256(seed).hexdigest()


def draw_sample(frame_dir: Path, *, seed: bytes, fraction: Fraction, out: Path) -> Certificate:
    """Draw from the frame in `frame_dir` into the folder `out`: sample.parquet and certificate.json.

    Errors: BadInput where the folder holds no frame, or the seed or fraction can't be used; then `out` is as it was.
    """
    if not seed or not 0 < fraction <= 1:
        raise BadInput("the seed must not be empty, and the fraction must be above 0 and at most 1")
    with whole_folder(out, seal=CERTIFICATE) as folder, Workspace() as workspace, plain_errors(frame_dir.name):
        frame = read_frame(workspace, frame_dir)
        selection = select(workspace, frame, seed=seed, fraction=fraction)
        workspace.write(selection.rows.order_by("person_id"), folder / "sample.parquet")
        certificate = Certificate(
            format=FORMAT,
            code_version=aftercall.__version__,
            seed_commitment=commit(seed),
            seed=seed.hex(),
            fraction=fraction,
            probability=selection.probability,
            population=sum(stratum.population for stratum in selection.strata),
            sample=sum(stratum.sample for stratum in selection.strata),
            strata=selection.strata,
            rules_digest=rules_digest(frame_dir),
            frame_digest=table_digest(workspace, frame, FRAME),
            frame_file_digest=file_digest(frame_dir / "frame.parquet"),
            sample_digest=table_digest(workspace, selection.rows, SAMPLE),
            sample_file_digest=file_digest(folder / "sample.parquet"),
        )
        certificate.write(folder)
        return certificate


def read_frame(workspace: Workspace, frame_dir: Path) -> Expression:
    """The frame of a folder. Errors: BadInput where there is none."""
    path = frame_dir / "frame.parquet"
    if not path.is_file() or not (frame_dir / "flow.json").is_file():
        raise BadInput(f"{frame_dir}: holds no frame; name a folder made by 'aftercall frame build'")
    return workspace.parquet(path, FRAME, "frame")


def frame_rules(frame_dir: Path) -> Mapping[str, Any]:
    """The rules that a frame was built by, as rules.json holds them. Errors: BadInput."""
    path = frame_dir / "rules.json"
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadInput(f"{path}: can't be read; name a folder made by 'aftercall frame build'") from None
    if not isinstance(entries, dict):
        raise BadInput(f"{path}: holds no rules; build the frame again")
    return entries


def sampling_fraction(frame_dir: Path) -> Fraction:
    """The fraction that the frame's own rules name. Errors: BadInput."""
    try:
        return Fraction(frame_rules(frame_dir)["sampling_fraction"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        raise BadInput(f"{frame_dir / 'rules.json'}: names no sampling_fraction; build the frame again") from None


def rules_digest(frame_dir: Path) -> str:
    """SHA-256 of the rules, whatever the layout of their file."""
    return digest(frame_rules(frame_dir))


def select(workspace: Workspace, frame: Expression, *, seed: bytes, fraction: Fraction) -> Selection:
    """The sample of a frame, as columns SAMPLE. Errors: BadInput where nobody is drawn or somebody stands twice."""
    populations = _populations(workspace, frame)
    total = sum(populations.values())
    if workspace.number(frame.person_id.nunique()) != total:
        raise BadInput("frame.parquet: a person stands in it twice, or without an id; build the frame again")
    size = overall_size(total, fraction)
    if size == 0:
        raise BadInput(f"frame.parquet: {fraction} of its {total:,} people is nobody; take a larger fraction or frame")
    sizes = allocate(populations, size=size, seed=seed)
    strata = tuple(Stratum(name, populations[name], sizes[name]) for name in sizes)
    probability = Fraction(size, total)
    return Selection(_selected(workspace, frame, sizes, seed, probability), strata, probability)


def _populations(workspace: Workspace, frame: Expression) -> dict[str, int]:
    counted = workspace.fetch(frame.group_by("stratum").agg(people=ibis._.count()))
    return {row["stratum"]: row["people"] for row in counted.to_pylist()}


def _selected(
    workspace: Workspace, frame: Expression, sizes: Mapping[str, int], seed: bytes, probability: Fraction
) -> Expression:
    """The first n_h of each stratum in the order of their permanent random numbers, compared as text."""
    numbered = with_hmac(frame, keyed(workspace, seed, "seed"), frame.person_id, "permanent")
    order = [numbered.permanent, numbered.person_id]
    ranked = numbered.mutate(place=ibis.row_number().over(group_by=numbered.stratum, order_by=order))
    taken = pa.table(
        {
            "stratum": list(sizes),
            "take": pa.array(sizes.values(), pa.int64()),
            "probability": [float(probability)] * len(sizes),
            "base_weight": [float(1 / probability)] * len(sizes),
        }
    )
    joined = ranked.inner_join(workspace.hand_in("allocation", taken), "stratum")
    return workspace.keep("selected", joined.filter(joined.place < joined["take"]).select(*SAMPLE))

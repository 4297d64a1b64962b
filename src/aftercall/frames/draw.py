"""Draw the sample: stratified, by permanent random numbers or at intervals within a stratum, and certified."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from pathlib import Path
from typing import Self

import ibis
import ibis.expr.types as ir
import pyarrow as pa

import aftercall
from aftercall.errors import BadInput
from aftercall.frames.allocation import StratumAllocation, allocate, expectations, systematic_positions
from aftercall.frames.canonical import file_digest, table_digest
from aftercall.frames.certificate import CERTIFICATE, FORMAT, Certificate, Stratum
from aftercall.frames.design import SampleDesign, Selection
from aftercall.frames.engine import DuckDBWorkspace, Engine, Workspace, open_workspace
from aftercall.frames.folders import atomic_folder
from aftercall.frames.frame_file import FRAME_COLUMNS, FRAME_FILE, frame_table, rules_digest
from aftercall.frames.hashing import key_table, quick_hash, with_keyed_hash
from aftercall.frames.sample_file import SAMPLE_COLUMNS, SAMPLE_FILE

_FROM_FRAME = ("person_id", "crime_ref", "victim_ref", "stratum")
END_OF_CIRCLE = "g"  # sorts after every hexadecimal digit


@dataclass(frozen=True)
class Seeds:
    """The draw's own seed, and that of the permanent random numbers, which a programme may keep from wave to wave."""

    draw: bytes
    permanent: bytes

    @classmethod
    def of(cls, draw: bytes, permanent: bytes | None = None) -> Self:
        """Without a permanent seed, the permanent random numbers come from the draw's own. Errors: BadInput."""
        if not draw or permanent == b"":
            raise BadInput("the seed must not be empty")
        return cls(draw, permanent or draw)


@dataclass(frozen=True)
class DrawnSample:
    """What seeds and a design select from a frame: the sample's rows, and its strata."""

    rows: ir.Table
    strata: tuple[Stratum, ...]


def commit(seed: bytes) -> str:
    """What may be published before the draw: SHA-256 of the seed, hex. 32 random bytes can't be guessed from it."""
    return hashlib.sha256(seed).hexdigest()


def draw_sample(
    frame_dir: Path, *, seeds: Seeds, design: SampleDesign, out: Path, engine: Engine = DuckDBWorkspace
) -> Certificate:
    """Draw from the frame in `frame_dir` into the folder `out`: sample.parquet and certificate.json.

    Errors: BadInput where the folder contains no frame, the frame changes during the draw, or the design can't be met;
    then `out` is unchanged.
    """
    with atomic_folder(out, marker=CERTIFICATE) as folder, open_workspace(frame_dir.name, engine) as workspace:
        frame = frame_table(workspace, frame_dir)
        frame_file_digest = file_digest(frame_dir / FRAME_FILE)
        drawn = select_sample(workspace, frame, seeds=seeds, design=design)
        workspace.write_parquet(drawn.rows.order_by("person_id"), folder / SAMPLE_FILE)
        frame_digest = table_digest(workspace, frame, FRAME_COLUMNS)  # while the sample is being written
        workspace.finish_writing()
        if file_digest(frame_dir / FRAME_FILE) != frame_file_digest:  # the frame is read several times
            raise BadInput(f"{frame_dir}: was changed while the sample was drawn; draw again")
        certificate = Certificate(
            format=FORMAT,
            code_version=aftercall.__version__,
            seed_commitment=commit(seeds.draw),
            seed=seeds.draw.hex(),
            permanent_commitment=commit(seeds.permanent),
            permanent_seed=seeds.permanent.hex(),
            design=design,
            population=sum(stratum.population for stratum in drawn.strata),
            sample=sum(stratum.sample for stratum in drawn.strata),
            strata=drawn.strata,
            rules_digest=rules_digest(frame_dir),
            frame_digest=frame_digest,
            frame_file_digest=frame_file_digest,
            sample_digest=sample_digest(workspace.reader, folder / SAMPLE_FILE),
            sample_file_digest=file_digest(folder / SAMPLE_FILE),
        )
        certificate.write(folder)
        return certificate


def sample_digest(reader: DuckDBWorkspace, path: Path) -> str:
    """The digest of a sample's file. Always read by DuckDB, because engines format probabilities differently."""
    return table_digest(reader, reader.read_parquet(path, SAMPLE_COLUMNS, "sample"), SAMPLE_COLUMNS)


def select_sample(workspace: Workspace, frame: ir.Table, *, seeds: Seeds, design: SampleDesign) -> DrawnSample:
    """The sample of a frame, as SAMPLE_COLUMNS. Errors: BadInput for an empty sample, or a person who occurs twice."""
    populations = count_strata(workspace, frame)
    total = sum(populations.values())
    _require_unique(workspace, frame, total)
    allocated = allocate(populations, expectations(populations, design), seed=seeds.draw)
    if not any(part.sample for part in allocated):
        raise BadInput(
            f"frame.parquet: {design.fraction} of its {total:,} people rounds to nobody; use a larger fraction or frame"
        )
    strata = tuple(Stratum(part.stratum, part.population, part.sample, part.probability) for part in allocated)
    return DrawnSample(_selected(workspace, frame, allocated, seeds, design), strata)


def _require_unique(workspace: Workspace, frame: ir.Table, total: int) -> None:
    # Counting quick hashes is faster; only if some are equal are the ids themselves counted.
    if any(workspace.fetch_int(ids.nunique()) == total for ids in (quick_hash(frame.person_id), frame.person_id)):
        return
    raise BadInput("frame.parquet: contains a person twice, or one without an id; build the frame again")


def count_strata(workspace: Workspace, frame: ir.Table) -> dict[str, int]:
    """The number of people in each stratum of a frame."""
    counted = workspace.fetch(frame.group_by("stratum").agg(people=ibis._.count()))
    return {row["stratum"]: row["people"] for row in counted.to_pylist()}


def _selected(
    workspace: Workspace,
    frame: ir.Table,
    allocated: Sequence[StratumAllocation],
    seeds: Seeds,
    design: SampleDesign,
) -> ir.Table:
    systematic = design.selection is Selection.SYSTEMATIC
    people = frame.select(*dict.fromkeys([*_FROM_FRAME, *(design.order if systematic else ())]))
    key = key_table(workspace, seeds.permanent.hex(), "seed")
    numbered = with_keyed_hash(people, key, people.person_id, "permanent")
    select = _select_systematically if systematic else _select_at_random
    chosen = select(workspace, numbered, allocated, design)
    chances = pa.table(
        {
            "stratum": [part.stratum for part in allocated],
            "probability": [float(part.probability) for part in allocated],
            "base_weight": [float(1 / part.probability) for part in allocated],
        }
    )
    drawn = chosen.inner_join(workspace.register_arrow("allocation", chances), "stratum")
    return workspace.materialize("selected", drawn.select(*SAMPLE_COLUMNS))


def _select_systematically(
    workspace: Workspace, numbered: ir.Table, allocated: Sequence[StratumAllocation], design: SampleDesign
) -> ir.Table:
    order = [numbered[column].cast("string").fill_null("") for column in design.order]
    return _ranked(numbered, order).semi_join(_systematic_ranks(workspace, allocated), ["stratum", "rank"])


def _systematic_ranks(workspace: Workspace, allocated: Sequence[StratumAllocation]) -> ir.Table:
    """stratum, rank, of everyone selected."""
    positions = [(part.stratum, systematic_positions(part)) for part in allocated]
    strata = pa.array([stratum for stratum, ranks in positions for _ in ranks], pa.string())
    ranks = pa.array([rank for _, ranks in positions for rank in ranks], pa.int64())
    return workspace.register_arrow("systematic_rank", pa.table({"stratum": strata, "rank": ranks}))


def _select_at_random(
    workspace: Workspace, numbered: ir.Table, allocated: Sequence[StratumAllocation], design: SampleDesign
) -> ir.Table:
    near = _after_start(workspace, numbered, allocated, design.start)
    ranked = _ranked(near, [near.permanent < circle_point(design.start)])
    strata = pa.array([part.stratum for part in allocated], pa.string())
    sizes = pa.table({"stratum": strata, "size": pa.array([part.sample for part in allocated], pa.int64())})
    ranked = ranked.inner_join(workspace.register_arrow("stratum_size", sizes), "stratum")
    return ranked.filter(ranked["rank"] < ranked["size"])


def _ranked(numbered: ir.Table, order: list[ir.Value]) -> ir.Table:
    """With everyone's rank, from 0, in the order within their stratum. Permanent numbers are compared as text."""
    order = [*order, numbered.permanent, numbered.person_id]
    return numbered.mutate(rank=ibis.row_number().over(group_by=numbered.stratum, order_by=order))


def _after_start(
    workspace: Workspace, numbered: ir.Table, allocated: Sequence[StratumAllocation], start: Fraction
) -> ir.Table:
    """The people after the start, a few more from each stratum than are selected, so that the rest need no sorting.

    Everyone, where that turns out to be too few for some stratum.
    """
    ends = [sample_reach(part, start) for part in allocated]
    rows = {
        "stratum": [part.stratum for part in allocated],
        "needed": pa.array([part.sample for part in allocated]),
        "end": [circle_point(end) if end < 1 else END_OF_CIRCLE for end in ends],
    }
    limits = workspace.register_arrow("sample_reach", pa.table(rows))
    joined = numbered.inner_join(limits, "stratum")
    near = joined.filter(joined.permanent < joined["end"])  # the engine computes the hash for each comparison
    near = near.filter(near.permanent >= circle_point(start)) if start else near
    near = workspace.materialize("near", near.drop("needed", "end"))
    counted = limits.left_join(near.group_by("stratum").agg(people=near.count()), "stratum")
    enough = counted.people.fill_null(0) >= counted.needed
    return near if workspace.fetch_int((~enough).sum().fill_null(0)) == 0 else numbered


def circle_point(start: Fraction) -> str:
    """A point on the circle from 0 to 1, written like the permanent random numbers."""
    return f"{int(start * (1 << 256)):064x}"


def sample_reach(part: StratumAllocation, start: Fraction) -> Fraction:
    """The point on the circle that a stratum's sample stays before, except in one draw in a million."""
    share = part.sample / part.population
    spread = 6 * sqrt(share * (1 - share) / part.population) + 12 / part.population
    return min(start + Fraction(share + spread), Fraction(1))

"""Draw the sample: stratified, within a stratum by permanent random numbers or at intervals, and certified."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from pathlib import Path
from typing import Any, Self

import ibis
import pyarrow as pa

import aftercall
from aftercall.errors import BadInput
from aftercall.frames.allocation import Allotment, allocate, expectations, systematic_places
from aftercall.frames.canonical import file_digest, table_digest
from aftercall.frames.certificate import CERTIFICATE, FORMAT, Certificate, Stratum
from aftercall.frames.design import SampleDesign, Selection
from aftercall.frames.engine import DuckDBWorkspace, Engine, Expression, Workspace, plain_errors
from aftercall.frames.folders import whole_folder
from aftercall.frames.frame import FRAME, FRAME_FILE
from aftercall.frames.hashing import keyed, quick_hash, with_hash
from aftercall.frames.rules import digest

_TAKEN = ("person_id", "crime_ref", "victim_ref", "stratum")
SAMPLE = {
    "person_id": "string",
    "crime_ref": "string",
    "victim_ref": "string",
    "stratum": "string",
    "probability": "float64",
    "base_weight": "float64",
}


@dataclass(frozen=True)
class Seeds:
    """The draw's own seed, and that of the permanent random numbers, which a programme may keep from wave to wave."""

    draw: bytes
    permanent: bytes

    @classmethod
    def of(cls, draw: bytes, permanent: bytes | None = None) -> Self:
        """Without a permanent seed the numbers are this draw's own. Errors: BadInput."""
        if not draw or permanent == b"":
            raise BadInput("the seed must not be empty")
        return cls(draw, permanent or draw)


@dataclass(frozen=True)
class Drawn:
    """What seeds and a design make of a frame: the sample's rows, and the strata behind them."""

    rows: Expression
    strata: tuple[Stratum, ...]


def commit(seed: bytes) -> str:
    """What may be shown before the draw: SHA-256 of the seed, hex. 32 random bytes can't be guessed from it."""
    return hashlib.sha256(seed).hexdigest()


def draw_sample(
    frame_dir: Path, *, seeds: Seeds, design: SampleDesign, out: Path, engine: Engine = DuckDBWorkspace
) -> Certificate:
    """Draw from the frame in `frame_dir` into the folder `out`: sample.parquet and certificate.json.

    Errors: BadInput where the folder holds no frame or another one in the end, or the design can't be met in it; then
    `out` is as it was.
    """
    with whole_folder(out, seal=CERTIFICATE) as folder, engine() as workspace, plain_errors(frame_dir.name):
        frame = read_frame(workspace, frame_dir)
        frame_file_digest = file_digest(frame_dir / FRAME_FILE)
        drawn = select(workspace, frame, seeds=seeds, design=design)
        workspace.write(drawn.rows.order_by("person_id"), folder / "sample.parquet")
        frame_digest = table_digest(workspace, frame, FRAME)  # while the sample is written
        workspace.finish_writing()
        if file_digest(frame_dir / FRAME_FILE) != frame_file_digest:  # it was read several times
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
            sample_digest=sample_digest(workspace.reader, folder / "sample.parquet"),
            sample_file_digest=file_digest(folder / "sample.parquet"),
        )
        certificate.write(folder)
        return certificate


def sample_digest(reader: DuckDBWorkspace, path: Path) -> str:
    """Of a sample's file, whichever engine drew it: engines write a probability's digits differently."""
    return table_digest(reader, reader.parquet(path, SAMPLE, "sample"), SAMPLE)


def read_frame(workspace: Workspace, frame_dir: Path) -> Expression:
    """The frame of a folder. Errors: BadInput where there is none."""
    path = frame_dir / FRAME_FILE
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


def select(workspace: Workspace, frame: Expression, *, seeds: Seeds, design: SampleDesign) -> Drawn:
    """The sample of a frame, as columns SAMPLE. Errors: BadInput where nobody is drawn or somebody stands twice."""
    populations = count_strata(workspace, frame)
    total = sum(populations.values())
    if _fewer(workspace, quick_hash(frame.person_id), total) and _fewer(workspace, frame.person_id, total):
        raise BadInput("frame.parquet: a person stands in it twice, or without an id; build the frame again")
    allotted = allocate(populations, expectations(populations, design), seed=seeds.draw)
    if not any(part.sample for part in allotted):
        raise BadInput(
            f"frame.parquet: {design.fraction} of its {total:,} people is nobody; take a larger fraction or frame"
        )
    strata = tuple(Stratum(part.stratum, part.population, part.sample, part.probability) for part in allotted)
    return Drawn(_selected(workspace, frame, allotted, seeds, design), strata)


def _fewer(workspace: Workspace, values: Expression, total: int) -> bool:
    """Whether there are fewer different values than that. Of quick hashes that is found sooner."""
    return workspace.number(values.nunique()) != total


def count_strata(workspace: Workspace, frame: Expression) -> dict[str, int]:
    """The people of each stratum of a frame."""
    counted = workspace.fetch(frame.group_by("stratum").agg(people=ibis._.count()))
    return {row["stratum"]: row["people"] for row in counted.to_pylist()}


def _selected(
    workspace: Workspace, frame: Expression, allotted: Sequence[Allotment], seeds: Seeds, design: SampleDesign
) -> Expression:
    """The people at the places that are taken, with their chances."""
    chances = pa.table(
        {
            "stratum": [part.stratum for part in allotted],
            "take": pa.array([part.sample for part in allotted], pa.int64()),
            "probability": [float(part.probability) for part in allotted],
            "base_weight": [float(1 / part.probability) for part in allotted],
        }
    )
    columns = dict.fromkeys([*_TAKEN, *(design.order if design.selection is Selection.SYSTEMATIC else ())])
    people = frame.select(*columns)
    numbered = with_hash(people, keyed(workspace, seeds.permanent.hex(), "seed"), people.person_id, "permanent")
    if design.selection is Selection.SYSTEMATIC:
        order = [numbered[column].cast("string").fill_null("") for column in design.order]
        taken = _placed(numbered, order).semi_join(_places(workspace, allotted), ["stratum", "place"])
    else:
        first = _first_on_the_circle(workspace, numbered, allotted, design.start)
        placed = _placed(first, [first.permanent < point(design.start)])
        taken = placed.inner_join(workspace.hand_in("take", chances.select(["stratum", "take"])), "stratum")
        taken = taken.filter(taken.place < taken["take"])
    drawn = taken.inner_join(workspace.hand_in("allocation", chances.drop_columns("take")), "stratum")
    return workspace.keep("selected", drawn.select(*SAMPLE))


def _placed(numbered: Expression, order: list[Expression]) -> Expression:
    """Everybody's place, from 0, in the stratum's order. Numbers are compared as text."""
    order = [*order, numbered.permanent, numbered.person_id]
    return numbered.mutate(place=ibis.row_number().over(group_by=numbered.stratum, order_by=order))


def _first_on_the_circle(
    workspace: Workspace, numbered: Expression, allotted: Sequence[Allotment], start: Fraction
) -> Expression:
    """Those from the start on, a little more of each stratum than are taken: the rest need not be put into an order.

    Should a stratum have too few of them, all are.
    """
    ends = [reach(part, start) for part in allotted]
    rows = {"stratum": [part.stratum for part in allotted], "least": pa.array([part.sample for part in allotted])}
    limits = workspace.hand_in("reach", pa.table(rows | {"high": [point(end) if end < 1 else LAST for end in ends]}))
    joined = numbered.inner_join(limits, "stratum")
    near = joined.filter(joined.permanent < joined.high)  # the engine works the hash out once for each comparison
    near = near.filter(near.permanent >= point(start)) if start else near
    near = workspace.keep("near", near.drop("least", "high"))
    counted = limits.left_join(near.group_by("stratum").agg(people=near.count()), "stratum")
    enough = counted.people.fill_null(0) >= counted.least
    return near if workspace.number((~enough).sum().fill_null(0)) == 0 else numbered


LAST = "g"  # behind every hexadecimal digit


def point(start: Fraction) -> str:
    """A point on the circle as the permanent random numbers are written."""
    return f"{int(start * (1 << 256)):064x}"


def reach(part: Allotment, start: Fraction) -> Fraction:
    """How far on the circle a stratum's sample reaches, but for one draw in a million."""
    share = part.sample / part.population
    spread = 6 * sqrt(share * (1 - share) / part.population) + 12 / part.population
    return min(start + Fraction(share + spread), Fraction(1))


def _places(workspace: Workspace, allotted: Sequence[Allotment]) -> Expression:
    places = [(part.stratum, systematic_places(part)) for part in allotted]
    strata = pa.array([stratum for stratum, taken in places for _ in taken], pa.string())
    numbers = pa.array([place for _, taken in places for place in taken], pa.int64())
    return workspace.hand_in("places", pa.table({"stratum": strata, "place": numbers}))

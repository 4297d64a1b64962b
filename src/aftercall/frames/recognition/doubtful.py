"""Doubtful matches: pairs so near the limits that a person should look, and what a person decided on such pairs."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import ibis
import pyarrow as pa

from aftercall.errors import BadInput
from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.hashing import digest_of
from aftercall.frames.joining import looked_up
from aftercall.frames.lists import read_list
from aftercall.frames.recognition.evidence import ENOUGH_HOUSEHOLD, ENOUGH_STRANGER, HOUSEHOLD

NEAR = 2  # points below and above a limit
VERDICTS = ("same", "different")
_REFERENCES = ("crime_ref", "victim_ref")
# What somebody who decides must see of each record, as the layout names it.
SHOWN = (*_REFERENCES, "reported_on", "first_name", "last_name", "sex", "phone", "phone_alt", "email", "postcode")
_ID_LENGTH = 24

type Pair = Mapping[str, object]


def doubtful_pairs(workspace: Workspace, records: Expression, evidence: Expression, persons: Expression) -> Expression:
    """pair, record_a, record_b, joined, household_points, stranger_points, the levels, and the references of both.

    `joined`: whether the two are taken for one person. The most doubtful come first.
    """
    household, stranger = evidence.household - ENOUGH_HOUSEHOLD, evidence.stranger - ENOUGH_STRANGER
    near = (household.between(-NEAR, NEAR - 1) & (stranger >= -NEAR)) | (
        stranger.between(-NEAR, NEAR - 1) & (household >= -NEAR)
    )
    pairs = evidence.filter(near)
    for side in "ab":
        references = {f"{name}_{side}": name for name in _REFERENCES}
        pairs = looked_up(pairs, side, persons, "record", **{f"person_{side}": "person"})
        pairs = looked_up(pairs, side, records, "record", **{f"record_{side}": "record"}, **references)
    joined = ibis.coalesce(pairs.person_a, pairs.a) == ibis.coalesce(pairs.person_b, pairs.b)
    ends = [pairs[f"{name}_{side}"].fill_null("") for side in "ab" for name in _REFERENCES]
    told = pairs.mutate(joined=joined, pair=digest_of(ends).substr(0, _ID_LENGTH))
    ends_named = [f"{name}_{side}" for side in "ab" for name in _REFERENCES]
    points = {"household_points": "household", "stranger_points": "stranger"}
    return workspace.keep(
        "doubtful", told.select("pair", "record_a", "record_b", "joined", *HOUSEHOLD, *ends_named, **points)
    )


def in_order(pairs: Expression) -> Expression:
    """The pairs, those nearest to a limit first."""
    distance = ibis.least(
        (pairs.household_points - ENOUGH_HOUSEHOLD).abs(), (pairs.stranger_points - ENOUGH_STRANGER).abs()
    )
    return pairs.order_by([distance, pairs.pair])


def write_doubtful(workspace: Workspace, pairs: Expression, path: Path) -> None:
    """The table of doubtful matches: references, points and levels of agreement, no personal value."""
    workspace.write_csv(in_order(pairs).drop("record_a", "record_b"), path)


def shown_pairs(workspace: Workspace, records: Expression, pairs: Expression) -> Iterator[Pair]:
    """Each pair with what both records say, in clear: for the eyes of whoever decides, never written in clear."""
    for side in "ab":
        columns = {f"{side}_{name}": name for name in SHOWN} | {f"{side}_date_of_birth": "born"}
        pairs = looked_up(pairs, f"record_{side}", records, "record", **columns)
    for block in workspace.stream(in_order(pairs)):
        for row in block:
            sides = {side: {name: _text(row[f"{side}_{name}"]) for name in (*SHOWN, "date_of_birth")} for side in "ab"}
            yield {name: row[name] for name in ("pair", "joined", "household_points", "stranger_points")} | sides


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def decided(workspace: Workspace, records: Expression, path: Path | None) -> Expression:
    """a, b, same: the pairs of a list of decisions (CSV or Parquet: both references of a and b, verdict).

    Pairs that are not among the records are passed over. Errors: BadInput for a verdict that is none.
    """
    if path is None:
        empty = {"a": pa.array([], pa.int64()), "b": pa.array([], pa.int64()), "same": pa.array([], pa.bool_())}
        return workspace.hand_in("decided", pa.table(empty))
    columns = [f"{name}_{side}" for side in "ab" for name in _REFERENCES]
    listed = read_list(workspace, path, "decision", (*columns, "verdict"))
    if workspace.number((~listed.verdict.isin(VERDICTS)).fill_null(ibis.literal(value=True)).sum().fill_null(0)):
        raise BadInput(f"{path.name}, verdict: write one of {', '.join(VERDICTS)}")
    for side in "ab":
        known = records.group_by(*_REFERENCES).agg(found=records.record.min())
        known = known.select(**{side: "found"}, **{f"{name}_{side}": name for name in _REFERENCES})
        listed = listed.inner_join(known, [f"{name}_{side}" for name in _REFERENCES])
    return workspace.keep("decided", listed.select("a", "b", same=listed.verdict == VERDICTS[0]))

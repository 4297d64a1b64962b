"""Possible matches: pairs so near a threshold that a researcher should review them, and the decisions on such pairs."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from aftercall.errors import BadInput
from aftercall.frames.engine import Workspace
from aftercall.frames.hashing import row_digest
from aftercall.frames.joining import Lookup, looked_up_in_turn
from aftercall.frames.lists import read_list
from aftercall.frames.recognition.agreement import similar_names
from aftercall.frames.recognition.diminutives import known_forenames
from aftercall.frames.recognition.evidence import HOUSEHOLD_THRESHOLD, HOUSEHOLD_WEIGHTS, STRANGER_THRESHOLD

POSSIBLE_MATCHES_FILE = "doubtful.csv"
REVIEW_MARGIN = 2  # of weight, below and above a threshold
VERDICTS = ("same", "different")
_REFERENCES = ("crime_ref", "victim_ref")
_PAIR_REFERENCES = tuple(f"{name}_{side}" for side in "ab" for name in _REFERENCES)
# What a reviewer must see of each record, as the layout names it.
SHOWN = (*_REFERENCES, "reported_on", "first_name", "last_name", "sex", "phone", "phone_alt", "email", "postcode")
_ID_LENGTH = 24

type Pair = Mapping[str, object]


def possible_matches(workspace: Workspace, records: ir.Table, evidence: ir.Table, persons: ir.Table) -> ir.Table:
    """pair, record_a, record_b, joined, the levels, the references of both, household_points, stranger_points.

    `joined`: whether the two count as one person. The columns `…_points` are match weights.
    """
    household, stranger = evidence.household - HOUSEHOLD_THRESHOLD, evidence.stranger - STRANGER_THRESHOLD
    near = (household.between(-REVIEW_MARGIN, REVIEW_MARGIN - 1) & (stranger >= -REVIEW_MARGIN)) | (
        stranger.between(-REVIEW_MARGIN, REVIEW_MARGIN - 1) & (household >= -REVIEW_MARGIN)
    )
    lookups = []
    for side in "ab":
        references = {f"{name}_{side}": name for name in ("record", *_REFERENCES)}
        lookups.append(Lookup(side, persons, "record", {f"person_{side}": "person"}))
        lookups.append(Lookup(side, records, "record", references))
    chosen = ibis.union(evidence.filter(near), _like_similar_twins(workspace, records, evidence.filter(~near)))
    pairs = looked_up_in_turn(chosen, lookups)
    joined = ibis.coalesce(pairs.person_a, pairs.a) == ibis.coalesce(pairs.person_b, pairs.b)
    identity = row_digest([pairs[name].fill_null("") for name in _PAIR_REFERENCES])
    pairs = pairs.mutate(joined=joined, pair=identity.substr(0, _ID_LENGTH))
    columns = ("pair", "record_a", "record_b", "joined", *HOUSEHOLD_WEIGHTS, *_PAIR_REFERENCES)
    weights = {"household_points": "household", "stranger_points": "stranger"}
    return workspace.materialize("possible_match", pairs.select(*columns, **weights))


def _like_similar_twins(workspace: Workspace, records: ir.Table, evidence: ir.Table) -> ir.Table:
    """Those of the pairs that were born on one day in one home and have different but similar forenames: Jean and Joan.

    Most are one person whose name was misheard, but they may be twins. A typing error is seldom another forename.
    """
    known = known_forenames(workspace)
    at_home = (evidence.home == "same") | (evidence.number == "same")
    pairs = evidence.filter((evidence.birth == "same") & evidence.forename.isin(("alike", "diminutive")) & at_home)
    names = records.select("record", name=records.forenames.re_extract("^[^ ]+", 0))
    lookups = []
    for side in "ab":
        lookups.append(Lookup(side, names, "record", {f"name_{side}": "name"}))
        lookups.append(Lookup(f"name_{side}", known, "name", {f"known_{side}": "name"}))
    found = looked_up_in_turn(pairs, lookups)
    return found.filter(similar_names(found.known_a, found.known_b)).select(*evidence.columns)


def _in_order(pairs: ir.Table) -> ir.Table:
    """The pairs nearest to a threshold first."""
    distance = ibis.least(
        (pairs.household_points - HOUSEHOLD_THRESHOLD).abs(), (pairs.stranger_points - STRANGER_THRESHOLD).abs()
    )
    return pairs.order_by([distance, pairs.pair])


def write_possible_matches(workspace: Workspace, pairs: ir.Table, path: Path) -> None:
    """Write the possible matches as CSV: references, match weights and levels of agreement, no personal data."""
    workspace.write_csv(_in_order(pairs).drop("record_a", "record_b"), path)


def matches_in_clear(workspace: Workspace, records: ir.Table, pairs: ir.Table) -> Iterator[Pair]:
    """Each pair with the values of both records in clear, for the reviewer only. Never write them unencrypted."""
    lookups = []
    for side in "ab":
        columns = {f"{side}_{name}": name for name in SHOWN} | {f"{side}_date_of_birth": "born"}
        lookups.append(Lookup(f"record_{side}", records, "record", columns))
    pairs = looked_up_in_turn(pairs, lookups)
    for batch in workspace.stream(_in_order(pairs)):
        for row in batch:
            sides = {side: {name: _text(row[f"{side}_{name}"]) for name in (*SHOWN, "date_of_birth")} for side in "ab"}
            yield {name: row[name] for name in ("pair", "joined", "household_points", "stranger_points")} | sides


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def decided_pairs(workspace: Workspace, records: ir.Table, path: Path | None) -> ir.Table:
    """a, b, same: from a list of decisions (CSV or Parquet: the references of a and b, and a verdict).

    Pairs that are not among the records are ignored. Errors: BadInput for an unknown verdict.
    """
    if path is None:
        empty = {"a": pa.array([], pa.int64()), "b": pa.array([], pa.int64()), "same": pa.array([], pa.bool_())}
        return workspace.register_arrow("decided", pa.table(empty))
    listed = read_list(workspace, path, "decision", (*_PAIR_REFERENCES, "verdict"))
    unknown = (~listed.verdict.isin(VERDICTS)).fill_null(ibis.literal(value=True))
    if workspace.fetch_int(unknown.sum().fill_null(0)):
        raise BadInput(f"{path.name}, verdict: write one of {', '.join(VERDICTS)}")
    for side in "ab":
        known = records.group_by(*_REFERENCES).agg(found=records.record.min())
        known = known.select(**{side: "found"}, **{f"{name}_{side}": name for name in _REFERENCES})
        listed = listed.inner_join(known, [f"{name}_{side}" for name in _REFERENCES])
    return workspace.materialize("decided", listed.select("a", "b", same=listed.verdict == VERDICTS[0]))

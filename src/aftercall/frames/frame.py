"""The frame: each eligible person once, with one of their events selected at random."""

import ibis
import ibis.expr.types as ir

from aftercall.frames.engine import Workspace
from aftercall.frames.expression_cache import cached_expressions
from aftercall.frames.hashing import key_table, with_keyed_hash
from aftercall.frames.layout import STRATUM_SEPARATOR
from aftercall.frames.rules import FrameRules

_AGE_BANDS = (
    (16, "under 16"),
    (25, "16 to 24"),
    (35, "25 to 34"),
    (45, "35 to 44"),
    (55, "45 to 54"),
    (65, "55 to 64"),
    (75, "65 to 74"),
)
_OLDEST = "75 and over"
AGE_BANDS = (*(words for _, words in _AGE_BANDS), _OLDEST)


def select_events(workspace: Workspace, screened: ir.Table, rules: FrameRules, *, event_key: str) -> ir.Table:
    """One row for each person of the frame: FRAME_COLUMNS and the record's own columns.

    The event selected is the first by keyed hash, so it depends only on the key and the person's own records.
    """
    eligible = screened.filter(screened.reasons == 0)
    single = eligible.filter(~eligible.several).mutate(events=ibis.literal(1, "int64"))
    selected = ibis.union(single, _first_events(workspace, eligible.filter(eligible.several), event_key))
    banded = selected.mutate(age_band=_age_band(selected.birth, selected.reported_on))
    return workspace.create_view("selected_event", banded.mutate(stratum=_stratum(banded, rules.strata)))


def _first_events(workspace: Workspace, eligible: ir.Table, event_key: str) -> ir.Table:
    identity = eligible.person_id + "|" + eligible.crime_ref + "|" + eligible.victim_ref
    hashed = with_keyed_hash(eligible, key_table(workspace, event_key, "event_key"), identity, "event_hash")
    rank = ibis.row_number().over(group_by=hashed.person, order_by=[hashed.event_hash, hashed.copy])
    events = hashed.record.count().over(group_by=hashed.person)
    ranked = hashed.select("record", rank=rank, events=events)
    first = workspace.materialize("first_event", ranked.filter(ranked["rank"] == 0).drop("rank"))
    return eligible.inner_join(first, "record")


@cached_expressions
def _age_band(birth: ir.DateValue, reported: ir.DateValue) -> ir.StringValue:
    """By age in completed years on the day of the report."""
    before_birthday = (reported.month() * 100 + reported.day()) < (birth.month() * 100 + birth.day())
    age = reported.year() - birth.year() - before_birthday.cast("int64")
    band = ibis.ifelse(birth.isnull(), "unknown", _OLDEST)
    for upper, words in reversed(_AGE_BANDS):
        band = ibis.ifelse(age < upper, words, band)
    return band


def _stratum(table: ir.Table, columns: tuple[str, ...]) -> ir.StringValue:
    """The values, joined. The checks keep the separator out of them, so different strata have different names."""
    name = table[columns[0]]
    for column in columns[1:]:
        name = name + STRATUM_SEPARATOR + table[column]
    return name

"""The frame: each eligible person once, with one event drawn among that person's own."""

import ibis

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.hashing import keyed, with_hash
from aftercall.frames.layout import STRATUM_SEPARATOR
from aftercall.frames.rules import FrameRules

FRAME_FILE = "frame.parquet"
FRAME = {
    "person_id": "string",
    "crime_ref": "string",
    "victim_ref": "string",
    "reported_on": "date",
    "category": "string",
    "area": "string",
    "age_band": "string",
    "sex": "string",
    "stratum": "string",
    "events": "int64",
}
_BANDS = (
    (16, "under 16"),
    (25, "16 to 24"),
    (35, "25 to 34"),
    (45, "35 to 44"),
    (55, "45 to 54"),
    (65, "55 to 64"),
    (75, "65 to 74"),
)


def drawn_events(workspace: Workspace, told: Expression, rules: FrameRules, *, event_key: str) -> Expression:
    """One row a person of the frame: FRAME's columns and the record's own.

    The event is the first in the order of a keyed hash: it hangs on nothing but the key and the person's own records.
    """
    eligible = told.filter(told.reasons == 0)
    single = eligible.filter(~eligible.several).mutate(events=ibis.literal(1, "int64"))
    first = ibis.union(single, _first_events(workspace, eligible.filter(eligible.several), event_key))
    banded = first.mutate(age_band=_age_band(first.birth, first.reported_on))
    return workspace.name("drawn_event", banded.mutate(stratum=_stratum(banded, rules.strata)))


def _first_events(workspace: Workspace, eligible: Expression, event_key: str) -> Expression:
    identity = eligible.person_id + "|" + eligible.crime_ref + "|" + eligible.victim_ref
    hashed = with_hash(eligible, keyed(workspace, event_key, "event_key"), identity, "lot")
    place = ibis.row_number().over(group_by=hashed.person, order_by=[hashed.lot, hashed.copy])
    events = hashed.record.count().over(group_by=hashed.person)
    ranked = hashed.select("record", place=place, events=events)
    first = workspace.keep("first_event", ranked.filter(ranked.place == 0).drop("place"))
    return eligible.inner_join(first, "record")


def _age_band(birth: Expression, reported: Expression) -> Expression:
    """Whole years on the day of the report."""
    not_yet = (reported.month() * 100 + reported.day()) < (birth.month() * 100 + birth.day())
    age = reported.year() - birth.year() - not_yet.cast("int64")
    band = ibis.ifelse(birth.isnull(), "unknown", "75 and over")
    for upper, words in reversed(_BANDS):
        band = ibis.ifelse(age < upper, words, band)
    return band


def _stratum(table: Expression, columns: tuple[str, ...]) -> Expression:
    """The values side by side. The checks keep the separator out of them, so no two strata read alike."""
    text = table[columns[0]]
    for column in columns[1:]:
        text = text + STRATUM_SEPARATOR + table[column]
    return text

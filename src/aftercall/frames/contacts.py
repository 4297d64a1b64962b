"""What the release needs to reach the people of the frame: passed on in clear, row by row, and never written here."""

from collections.abc import Iterator, Mapping

import ibis
import ibis.expr.types as ir

from aftercall.frames.engine import Workspace
from aftercall.frames.expression_cache import cached_expressions
from aftercall.frames.phones import is_british
from aftercall.frames.recognition.match_keys import MATCH_KEYS, MatchKey
from aftercall.frames.recognition.suppression_keys import FURTHER_KEYS, HOUSEHOLD_KEYS

FIELDS = (
    "person_id",
    "crime_ref",
    "victim_ref",
    "title",
    "first_name",
    "last_name",
    "phone",
    "phone_alt",
    "language",
    "category",
    "offence_code",
    "area",
    "reported_on",
    "postcode",
)


# Lists of digests, by what they are for: to recognise the person in later extracts, what else the suppression list is
# compared with, and what it is compared with only for whole households.
DIGESTS: Mapping[str, tuple[MatchKey, ...]] = {
    "digests": MATCH_KEYS,
    "objection_digests": FURTHER_KEYS,
    "household_digests": HOUSEHOLD_KEYS,
}

# Columns of the layout that are needed here and not in a frame: those that records lack too, and all of them.
SHOWN = ("title", "first_name", "last_name", "language", "offence_code")
IN_CLEAR = (*SHOWN, "phone", "phone_alt", "postcode")


def contact_rows(
    workspace: Workspace, events: ir.Table, keys: ir.Table | None, *, numbers_abroad: bool
) -> Iterator[Mapping[str, str | None]]:
    """One mapping for each person of the frame: FIELDS, and DIGESTS of all the person's records, sorted, with ;.

    `phone` is the first usable number; `phone_alt` another one, or None. `numbers_abroad`: whether those are usable.
    `keys`: person_id, use and digest.
    """
    if not numbers_abroad:
        events = events.mutate(phone=_if_british(events.phone), phone_alt=_if_british(events.phone_alt))
    second = ibis.ifelse(events.phone.isnull(), ibis.null("string"), events.phone_alt.nullif(events.phone))
    first = ibis.coalesce(events.phone, events.phone_alt)
    rows = events.mutate(phone=first, phone_alt=second, reported_on=events.reported_on.cast("string"))
    rows = _with_digests(rows.select(*FIELDS), keys)
    for batch in workspace.stream(rows.order_by("person_id")):
        for row in batch:
            yield row | {use: ";".join(sorted((row[use] or "").split(";"))) for use in DIGESTS}


def _if_british(number: ir.StringValue) -> ir.StringValue:
    return ibis.ifelse(is_british(number), number, ibis.null("string"))


@cached_expressions
def _with_digests(rows: ir.Table, keys: ir.Table | None) -> ir.Table:
    if keys is None:
        return rows.mutate(**dict.fromkeys(DIGESTS, ibis.literal("")))
    distinct = keys.distinct()
    of_use = {use: ibis.ifelse(distinct.use == use, distinct.digest, ibis.null("string")) for use in DIGESTS}
    joined = distinct.group_by("person_id").agg(**{use: each.group_concat(sep=";") for use, each in of_use.items()})
    return rows.left_join(joined, "person_id").drop("person_id_right")

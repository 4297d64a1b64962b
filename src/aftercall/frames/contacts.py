"""What the release needs to reach the people of the frame: passed on in clear, row by row, and never written here."""

from collections.abc import Iterator, Mapping

import ibis
import ibis.expr.types as ir

from aftercall.frames.engine import Workspace
from aftercall.frames.phones import is_british

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
    "area",
    "reported_on",
    "postcode",
)


# Columns of the layout that are needed here and not in a frame: those that records lack too, and all of them.
SHOWN = ("title", "first_name", "last_name", "language")
IN_CLEAR = (*SHOWN, "phone", "phone_alt", "postcode")


def contact_rows(
    workspace: Workspace, events: ir.Table, keys: ir.Table | None, *, numbers_abroad: bool
) -> Iterator[Mapping[str, str | None]]:
    """One mapping for each person of the frame: FIELDS, and `digests`: of all the person's records, sorted, with ;.

    `phone` is the first usable number; `phone_alt` another one, or None. `numbers_abroad`: whether those are usable.
    `keys`: person_id and digest.
    """
    if not numbers_abroad:
        events = events.mutate(phone=_if_british(events.phone), phone_alt=_if_british(events.phone_alt))
    second = ibis.ifelse(events.phone.isnull(), ibis.null("string"), events.phone_alt.nullif(events.phone))
    first = ibis.coalesce(events.phone, events.phone_alt)
    rows = events.mutate(phone=first, phone_alt=second, reported_on=events.reported_on.cast("string"))
    rows = _with_digests(rows.select(*FIELDS), keys)
    for batch in workspace.stream(rows.order_by("person_id")):
        for row in batch:
            row["digests"] = ";".join(sorted(row["digests"].split(";"))) if row["digests"] else ""
            yield row


def _if_british(number: ir.StringValue) -> ir.StringValue:
    return ibis.ifelse(is_british(number), number, ibis.null("string"))


def _with_digests(rows: ir.Table, keys: ir.Table | None) -> ir.Table:
    if keys is None:
        return rows.mutate(digests=ibis.literal(""))
    distinct = keys.select("person_id", "digest").distinct()
    joined = distinct.group_by("person_id").agg(digests=distinct.digest.group_concat(sep=";"))
    return rows.left_join(joined, "person_id").drop("person_id_right")

"""What the release needs to reach the people of the frame: handed over in clear, row by row, never written."""

from collections.abc import Iterator, Mapping

import ibis

from aftercall.frames.engine import Expression, Workspace

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


# The columns of the layout that they need and a frame does not, as they are said and as they are.
SHOWN = ("title", "first_name", "last_name", "language")
IN_CLEAR = (*SHOWN, "phone", "phone_alt", "postcode")


def contact_rows(
    workspace: Workspace, drawn: Expression, keys: Expression | None
) -> Iterator[Mapping[str, str | None]]:
    """One mapping a person of the frame: FIELDS, and `digests`: of all the person's records, sorted, separated by ;.

    `phone` is the first usable number; `phone_alt` another one, or None. `keys`: person_id and digest.
    """
    second = ibis.ifelse(drawn.phone.isnull(), ibis.null("string"), drawn.phone_alt.nullif(drawn.phone))
    first = ibis.coalesce(drawn.phone, drawn.phone_alt)
    rows = drawn.mutate(phone=first, phone_alt=second, reported_on=drawn.reported_on.cast("string"))
    rows = _with_digests(rows.select(*FIELDS), keys)
    for block in workspace.stream(rows.order_by("person_id")):
        for row in block:
            row["digests"] = ";".join(sorted(row["digests"].split(";"))) if row["digests"] else ""
            yield row


def _with_digests(rows: Expression, keys: Expression | None) -> Expression:
    if keys is None:
        return rows.mutate(digests=ibis.literal(""))
    known = keys.select("person_id", "digest").distinct()
    joined = known.group_by("person_id").agg(digests=known.digest.group_concat(sep=";"))
    return rows.left_join(joined, "person_id").drop("person_id_right")

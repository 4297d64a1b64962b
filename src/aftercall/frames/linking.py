"""From keys to persons: which records share a key and do not contradict each other, and what they add up to."""

import ibis
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.keys import digest_text

# People of different names on one number or address: a hostel, a solicitor, a made-up number. It says not who it is.
CROWD = 12
_SAID = ("born", "sex", "forename", "surname", "names")
_UNSAID = ("unknown", "other")
_START = 3  # letters
_GENERATION = 14  # years


def with_person(workspace: Workspace, records: Expression, keys: Expression) -> Expression:
    """The records with a column `person`: a number that those of one person share, good for this run only."""
    links = workspace.fetch(_links(workspace, records, keys))
    size = workspace.number(records.record.max().fill_null(-1) + 1)
    labels = _components(links["a"].to_numpy(), links["b"].to_numpy(), size)
    rows = pa.table({"record": np.arange(size, dtype=np.int64), "person": labels.astype(np.int64)})
    return records.inner_join(workspace.hand_in("component", rows), "record")


def _components(a: np.ndarray, b: np.ndarray, size: int) -> np.ndarray:
    links = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(size, size))
    _, labels = connected_components(links, directed=False)
    return np.asarray(labels)


def _links(workspace: Workspace, records: Expression, keys: Expression) -> Expression:
    """Pairs (a, b) of records.

    Within a key, records that say the same of who somebody is are one group; each group is held against the others.
    That keeps the pairs few where one person has hundreds of records.
    """
    shared = workspace.keep("shared_key", _shared(ibis.union(_without_crowds(records, keys), _same_reference(records))))
    said = records.select("record", *_SAID, profile=_profile([records[name].cast("string") for name in _SAID]))
    member = workspace.keep("key_member", shared.inner_join(said, "record"))
    columns = {name: member[name].min() for name in _SAID}
    group = workspace.keep("key_group", member.group_by("block", "profile").agg(first=member.record.min(), **columns))
    within = member.inner_join(group, ["block", "profile"])
    pairs = within.select(a=within.record, b=within["first"])
    other = group.view()
    across = group.inner_join(other, [group.block == other.block, group["first"] < other["first"]])
    across = across.filter(_compatible(group, other))
    return ibis.union(
        pairs.filter(pairs.a != pairs.b), across.select(a=group["first"], b=other["first"]), distinct=True
    )


def _profile(columns: list[Expression]) -> Expression:
    return ibis.literal("").concat(*(column.fill_null("") + "|" for column in columns))


def _compatible(one: Expression, other: Expression) -> Expression:
    """A father and son, a couple of one initial, or strangers on one number share keys and are two.

    So birth dates must agree, but for a slip; where one is not known, both names must be alike; and where sexes differ,
    forenames must not.
    """
    sexes = (one.sex == other.sex) | one.sex.isin(_UNSAID) | other.sex.isin(_UNSAID)
    unknown = one.born.isnull() | other.born.isnull()
    births = _said(_births_agree(one.born, other.born)) | (
        _said(one.names == other.names) & _one_generation(one, other)
    )
    return ibis.ifelse(unknown, _names_alike(one, other), births) & (sexes | _said(one.forename == other.forename))


def _said(condition: Expression) -> Expression:
    return condition.fill_null(ibis.literal(value=False))


def _names_alike(one: Expression, other: Expression) -> Expression:
    starts = [one[name].substr(0, _START) == other[name].substr(0, _START) for name in ("forename", "surname")]
    return _said(one.names == other.names) | (_said(starts[0]) & _said(starts[1]))


def _births_agree(one: Expression, other: Expression) -> Expression:
    """Two of year, month and day agree, or day and month changed places."""
    year, month, day = one.year() == other.year(), one.month() == other.month(), one.day() == other.day()
    swapped = (one.month() == other.day()) & (one.day() == other.month())
    return (year & month) | (year & day) | (month & day) | (year & swapped)


def _one_generation(one: Expression, other: Expression) -> Expression:
    """People who share both names, and a number or a home, are a parent and a child or one person with a wrong date."""
    return _said((one.born.year() - other.born.year()).abs() < _GENERATION)


def _without_crowds(records: Expression, keys: Expression) -> Expression:
    carried = keys.filter(keys.carrier.notnull()).inner_join(records.select("record", "names"), "record")
    crowds = carried.group_by("carrier").agg(people=carried.names.nunique())
    lonely = keys.anti_join(crowds.filter(crowds.people > CROWD), "carrier")
    return lonely.select("record", block=digest_text(lonely))


def _same_reference(records: Expression) -> Expression:
    named = records.filter(records.crime_ref.notnull() & records.victim_ref.notnull())
    return named.select("record", block="reference|" + named.crime_ref + "|" + named.victim_ref)


def _shared(keys: Expression) -> Expression:
    holders = keys.group_by("block").agg(holders=keys.record.nunique())
    return keys.semi_join(holders.filter(holders.holders > 1), "block")

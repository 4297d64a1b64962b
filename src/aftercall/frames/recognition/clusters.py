"""From weighed pairs to persons. Links add up: whoever is linked to one of a person's profiles is that person.

Unless others speak against it. Where a chain of links joins two profiles that were looked at and found to be of two
people, its profiles are taken together one by one, the best links first, and two groups become one only if all that is
known of their pairs, summed up, speaks for one person.
"""

from collections import defaultdict
from dataclasses import dataclass
from importlib import import_module
from threading import Thread
from typing import Self

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.hashing import digest_of
from aftercall.frames.recognition.evidence import ENOUGH_HOUSEHOLD, ENOUGH_STRANGER
from aftercall.frames.recognition.profiles import IDENTITY

_STRONGEST = 12  # points that one pair can bring into a sum
CERTAIN = 1_000  # the weight of what was decided elsewhere: by a reference or by the researcher
AGAINST = -5  # from here on a pair speaks against a chain that joins it

type Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """Pairs of profiles, and what speaks for (above 0) or against (below) each being one person: shape (pairs,)."""

    a: Ids
    b: Ids
    weight: Ids

    @classmethod
    def of(cls, rows: pa.Table) -> Self:
        return cls(*(rows[name].to_numpy().astype(np.int64) for name in ("a", "b", "weight")))

    def where(self, chosen: NDArray[np.bool_]) -> "Pairs":
        return Pairs(self.a[chosen], self.b[chosen], self.weight[chosen])


def load_early() -> None:
    """Load the library of graphs beside the engine's reading: it takes most of a second."""
    Thread(target=import_module, args=("scipy.sparse.csgraph",), daemon=True).start()


def weights(evidence: Expression) -> Expression:
    """The evidence as a, b, weight: beyond both limits it links; what falls short of the household's speaks against.

    What is merely too little to tell from a stranger says nothing.
    """
    short = evidence.household - ENOUGH_HOUSEHOLD
    beyond = ibis.least(short, evidence.stranger - ENOUGH_STRANGER)
    links = ibis.least(beyond, _STRONGEST) + 1
    against = ibis.greatest(ibis.least(short, 0), -_STRONGEST)
    return evidence.select("a", "b", weight=ibis.ifelse(beyond >= 0, links, against).cast("int64"))


def persons(workspace: Workspace, records: Expression, weighed: Expression, name: str) -> Expression:
    """record, person: of the profiles that are one person with another and not its first; the table is called `name`.

    A person is the lowest record number.

    `weighed`: a, b, weight; each pair once.
    """
    pairs = Pairs.of(workspace.fetch(weighed.filter(weighed.weight != 0)))
    links = pairs.where(pairs.weight > 0)
    profiles, ends = np.unique(np.concatenate([links.a, links.b]), return_inverse=True)
    person = _lowest(profiles, _components(ends, len(profiles)))
    doubted = _contested(pairs, profiles, person)
    if len(doubted):
        inside = np.isin(person, doubted)
        person[inside] = _one_by_one(pairs, profiles[inside], _names(workspace, records, profiles[inside]))
    moved = profiles != person
    return workspace.hand_in(name, pa.table({"record": profiles[moved], "person": person[moved]}))


def _components(ends: Ids, size: int) -> Ids:
    from scipy.sparse import coo_array  # noqa: PLC0415 - see `load_early`
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    a, b = ends[: len(ends) // 2], ends[len(ends) // 2 :]
    links = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(size, size))
    return np.asarray(connected_components(links, directed=False)[1], np.int64)


def _lowest(profiles: Ids, group: Ids) -> Ids:
    """For each profile the first of its group; `profiles` are in order."""
    _, first, numbered = np.unique(group, return_index=True, return_inverse=True)
    return profiles[first][numbered]


def _contested(pairs: Pairs, profiles: Ids, person: Ids) -> Ids:
    """The persons that hold a pair which speaks clearly against it."""
    against = pairs.where(pairs.weight <= AGAINST)
    one, other = (_looked_up(ids, profiles, person) for ids in (against.a, against.b))
    return np.unique(one[(one == other) & (one >= 0)])


def _looked_up(ids: Ids, profiles: Ids, values: Ids) -> Ids:
    """The value beside each id, -1 where there is none."""
    if not len(profiles):
        return np.full(len(ids), -1)
    place = np.minimum(np.searchsorted(profiles, ids), len(profiles) - 1)
    return np.where(profiles[place] == ids, values[place], -1)


def _names(workspace: Workspace, records: Expression, profiles: Ids) -> list[str]:
    """A text for each profile that hangs on nothing but what it says, to put equal links into an order."""
    wanted = workspace.hand_in("contested", pa.table({"record": profiles}))
    said = records.semi_join(wanted, "record")
    digests = said.select("record", digest=digest_of([said[name] for name in (*IDENTITY, "crime_ref", "victim_ref")]))
    return [str(text) for text in workspace.fetch(digests.order_by("record"))["digest"].to_pylist()]


def _one_by_one(pairs: Pairs, profiles: Ids, names: list[str]) -> Ids:
    """The person of each of the contested profiles (in order)."""
    at = {int(profile): place for place, profile in enumerate(profiles)}
    inside = pairs.where(np.isin(pairs.a, profiles) & np.isin(pairs.b, profiles))
    known = [
        (at[a], at[b], w) for a, b, w in zip(inside.a.tolist(), inside.b.tolist(), inside.weight.tolist(), strict=True)
    ]
    groups = _Groups(len(profiles), known)
    for one, other, _ in sorted(
        (link for link in known if link[2] > 0),
        key=lambda link: (-link[2], *sorted((names[link[0]], names[link[1]]))),
    ):
        groups.join(one, other)
    return _lowest(profiles, np.array([groups.of(place) for place in range(len(profiles))], np.int64))


class _Groups:
    """Groups of places, and for each pair of groups the sum of what is known of their pairs."""

    def __init__(self, size: int, known: list[tuple[int, int, int]]) -> None:
        self._parent = list(range(size))
        self._sums: defaultdict[int, dict[int, int]] = defaultdict(dict)
        for one, other, weight in known:
            self._sums[one][other] = self._sums[other][one] = weight

    def of(self, place: int) -> int:
        """The group that a place is in."""
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def join(self, one: int, other: int) -> None:
        """Make the groups of two places one, if the sum speaks for it."""
        one, other = self.of(one), self.of(other)
        if one == other or self._sums[one].get(other, 0) <= 0:
            return
        self._parent[other] = one
        for third, weight in self._sums.pop(other).items():
            del self._sums[third][other]
            if third != one:
                total = self._sums[one].get(third, 0) + weight
                self._sums[one][third] = self._sums[third][one] = total

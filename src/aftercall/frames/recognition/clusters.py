"""From weighed pairs to persons. Links are transitive: a profile linked to one of a person's belongs to that person.

The exception is a chain of links that joins two profiles which, compared directly, are of two people. Its profiles are
then clustered one link at a time, the strongest first, and two clusters are merged only if the sum of the weights
between them is positive.
"""

from collections import defaultdict
from dataclasses import dataclass
from importlib import import_module
from threading import Thread
from typing import Self

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aftercall.frames.engine import Workspace
from aftercall.frames.expression_cache import cached_expressions
from aftercall.frames.hashing import row_digest
from aftercall.frames.recognition.evidence import HOUSEHOLD_THRESHOLD, STRANGER_THRESHOLD
from aftercall.frames.recognition.profiles import IDENTITY

_MAX_WEIGHT = 12  # that one pair can add to a sum
CERTAIN_WEIGHT = 1_000  # of a match that was decided elsewhere: by a reference or by the researcher
CONFLICT_WEIGHT = -5  # at this weight or below, a pair is in conflict with a chain that joins it

type Ids = NDArray[np.int64]


@dataclass(frozen=True)
class WeightedPairs:
    """Pairs of profiles with a weight for (above 0) or against (below 0) one person: arrays of shape (pairs,)."""

    a: Ids
    b: Ids
    weight: Ids

    @classmethod
    def of(cls, rows: pa.Table) -> Self:
        return cls(*(rows[name].to_numpy().astype(np.int64) for name in ("a", "b", "weight")))

    def where(self, chosen: NDArray[np.bool_]) -> "WeightedPairs":
        return WeightedPairs(self.a[chosen], self.b[chosen], self.weight[chosen])


def preload_graph_library() -> None:
    """Load scipy's graph library in a thread while the engine reads: it takes most of a second."""
    Thread(target=import_module, args=("scipy.sparse.csgraph",), daemon=True).start()


@cached_expressions
def link_weights(evidence: ir.Table) -> ir.Table:
    """a, b, weight. A pair at or above both thresholds is linked; one below the household threshold counts against.

    A pair that only falls short of the stranger threshold has weight 0: it says too little.
    """
    household = evidence.household - HOUSEHOLD_THRESHOLD
    margin = ibis.least(household, evidence.stranger - STRANGER_THRESHOLD)
    link = ibis.least(margin, _MAX_WEIGHT) + 1
    against = ibis.greatest(ibis.least(household, 0), -_MAX_WEIGHT)
    return evidence.select("a", "b", weight=ibis.ifelse(margin >= 0, link, against).cast("int64"))


def cluster_persons(workspace: Workspace, records: ir.Table, weighed: ir.Table, name: str) -> ir.Table:
    """record, person, of each profile that is the same person as an earlier one; the table is called `name`.

    A person is identified by the lowest record number. `weighed`: a, b, weight; each pair once.
    """
    pairs = WeightedPairs.of(workspace.fetch(weighed.filter(weighed.weight != 0)))
    links = pairs.where(pairs.weight > 0)
    profiles, ends = np.unique(np.concatenate([links.a, links.b]), return_inverse=True)
    person = _lowest(profiles, _components(ends, len(profiles)))
    conflicting = _conflicting(pairs, profiles, person)
    if len(conflicting):
        inside = np.isin(person, conflicting)
        digests = _content_digests(workspace, records, profiles[inside])
        person[inside] = _cluster_stepwise(pairs, profiles[inside], digests)
    moved = profiles != person
    return workspace.register_arrow(name, pa.table({"record": profiles[moved], "person": person[moved]}))


def _components(ends: Ids, size: int) -> Ids:
    from scipy.sparse import coo_array  # noqa: PLC0415 - see `preload_graph_library`
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    a, b = ends[: len(ends) // 2], ends[len(ends) // 2 :]
    links = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(size, size))
    return np.asarray(connected_components(links, directed=False)[1], np.int64)


def _lowest(profiles: Ids, cluster: Ids) -> Ids:
    """For each profile the lowest of its cluster; `profiles` are in ascending order."""
    _, first, numbered = np.unique(cluster, return_index=True, return_inverse=True)
    return profiles[first][numbered]


def _conflicting(pairs: WeightedPairs, profiles: Ids, person: Ids) -> Ids:
    """The persons that contain a pair with a conflicting weight."""
    against = pairs.where(pairs.weight <= CONFLICT_WEIGHT)
    one, other = (_looked_up(ids, profiles, person) for ids in (against.a, against.b))
    return np.unique(one[(one == other) & (one >= 0)])


def _looked_up(ids: Ids, profiles: Ids, values: Ids) -> Ids:
    """The value for each id, -1 where there is none."""
    if not len(profiles):
        return np.full(len(ids), -1)
    place = np.minimum(np.searchsorted(profiles, ids), len(profiles) - 1)
    return np.where(profiles[place] == ids, values[place], -1)


def _content_digests(workspace: Workspace, records: ir.Table, profiles: Ids) -> list[str]:
    """A digest of each profile's content, to put equal links into an order that does not depend on the input's."""
    wanted = workspace.register_arrow("conflicting", pa.table({"record": profiles}))
    content = records.semi_join(wanted, "record")
    columns = [content[name] for name in (*IDENTITY, "crime_ref", "victim_ref")]
    digests = content.select("record", digest=row_digest(columns))
    return [str(text) for text in workspace.fetch(digests.order_by("record"))["digest"].to_pylist()]


def _cluster_stepwise(pairs: WeightedPairs, profiles: Ids, digests: list[str]) -> Ids:
    """The person of each of these profiles (in ascending order)."""
    index = {int(profile): at for at, profile in enumerate(profiles)}
    inside = pairs.where(np.isin(pairs.a, profiles) & np.isin(pairs.b, profiles))
    rows = zip(inside.a.tolist(), inside.b.tolist(), inside.weight.tolist(), strict=True)
    known = [(index[a], index[b], weight) for a, b, weight in rows]
    clusters = _Clusters(len(profiles), known)
    for one, other, _ in sorted(
        (link for link in known if link[2] > 0),
        key=lambda link: (-link[2], *sorted((digests[link[0]], digests[link[1]]))),
    ):
        clusters.merge(one, other)
    return _lowest(profiles, np.array([clusters.of(at) for at in range(len(profiles))], np.int64))


class _Clusters:
    """Clusters of profiles (by index), and for each pair of clusters the sum of the weights between them."""

    def __init__(self, size: int, known: list[tuple[int, int, int]]) -> None:
        self._parent = list(range(size))
        self._sums: defaultdict[int, dict[int, int]] = defaultdict(dict)
        for one, other, weight in known:
            self._sums[one][other] = self._sums[other][one] = weight

    def of(self, index: int) -> int:
        """The cluster of a profile."""
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index

    def merge(self, one: int, other: int) -> None:
        """Merge the clusters of two profiles if the sum between them is positive."""
        one, other = self.of(one), self.of(other)
        if one == other or self._sums[one].get(other, 0) <= 0:
            return
        self._parent[other] = one
        for third, weight in self._sums.pop(other).items():
            del self._sums[third][other]
            if third != one:
                total = self._sums[one].get(third, 0) + weight
                self._sums[one][third] = self._sums[third][one] = total

"""What those who answered a consultation said about themselves, kept in memory from one look at it to the next.

Only how many people said what is kept: nothing of who they are or what they answered, and never on disk. It is
read again once anybody has answered, changed or deleted something: the sealed texts are then different.
"""

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock

from aftercall.consultations import queries
from aftercall.consultations.demographics import categories_of
from aftercall.consultations.keys import open_about
from aftercall.consultations.models import Consultation, Response
from aftercall.core import vault

# Each person's category by characteristic. People who said the same share one mapping, so the order says nothing.
type People = Sequence[Mapping[str, str]]

_KEPT = 8
_cache: OrderedDict[int, tuple[str, People]] = OrderedDict()
_lock = Lock()


def people_of(consultation: Consultation) -> People:
    """What everybody who has answered by now said about themselves."""
    with _lock:
        stamp = _stamp(consultation)
        kept = _cache.pop(consultation.pk, None)
        people = kept[1] if kept and kept[0] == stamp else _read(consultation)
        _cache[consultation.pk] = (stamp, people)
        while len(_cache) > _KEPT:
            _cache.popitem(last=False)
        return people


def _stamp(consultation: Consultation) -> str:
    """A digest of everything that is sealed. It changes whenever something is sealed again."""
    digest = hashlib.sha256(",".join(area.code for area in consultation.listed_areas).encode())
    for key, sealed in queries.submitted(consultation).values_list("pk", "sealed_about").iterator():
        digest.update(b"%d:%d:" % (key, len(sealed)) + bytes(sealed))
    return digest.hexdigest()


def _read(consultation: Consultation) -> People:
    keys, areas = vault.keys_of_rings(), consultation.listed_areas
    columns = ("reference", "ring", "slot", "about_ring", "about_slot", "sealed_about")
    rows = queries.submitted(consultation).only(*columns).iterator()
    counting = (one for one in rows if _counts(one, keys))
    said = Counter(tuple(categories_of(open_about(one, keys), areas).items()) for one in counting)
    return [about for pairs, count in sorted(said.items()) for about in [dict(pairs)] * count]


def _counts(response: Response, keys: vault.KeyReader) -> bool:
    """Not where the answers have been deleted, which a restored database may have forgotten."""
    try:
        return bool(keys(response.ring, response.slot))
    except vault.NoSuchKey:
        return False

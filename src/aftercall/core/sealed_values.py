"""Whether everything that is encrypted opens, or has a tombstone, and nothing that was erased opens.

Each room names what it has encrypted (`sealed.py`); the table of all is `config/doctor.py`. A million values take less
than a minute, because each key ring is opened once.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from aftercall.core import vault
from aftercall.core.commands import command
from aftercall.core.models import KeyTombstone
from aftercall.core.words import counted

CHUNK = 10_000  # how many rows a room reads at a time
_NONCE_LENGTH = 12
_DESTROY = f"Run '{command('doctor --destroy-erased')}'"
# How many key rings are kept open: calls and answers of all waves in fieldwork come in one order.
CACHED_RINGS = 64


# A key that was destroyed: its ring and slot, or no slot for the whole ring.
type Tombstone = tuple[str, int | None]


class SealedValue(NamedTuple):
    """One encrypted value: the key it needs, what it is bound to, and whose it is, as in "case 2345"."""

    ring: str
    slot: int
    context: str
    sealed: bytes
    owner: str


@dataclass(frozen=True)
class SealedKind:
    """Values of one kind, and what they are in the plural, as in "contact details". Values of one ring should come one
    after another."""

    title: str
    values: Callable[[], Iterable[SealedValue]]


class ErasedRing(NamedTuple):
    """A key ring that must be gone, and why, as in "release of victims-2025-01: retention has ended"."""

    ring: str
    why: str


class _Fault(Enum):
    NO_KEY = (
        "cannot be opened, and no tombstone says that they were erased",
        "Put back the folder in AFTERCALL_KEYS that belongs to this database",
    )
    OTHER_KEY = (
        "do not open with their keys",
        "Put back the database and the folder in AFTERCALL_KEYS that belong together",
    )
    ERASED = (
        "can be opened although a tombstone says that they were erased",
        _DESTROY,
    )


@dataclass
class SealedCheck:
    """What a check of all encrypted values found."""

    opened: int = 0
    erased: int = 0
    _faults: Counter[tuple[str, _Fault]] = field(default_factory=Counter)
    _first: dict[tuple[str, _Fault], str] = field(default_factory=dict)

    @property
    def findings(self) -> list[str]:
        """One line for each kind of value and fault."""
        return [
            f"{title[:1].upper()}{title[1:]}: {count:,} {fault.value[0]}, first those of {self._first[title, fault]}. "
            f"{fault.value[1]}"
            for (title, fault), count in self._faults.items()
        ]

    def add(self, kind: SealedKind, value: SealedValue, fault: _Fault) -> None:
        """Note that something is wrong with a value."""
        self._faults[kind.title, fault] += 1
        self._first.setdefault((kind.title, fault), value.owner)


def check_sealed_values(kinds: Sequence[SealedKind], forgotten: Collection[Tombstone] = ()) -> SealedCheck:
    """Open every encrypted value with its key, without looking at what is in it. forgotten: the tombstones that a
    restored database does not have yet."""
    check, tombstones, ring_keys = SealedCheck(), _Tombstones(forgotten), lru_cache(CACHED_RINGS)(_ring_keys)
    for kind in kinds:
        for value in kind.values():
            keys = ring_keys(value.ring)
            key = keys[value.slot] if value.slot < len(keys) else None
            if key is None and tombstones.has(value.ring, value.slot):
                check.erased += 1
            elif key is None:
                check.add(kind, value, _Fault.NO_KEY)
            elif not _opens(key, value):
                check.add(kind, value, _Fault.OTHER_KEY)
            elif tombstones.had(value.ring, value.slot):
                check.add(kind, value, _Fault.ERASED)
            else:
                check.opened += 1
    return check


class _Tombstones:
    """The tombstones, as they were before the keys are looked at."""

    def __init__(self, forgotten: Collection[Tombstone]) -> None:
        self._known = set(KeyTombstone.objects.values_list("ring", "slot").iterator())
        self._forgotten = set(forgotten)

    def had(self, ring: str, slot: int) -> bool:
        return (ring, slot) in self._known or (ring, None) in self._known

    def has(self, ring: str, slot: int) -> bool:
        """Whether there is one now: someone may have objected since, or the database has forgotten it."""
        return self.had(ring, slot) or any(
            (ring, found) in self._forgotten or KeyTombstone.objects.filter(ring=ring, slot=found).exists()
            for found in (slot, None)
        )


def _ring_keys(ring: str) -> list[bytes | None]:
    try:
        return vault.open_ring(ring)
    except vault.InvalidTag:
        return []


def _opens(key: bytes, value: SealedValue) -> bool:
    sealed = value.sealed
    try:
        AESGCM(key).decrypt(sealed[:_NONCE_LENGTH], sealed[_NONCE_LENGTH:], value.context.encode())
    except (vault.InvalidTag, ValueError):
        return False
    return True


def check_erased_keys(erased: Iterable[ErasedRing]) -> Iterator[str]:
    """One line for the keys that have a tombstone and exist, and one for each ring that must be gone."""
    existing = list(keys_with_tombstones())
    if existing:
        yield (
            f"{counted(len(existing), 'key has', 'keys have')} a tombstone and can still be used, first in "
            f"{existing[0].ring}. {_DESTROY}"
        )
    with_tombstone = {tombstone.ring for tombstone in existing}
    for ring, why in erased:
        if ring not in with_tombstone and vault.ring_exists(ring):
            yield f"{why}, but its keys can still be used. {_DESTROY}"


def keys_with_tombstones() -> Iterator[KeyTombstone]:
    """The tombstones whose key still exists, or exists again because a copy of the keys was put back."""
    ring_keys = lru_cache(CACHED_RINGS)(_ring_keys)
    for tombstone in KeyTombstone.objects.order_by("ring", "slot").iterator():
        if tombstone.slot is None:
            exists = vault.ring_exists(tombstone.ring)
        else:
            keys = ring_keys(tombstone.ring)
            exists = tombstone.slot < len(keys) and keys[tombstone.slot] is not None
        if exists:
            yield tombstone

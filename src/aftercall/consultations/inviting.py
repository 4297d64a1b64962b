"""Drawing addresses at random from a list, by a draw that anybody with the list can verify: each address gets a
keyed random number, and those with the lowest numbers are drawn. Pure: no database."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aftercall.core.list_files import ListRefused, Mistake, numbered_rows
from aftercall.frames.draw import commit
from aftercall.frames.hashing import key_text, keyed_hash

COLUMNS = ("address_ref", "line1", "line2", "town", "postcode")
_PURPOSE = "consultation addresses"


@dataclass(frozen=True)
class Address:
    """One address. reference: unique in the list, such as a UPRN."""

    reference: str
    lines: tuple[str, ...]

    @property
    def key(self) -> str:
        """What it is drawn by: only its reference, so that the spelling of an address changes nothing."""
        return self.reference


def read_addresses(content: bytes, file: str) -> list[Address]:
    """The addresses of a CSV file with the columns of COLUMNS. Raises ListRefused, with every row to correct."""
    rows = list(numbered_rows(content, file))
    if not rows or tuple(name.lower() for name in rows[0][1]) != COLUMNS:
        raise ListRefused(file, [Mistake(1, "", f"the first row must be {','.join(COLUMNS)}")])
    found, mistakes, seen = [], list[Mistake](), set[str]()
    for number, cells in rows[1:]:
        if not any(cells):
            continue
        if len(cells) != len(COLUMNS):
            mistakes.append(Mistake(number, "", f"has {len(cells)} values; there must be {len(COLUMNS)}"))
        elif not cells[0] or not cells[1]:
            mistakes.append(Mistake(number, COLUMNS[0] if not cells[0] else COLUMNS[1], "enter a value"))
        elif cells[0] in seen:
            mistakes.append(Mistake(number, COLUMNS[0], "is in the list before; leave one out"))
        else:
            seen.add(cells[0])
            found.append(Address(cells[0], tuple(filter(None, cells[1:]))))
    if mistakes:
        raise ListRefused(file, mistakes)
    return found


def draw(addresses: Sequence[Address], *, size: int, seed: bytes) -> list[Address]:
    """A simple random sample without replacement, in random order. size: at most the number of addresses."""
    key = key_text(seed, _PURPOSE)
    return sorted(addresses, key=lambda one: (keyed_hash(key, one.key), one.key))[:size]


def certificate(addresses: Sequence[Address], drawn: Sequence[Address], *, seed: bytes) -> dict[str, Any]:
    """What anybody needs to verify a draw, beside the list itself."""
    return {
        "format": "aftercall address sample 1",
        "method": "simple random sample: the lowest SHA-256 of key, reference and line end; the key is SHA-256 of "
        f"'{_PURPOSE}|' and the seed",
        "seed_commitment": commit(seed),
        "seed": seed.hex(),
        "addresses": len(addresses),
        "sample": len(drawn),
        "list_digest": digest(addresses),
        "sample_digest": digest(drawn),
    }


def digest(addresses: Sequence[Address]) -> str:
    """SHA-256, hex, of the references in alphabetical order, one a line."""
    return hashlib.sha256(
        "".join(f"{one.key}\n" for one in sorted(addresses, key=lambda a: a.key)).encode()
    ).hexdigest()


def verifies(given: dict[str, Any], addresses: Sequence[Address]) -> bool:
    """Whether a certificate is correct for this list."""
    seed = bytes.fromhex(given["seed"])
    drawn = draw(addresses, size=given["sample"], seed=seed)
    return given == certificate(addresses, drawn, seed=seed)

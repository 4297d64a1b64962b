"""The certificate of a panel: everything, apart from the pool, that is needed to draw it again and get the same
people."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

import aftercall
from aftercall.errors import BadInput
from aftercall.frames.exact import whole_number
from aftercall.frames.rules import digest
from aftercall.methods.arrays import MethodError
from aftercall.methods.sortition import Candidate, PanelRules, Quota, panel_rules, remaining, without
from aftercall.methods.sortition_lottery import TICKETS, Lottery, draw_panel, lottery

FORMAT = "aftercall-panel-1"
# The first draw of a panel, and those of replacements.
MOST_DRAWS = 100


@dataclass(frozen=True)
class PanelCertificate:
    """Digests are SHA-256 in hex. stay: people of an earlier draw who stay on the panel; gone: those who declined, and
    are not drawn again. drawn: the people this draw added. The panel is stay and drawn."""

    format: str
    code_version: str
    seed_commitment: str
    seed: str
    size: int
    quotas: tuple[Quota, ...]
    pool: int
    pool_digest: str
    stay: tuple[str, ...]
    gone: tuple[str, ...]
    lottery: Lottery
    smallest_chance: str
    largest_chance: str
    drawn: tuple[str, ...]

    @property
    def panel(self) -> tuple[str, ...]:
        """Everybody on the panel, by reference."""
        return tuple(sorted((*self.stay, *self.drawn)))

    def to_mapping(self) -> dict[str, Any]:
        """The content of the certificate's file."""
        return asdict(self)

    def to_text(self) -> str:
        """The content of the certificate's file as text."""
        return json.dumps(self.to_mapping(), indent=2, ensure_ascii=False) + "\n"

    def digest(self) -> str:
        """SHA-256, hex, of the content, whatever the layout of its file."""
        return digest(json.loads(self.to_text()))

    @classmethod
    def from_bytes(cls, content: bytes, where: str) -> Self:
        """From the bytes of a file that is not trusted. where: named in an error. Errors: BadInput."""
        try:
            return cls._from_mapping(json.loads(content))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise BadInput(f"{where}: is not a certificate in the format {FORMAT}") from None

    @classmethod
    def _from_mapping(cls, entries: Mapping[str, Any]) -> Self:
        if entries["format"] != FORMAT or set(entries) != {field.name for field in fields(cls)}:
            raise ValueError(FORMAT)
        bytes.fromhex(entries["seed"])
        values: dict[str, Any] = {field.name: str(entries[field.name]) for field in fields(cls) if field.type is str}
        values |= {name: _count(entries[name]) for name in ("size", "pool")}
        values |= {name: tuple(str(one) for one in entries[name]) for name in ("stay", "gone", "drawn")}
        values["quotas"] = tuple(
            Quota(str(q["feature"]), str(q["value"]), _count(q["low"]), _count(q["high"])) for q in entries["quotas"]
        )
        drawn_from = entries["lottery"]
        values["lottery"] = Lottery(
            tuple(tuple(_count(n) for n in row) for row in drawn_from["compositions"]),
            tuple(_count(n) for n in drawn_from["tickets"]),
        )
        return cls(**values)


def _count(value: object) -> int:
    """A number that a certificate can have. Errors: TypeError, ValueError."""
    number = whole_number(value)
    if not 0 <= number <= TICKETS:
        raise ValueError(number)
    return number


def commitment(seed: bytes) -> str:
    """What may be published before the draw: SHA-256 of the seed, hex."""
    return hashlib.sha256(seed).hexdigest()


def seed_of_draw(secret: bytes, draw: int) -> bytes:
    """The seed of a draw, 0 for the first and at most MOST_DRAWS - 1: the SHA-256 of the seed of the next draw.

    So the commitment to the first seed commits to all of them, and whoever knows a seed cannot foresee the next one.
    """
    seed = secret
    for _ in range(MOST_DRAWS - draw):
        seed = hashlib.sha256(seed).digest()
    return seed


def pool_digest(pool: Sequence[Candidate]) -> str:
    """SHA-256, hex, of the people of a pool, whatever their order."""
    return digest([asdict(person) for person in sorted(pool, key=lambda person: person.reference)])


def certified_panel(
    pool: Sequence[Candidate],
    quotas: Sequence[Quota],
    size: int,
    seed: bytes,
    *,
    stay: Sequence[str] = (),
    gone: Sequence[str] = (),
) -> PanelCertificate:
    """Draw a panel, or replacements for those who have left one. Errors: BadInput, in one line."""
    try:
        rules = rules_of(pool, quotas, size, stay=stay, gone=gone)
        chosen_from = lottery(rules)
    except MethodError as error:
        raise BadInput(str(error)) from None
    chances = chosen_from.chances(rules).values()
    return PanelCertificate(
        format=FORMAT,
        code_version=aftercall.__version__,
        seed_commitment=commitment(seed),
        seed=seed.hex(),
        size=size,
        quotas=tuple(quotas),
        pool=len(pool),
        pool_digest=pool_digest(pool),
        stay=tuple(sorted(stay)),
        gone=tuple(sorted(gone)),
        lottery=chosen_from,
        smallest_chance=str(min(chances)),
        largest_chance=str(max(chances)),
        drawn=draw_panel(rules, chosen_from, seed),
    )


def rules_of(
    pool: Sequence[Candidate], quotas: Sequence[Quota], size: int, *, stay: Sequence[str], gone: Sequence[str]
) -> PanelRules:
    """The rules for those who can be drawn. Raises MethodError."""
    rest = without(pool, stay=stay, gone=gone)
    return panel_rules(rest, remaining(quotas, pool, stay), size - len(stay))

"""The lottery over panels: from chances and a seed to a panel, by nothing but SHA-256.

Each composition has whole tickets, TICKETS in all. The seed gives one ticket, and then the order in which people of a
kind are taken. Anybody can draw again: `printf '%s' 'SEED|ticket' | sha256sum`, the hexadecimal number modulo TICKETS.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from aftercall.methods.arrays import FloatArray
from aftercall.methods.sortition import PanelRules
from aftercall.methods.sortition_leximin import FairChances, leximin

TICKETS = 10**9


@dataclass(frozen=True)
class Lottery:
    """compositions: people of each kind, in the order of the rules' kinds. tickets: of each composition."""

    compositions: tuple[tuple[int, ...], ...]
    tickets: tuple[int, ...]

    def chances(self, rules: PanelRules) -> dict[str, Fraction]:
        """Each person's exact chance, by reference."""
        found: dict[str, Fraction] = {}
        for place, kind in enumerate(rules.kinds):
            taken = sum(t * c[place] for t, c in zip(self.tickets, self.compositions, strict=True))
            found |= dict.fromkeys(kind.members, Fraction(taken, TICKETS * len(kind.members)))
        return found


def lottery(rules: PanelRules) -> Lottery:
    """The lottery with chances as equal as the rules allow."""
    return lottery_of(leximin(rules))


def lottery_of(fair: FairChances) -> Lottery:
    """The lottery that gives these chances, to a billionth."""
    tickets = _whole(fair.probabilities)
    pairs = sorted(
        (tuple(int(x) for x in row), ticket)
        for row, ticket in zip(fair.compositions.tolist(), tickets, strict=True)
        if ticket
    )
    return Lottery(tuple(row for row, _ in pairs), tuple(ticket for _, ticket in pairs))


def draw_panel(rules: PanelRules, chosen_from: Lottery, seed: bytes) -> tuple[str, ...]:
    """The panel of this seed, in the order of references."""
    composition = drawn_composition(chosen_from, seed)
    panel: list[str] = []
    for home in range(len(rules.households)):
        wanted = {place: composition[place] for place, kind in enumerate(rules.kinds) if kind.household == home}
        panel += _people(rules, wanted, seed)
    return tuple(sorted(panel))


def drawn_composition(chosen_from: Lottery, seed: bytes) -> tuple[int, ...]:
    """The composition whose ticket the seed gives."""
    ticket = int(_hash(seed, "ticket"), 16) % TICKETS
    passed = 0
    for composition, tickets in zip(chosen_from.compositions, chosen_from.tickets, strict=True):
        passed += tickets
        if ticket < passed:
            return composition
    raise AssertionError("the tickets do not add up")


def _people(rules: PanelRules, wanted: Mapping[int, int], seed: bytes) -> list[str]:
    """So many people of each kind, each of another household of one composition: households in the order of their
    hashes, and from each the member of the kind whose hash comes first."""
    homes: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for place in wanted:
        for reference in rules.kinds[place].members:
            homes[rules.household_of[reference]][place].append(reference)
    order = sorted(homes, key=lambda home: _hash(seed, home))
    places = [place for place, count in wanted.items() for _ in range(count)]
    return [
        min(homes[home][place], key=lambda reference: _hash(seed, f"person {reference}"))
        for home, place in zip(order, places, strict=False)
    ]


def _hash(seed: bytes, text: str) -> str:
    return hashlib.sha256(f"{seed.hex()}|{text}".encode()).hexdigest()


def _whole(probabilities: FloatArray) -> Sequence[int]:
    """Whole tickets by largest remainder."""
    exact = probabilities * TICKETS
    whole = np.floor(exact).astype(np.int64)
    rest = int(TICKETS - whole.sum())
    for place in np.argsort(-(exact - whole), kind="stable")[:rest]:
        whole[place] += 1
    return [int(ticket) for ticket in whole]

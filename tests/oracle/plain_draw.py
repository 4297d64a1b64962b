"""The draw once more, as plainly as it can be written: a slow twin in Python, without an engine."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor

from aftercall.frames.allocation import allocate, expectations
from aftercall.frames.design import SampleDesign, Selection
from aftercall.frames.hashing import keyed_hash

type Person = Mapping[str, str]


def plain_draw(people: Sequence[Person], *, seed: bytes, permanent: bytes, design: SampleDesign) -> set[str]:
    """The person_ids that are drawn. A person has person_id, stratum, and the columns of the implicit order."""
    strata: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        strata[person["stratum"]].append(person)
    populations = {name: len(members) for name, members in strata.items()}
    drawn: set[str] = set()
    for part in allocate(populations, expectations(populations, design), seed=seed):
        members = strata[part.stratum]
        if design.selection is Selection.SYSTEMATIC:
            members = sorted(members, key=lambda p: ([p[c] for c in design.order], _number(permanent, p)))
            drawn |= _passing(members, part.probability, part.reached)
        else:
            members = sorted(members, key=lambda p: (_after(design.start, _number(permanent, p)), p["person_id"]))
            drawn |= {person["person_id"] for person in members[: part.sample]}
    return drawn


def _passing(members: Sequence[Person], share: Fraction, reached: Fraction) -> set[str]:
    """Those at whom the cumulated probability passes a whole number."""
    passed = set()
    for person in members:
        if floor(reached + share) > floor(reached):
            passed.add(person["person_id"])
        reached += share
    return passed


def _after(start: Fraction, number: Fraction) -> Fraction:
    """How far a number is from the start, round the circle."""
    return (number - Fraction(floor(start * 2**256), 2**256)) % 1


def _number(permanent: bytes, person: Person) -> Fraction:
    return Fraction(int(keyed_hash(permanent.hex(), person["person_id"]), 16), 2**256)

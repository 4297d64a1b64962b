"""The draw written as plainly as possible: a slow twin in Python, without an engine."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor

from aftercall.frames.allocation import allocate, expectations
from aftercall.frames.design import SampleDesign, Selection
from aftercall.frames.hashing import keyed_hash

type Person = Mapping[str, str]


def plain_draw(people: Sequence[Person], *, seed: bytes, permanent: bytes, design: SampleDesign) -> set[str]:
    """The person_ids that are drawn. `people` have person_id, stratum, and the columns of the implicit order."""
    strata: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        strata[person["stratum"]].append(person)
    populations = {name: len(members) for name, members in strata.items()}
    drawn: set[str] = set()
    for part in allocate(populations, expectations(populations, design), seed=seed):
        members = strata[part.stratum]
        if design.selection is Selection.SYSTEMATIC:
            members = sorted(members, key=lambda p: ([p[c] for c in design.order], _number(permanent, p)))
            drawn |= _passing(members, part.probability, part.offset)
        else:
            members = sorted(members, key=lambda p: (_after(design.start, _number(permanent, p)), p["person_id"]))
            drawn |= {person["person_id"] for person in members[: part.sample]}
    return drawn


def _passing(members: Sequence[Person], probability: Fraction, cumulated: Fraction) -> set[str]:
    """The people at whom the cumulative probability passes a whole number."""
    passed = set()
    for person in members:
        if floor(cumulated + probability) > floor(cumulated):
            passed.add(person["person_id"])
        cumulated += probability
    return passed


def _after(start: Fraction, number: Fraction) -> Fraction:
    """The distance of a number from the start, around the circle."""
    return (number - Fraction(floor(start * 2**256), 2**256)) % 1


def _number(permanent: bytes, person: Person) -> Fraction:
    return Fraction(int(keyed_hash(permanent.hex(), person["person_id"]), 16), 2**256)

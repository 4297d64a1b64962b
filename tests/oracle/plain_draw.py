"""The draw in plain Python, without a query engine: slow, and easy to check by reading."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor

from aftercall.frames.allocation import allocate, expectations
from aftercall.frames.design import SampleDesign, Selection
from aftercall.frames.hashing import keyed_hash

type Person = Mapping[str, str]


def plain_draw(people: Sequence[Person], *, seed: bytes, permanent: bytes, design: SampleDesign) -> set[str]:
    """The person_ids that are drawn. Each person has person_id, stratum, and the columns of the design's order."""
    strata: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        strata[person["stratum"]].append(person)
    populations = {name: len(members) for name, members in strata.items()}
    drawn: set[str] = set()
    for allocation in allocate(populations, expectations(populations, design), seed=seed):
        members = strata[allocation.stratum]
        if design.selection is Selection.SYSTEMATIC:
            members = sorted(members, key=lambda p: ([p[c] for c in design.order], _random_number(permanent, p)))
            drawn |= _draw_systematically(members, allocation.probability, allocation.offset)
        else:
            members = sorted(
                members, key=lambda p: (_distance(design.start, _random_number(permanent, p)), p["person_id"])
            )
            drawn |= {person["person_id"] for person in members[: allocation.sample]}
    return drawn


def _draw_systematically(members: Sequence[Person], probability: Fraction, cumulated: Fraction) -> set[str]:
    """The people at whom the cumulated probability reaches the next whole number."""
    drawn = set()
    for person in members:
        if floor(cumulated + probability) > floor(cumulated):
            drawn.add(person["person_id"])
        cumulated += probability
    return drawn


def _distance(start: Fraction, number: Fraction) -> Fraction:
    """The distance from the start up to a number, where 0 follows 1 as on a circle."""
    return (number - Fraction(floor(start * 2**256), 2**256)) % 1


def _random_number(permanent: bytes, person: Person) -> Fraction:
    """The person's permanent random number, from 0 up to 1."""
    return Fraction(int(keyed_hash(permanent.hex(), person["person_id"]), 16), 2**256)

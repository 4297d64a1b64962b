"""Which pairs of profiles are compared: most records of one person share a block, and few strangers do."""

import pyarrow as pa
import pytest

from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.recognition.blocks import candidate_pairs
from aftercall.frames.recognition.diminutives import families
from aftercall.frames.recognition.profiles import IDENTITY

type Profile = dict[str, str | None]

BORN = "1980-05-17"
_COLUMNS = (*IDENTITY, "forename", "surname", "district")


def compared(*profiles: Profile) -> set[tuple[int, int]]:
    """The pairs that are compared, by index."""
    columns = {name: pa.array([profile.get(name) for profile in profiles], pa.string()) for name in _COLUMNS}
    record = {"record": pa.array(range(len(profiles)), pa.int64())}
    with DuckDBWorkspace() as workspace:
        table = workspace.register_arrow("profile", pa.table(record | columns))
        return set(workspace.relation(candidate_pairs(workspace, table, len(profiles))).fetchall())


def named(forename: str, surname: str = "walton", **more: str) -> Profile:
    return {"forename": forename, "surname": surname, "born": BORN} | more


def at_home(forename: str, surname: str = "walton", born: str | None = None) -> Profile:
    return {"forename": forename, "surname": surname, "born": born, "postcode": "ZZ1 1AA"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (named("william"), named("bill")),  # a short form with another initial
        (named("molly"), named("polly")),
        (named("kseniia", "maksimova"), named("xenia", "maximova")),
        (named("margaret"), named("m")),
        (named("jonathan"), named("jonahtan")),
        (named("amelia", "penhaligon"), named("amelia", "pehnaligon")),
        (named("amelia", "garcialopez"), named("amelia", "lopez")),  # one of two surnames
        (named("amelia"), named("walton", "amelia")),  # names swapped
        (named("amelia", phone="+447700900001"), named("rose", "carty", phone="+447700900001")),
        (named("amelia", phone="+447700900001"), named("rose", "carty", phone_alt="+447700900001")),
        (named("amelia", postcode="ZZ1 1AA"), named("unlike", "carty", postcode="ZZ1 1AA")),
        (at_home("amelia"), at_home("amy", born="1991-02-03")),
        (at_home("william"), at_home("bill")),
        (at_home("amelia"), at_home("amelia", "watson")),
        (named("amelia", email="a@example.com"), {"email": "a@example.com"}),
    ],
)
def test_profiles_that_share_a_block_are_compared(one: Profile, other: Profile) -> None:
    assert compared(one, other) == {(0, 1)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (named("amelia"), named("rose")),  # only a surname and a birth date
        (named("amelia"), {"forename": "amelia", "surname": "walton"}),
        ({"forename": "amelia"}, {"forename": "amelia"}),
        (at_home("amelia"), at_home("rose")),  # two of a household
        (at_home("amelia"), at_home("amelia", "carty")),
        ({}, {}),
    ],
)
def test_profiles_that_share_less_are_not_compared(one: Profile, other: Profile) -> None:
    assert compared(one, other) == set()


def test_families_join_names_with_different_initials() -> None:
    with DuckDBWorkspace() as workspace:
        family = dict(workspace.relation(families(workspace)).fetchall())
    assert family["bill"] == family["william"] == family["will"]
    assert family["margaret"] == family["peggy"] != family["william"]
    assert all(any(of == other and name[0] != by[0] for by, other in family.items()) for name, of in family.items())

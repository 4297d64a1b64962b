"""Loads that run inside the request that starts them, and possible matches for a load."""

from collections.abc import Callable
from typing import Any

import pytest

from aftercall.programmes import folders, load_process, operations, queries
from aftercall.programmes.models import ExtractLoad, Wave

AddPossibleMatches = Callable[[Wave, list[dict[str, Any]]], None]


@pytest.fixture(autouse=True)
def loads_in_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each load inside the request that starts it, in the test's transaction."""
    monkeypatch.setattr(load_process, "launch", lambda job_id, _: operations.run_load(job=queries.load_job(job_id)))


@pytest.fixture
def add_possible_matches(db: None) -> AddPossibleMatches:
    """A function that adds possible matches to a wave's load, as the frame build would."""

    def add(wave: Wave, pairs: list[dict[str, Any]]) -> None:
        load = ExtractLoad.objects.get(wave=wave)
        load.possible_matches = folders.encrypt_matches(load.contacts_ring, iter(pairs))
        load.save()

    return add


def make_pair(number: int, *, joined: bool = True, **changes_to_b: str | None) -> dict[str, Any]:
    """A pair of records with the same values except the references, and what is given here for record B. joined:
    whether the frame treats them as one person."""
    a = {
        "crime_ref": f"C{number}",
        "victim_ref": "1",
        "reported_on": "2025-01-03",
        "first_name": "Amelia",
        "last_name": "Walton",
        "date_of_birth": "1980-02-03",
        "sex": "female",
        "phone": "+447700900321",
        "phone_alt": None,
        "email": None,
        "postcode": "ZA1 1AA",
    }
    b = a | {"crime_ref": f"D{number}", "victim_ref": "2"} | changes_to_b
    points = {"household_points": 4, "stranger_points": 21}
    return {"pair": f"{number:024x}", "joined": joined, **points, "a": a, "b": b}

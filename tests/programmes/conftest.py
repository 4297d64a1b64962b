"""Loads that run inside the request, and possible matches."""

from collections.abc import Callable
from typing import Any

import pytest

from aftercall.programmes import folders, operations, queries, worker
from aftercall.programmes.models import ExtractLoad, Wave

Seal = Callable[[Wave, list[dict[str, Any]]], None]


@pytest.fixture(autouse=True)
def loads_in_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each load inside the request that starts it, in the test's transaction."""
    monkeypatch.setattr(worker, "launch", lambda job, _: operations.run_load(job=queries.load_job(job)))


@pytest.fixture
def seal_pairs(db: None) -> Seal:
    """Adds possible matches to a load, as the frame build would."""

    def seal(wave: Wave, pairs: list[dict[str, Any]]) -> None:
        load = ExtractLoad.objects.get(wave=wave)
        load.possible_matches = folders.seal_matches(load.folder, load.contacts_ring, iter(pairs))
        load.save()

    return seal


def pair_of(number: int, **b: str | None) -> dict[str, Any]:
    """A pair of records with the same values, except those given for the second."""
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
    second = a | {"crime_ref": f"D{number}", "victim_ref": "2"} | b
    points = {"household_points": 4, "stranger_points": 21}
    return {"pair": f"{number:024x}", "joined": True, **points, "a": a, "b": second}

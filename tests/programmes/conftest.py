"""Loads that end at once, and two records that may be of one person."""

from collections.abc import Callable
from typing import Any

import pytest

from aftercall.programmes import folders, operations, queries, worker
from aftercall.programmes.models import ExtractLoad, Wave

Seal = Callable[[Wave, list[dict[str, Any]]], None]


@pytest.fixture(autouse=True)
def loads_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A load runs inside the request that begins it, in the test's own transaction."""
    monkeypatch.setattr(worker, "launch", lambda job, _: operations.run_load(job=queries.load_job(job)))


@pytest.fixture
def seal_pairs(db: None) -> Seal:
    """Puts possible matches into a load as a frame hands them over."""

    def seal(wave: Wave, pairs: list[dict[str, Any]]) -> None:
        load = ExtractLoad.objects.get(wave=wave)
        load.possible_matches = folders.seal_matches(load.folder, load.contacts_ring, iter(pairs))
        load.save()

    return seal


def pair_of(number: int, **b: str | None) -> dict[str, Any]:
    """Two records of the same values but for those given for the second."""
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

"""Digests are made once for the same person, because each time takes a tenth of a second or more."""

from collections.abc import Mapping
from functools import cache

import pytest

from aftercall.frames.recognition.match_keys import person_digests
from aftercall.rights.desk import sealing


@cache
def _digests(person: tuple[tuple[str, str | None], ...], match_key: bytes) -> frozenset[str]:
    return frozenset(person_digests(dict(person), match_key=match_key))


@pytest.fixture(autouse=True)
def remembered_digests(monkeypatch: pytest.MonkeyPatch) -> None:
    def digests(person: Mapping[str, str | None], *, match_key: bytes) -> set[str]:
        return set(_digests(tuple(sorted(person.items())), match_key))

    monkeypatch.setattr(sealing, "person_digests", digests)

"""Digests of people that are computed once and shared between tests, because the engine takes a second to start."""

from collections.abc import Mapping, Sequence

from aftercall.frames.recognition.match_keys import MATCH_KEYS, MatchKey, person_digests

_computed: dict[object, set[str]] = {}


def cached_person_digests(
    person: Mapping[str, str | None], *, match_key: bytes, keys: Sequence[MatchKey] = MATCH_KEYS
) -> set[str]:
    """A replacement for `person_digests`, called in the same way."""
    key = (frozenset(person.items()), match_key, tuple(keys))
    if key not in _computed:
        _computed[key] = person_digests(person, match_key=match_key, keys=keys)
    return set(_computed[key])

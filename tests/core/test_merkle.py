"""The Merkle tree: as RFC 6962 defines it."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from aftercall.core.merkle import roots_at, tree_of

LEAVES = st.lists(st.binary(min_size=32, max_size=32), max_size=40)


@given(LEAVES)
def test_the_tree_hash_follows_rfc_6962(leaves: list[bytes]) -> None:
    assert tree_of(leaves).root == rfc_6962_root(leaves)
    assert tree_of(leaves).size == len(leaves)


@given(LEAVES)
def test_every_earlier_root_can_be_computed(leaves: list[bytes]) -> None:
    sizes = range(len(leaves) + 3)
    assert roots_at(leaves, sizes) == {size: rfc_6962_root(leaves[:size]) for size in sizes[: len(leaves) + 1]}


def rfc_6962_root(leaves: list[bytes]) -> bytes:
    """The tree hash exactly as defined in RFC 6962, section 2.1, on leaf hashes."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + rfc_6962_root(leaves[:k]) + rfc_6962_root(leaves[k:])).digest()

"""The Merkle tree of RFC 6962 (section 2.1; RFC 9162 has the same) over the audit log's entries. No Django."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Self

EMPTY_ROOT = hashlib.sha256().digest()


def leaf(content: bytes) -> bytes:
    """The hash of one entry: SHA-256(0x00 || content)."""
    return hashlib.sha256(b"\x00" + content).digest()


class Tree:
    """A tree that grows leaf by leaf and keeps one hash for each of its complete subtrees, so that it stays small."""

    def __init__(self) -> None:
        self.size = 0
        self._subtrees: list[bytes] = []  # largest first: one for each bit that is set in the size

    def append(self, leaf_hash: bytes) -> Self:
        """Add a leaf hash, and join the subtrees that are now complete."""
        joined, size = leaf_hash, self.size
        while size & 1:
            joined, size = _node(self._subtrees.pop(), joined), size >> 1
        self._subtrees.append(joined)
        self.size += 1
        return self

    @property
    def root(self) -> bytes:
        """The tree hash over all leaves so far."""
        if not self._subtrees:
            return EMPTY_ROOT
        root = self._subtrees[-1]
        for subtree in reversed(self._subtrees[:-1]):
            root = _node(subtree, root)
        return root


def tree_of(leaf_hashes: Iterable[bytes]) -> Tree:
    """The tree over these leaf hashes, in this order."""
    tree = Tree()
    for leaf_hash in leaf_hashes:
        tree.append(leaf_hash)
    return tree


def roots_at(leaf_hashes: Iterable[bytes], sizes: Iterable[int]) -> Mapping[int, bytes]:
    """The tree hash over the first `size` leaves, for each of the sizes that the leaves reach."""
    wanted, tree = set(sizes), Tree()
    roots = {0: EMPTY_ROOT} if 0 in wanted else {}
    for leaf_hash in leaf_hashes:
        tree.append(leaf_hash)
        if tree.size in wanted:
            roots[tree.size] = tree.root
    return roots


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()

"""References that people read out, such as that of a request."""

import secrets

# No vowels, so that no reference is a word; no 0, O, 1, I or L, which sound or look alike on the telephone.
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
_LENGTH = 8


def new_reference() -> str:
    """A random reference. The table that keeps it refuses one that exists."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))

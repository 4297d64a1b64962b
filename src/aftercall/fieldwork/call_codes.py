"""A short code for each call, by which the person who is called can check on the public site that it is genuine.

It is a keyed digest of the day and the call, so nothing is stored, nobody can work it out, and it says nothing about
anyone. It is valid on the day of the call.
"""

import hashlib
import hmac
from datetime import date

from aftercall.core import vault

KEY = "call-codes"
# Without vowels, so that no word appears, and without characters that are mistaken for others on the telephone.
ALPHABET = "CDFGHJKLMNPRTVWXY3479"
LENGTH = 6


def call_code(attempt: int, day: date) -> str:
    """The code of the attempt with this number in the database, on the day when it was begun."""
    digest = hmac.digest(vault.long_lived_key(KEY), f"{day.isoformat()} {attempt}".encode(), hashlib.sha256)
    number = int.from_bytes(digest)
    characters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[place])
    return "".join(characters)


def as_typed(text: str) -> str:
    """A code as somebody typed it, in capitals and without spaces and hyphens."""
    return "".join(character for character in text.upper() if character.isalnum())

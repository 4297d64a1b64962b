"""What can be done with an action. Each step is one transaction, one audit entry and one event of its trail."""

from aftercall.improvements.operations.actions import (
    Texts,
    agree,
    change,
    comment,
    propose,
    put_in_place,
    withdraw,
)
from aftercall.improvements.operations.measuring import take_looks
from aftercall.improvements.operations.texts import release, take_back, write_public_text

__all__ = [
    "Texts",
    "agree",
    "change",
    "comment",
    "propose",
    "put_in_place",
    "release",
    "take_back",
    "take_looks",
    "withdraw",
    "write_public_text",
]

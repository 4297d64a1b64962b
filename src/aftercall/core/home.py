"""What a home page is made of. Each room's `waiting.py` yields such items; config/home.py says who sees which."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class HomeItem:
    """A sentence that links to the page where the work is done. It never holds a personal value.

    details: what else to know; due_on: the last day on which it is in time; urgent: to be done before anything else.
    """

    text: str
    url: str
    details: str = ""
    due_on: date | None = None
    urgent: bool = False

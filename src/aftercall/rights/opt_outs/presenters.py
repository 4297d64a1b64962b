"""Requests to opt out, as the officer's pages show them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from aftercall.core.words import counted, date_and_time, day
from aftercall.suppression.models import Objection


@dataclass(frozen=True)
class RequestRow:
    """One request whose contact details are still to be destroyed. cases: how many were recognised."""

    objection: Objection
    cases: int

    @property
    def name(self) -> str:
        """How pages refer to the request. It has no other name, because nobody's details are kept."""
        return f"Request {self.objection.pk}"

    @property
    def received(self) -> str:
        """When it was sent."""
        return date_and_time(self.objection.recorded_at)

    @property
    def erased_on(self) -> str:
        """The day on which the details will be destroyed."""
        return day(self.objection.erase_at) if self.objection.erase_at else ""

    @property
    def case_words(self) -> str:
        """How many cases it closed."""
        return counted(self.cases, "case")


def request_rows(objections: Collection[Objection], cases: Mapping[int, int]) -> list[RequestRow]:
    """The rows of a list of requests. cases: how many were recognised for each, by its key."""
    return [RequestRow(objection, cases[objection.pk]) for objection in objections]

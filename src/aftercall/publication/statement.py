"""One headline statement: a sentence, and the base, period and interval that it is printed with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from aftercall.core.words import percent
from aftercall.publication.models import Publication
from aftercall.publication.wording import PEOPLE
from aftercall.results.models import Population
from aftercall.results.periods import in_period


@dataclass(frozen=True)
class Statement:
    """A figure for everybody in a population as it was published, and what it rests on. share and the bounds of its
    interval: from 0 to 100. people: whom it is about, in words. sentence: without base, period and interval."""

    publication: Publication
    people: Population
    measure: str
    label: str
    sentence: str
    first_month: date
    last_month: date
    share: float
    base: int
    low: float | None
    high: float | None
    unreliable: bool

    @property
    def shown(self) -> str:
        """The percentage as people read it."""
        return percent(self.share / 100)

    @property
    def text(self) -> str:
        """The sentence with its base, period and interval."""
        return f"{self.sentence.removesuffix('.')} ({'; '.join(self._details())})."

    def _details(self) -> Iterator[str]:
        people, events = PEOPLE[self.people]
        yield f"{self.base:,} {people} answered about {events} reported {in_period(self.first_month, self.last_month)}"
        if self.low is None or self.high is None:
            yield "too few to give an interval"
        else:
            yield f"95% confidence interval {percent(self.low / 100)} to {percent(self.high / 100)}"
        if self.unreliable:
            yield "few answers, so unreliable"

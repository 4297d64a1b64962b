"""Where a series of figures breaks: which months ask a measure with another version, and what that means."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from aftercall.instrument.instrument import Instrument


class Verdict(StrEnum):
    """Whether figures of a measure before and after a new version can be compared."""

    COMPARABLE = "comparable"
    SERIES_BREAK = "series_break"


@dataclass(frozen=True)
class Judgement:
    """A verdict on one measure in two versions, and why. decided: by a person; otherwise it is what was proposed."""

    verdict: Verdict
    reason: str
    decided: bool = False


@dataclass(frozen=True)
class VersionStep:
    """The first month in which a measure was asked with another version than before. earlier, later: their digests."""

    measure: str
    month: date
    earlier: str
    later: str
    judgement: Judgement

    @property
    def is_break(self) -> bool:
        """Whether figures before and after this month must not be compared."""
        return self.judgement.verdict is Verdict.SERIES_BREAK


# Judges a measure in two versions, given by their digests: the earlier, the later, the measure's name.
type Judge = Callable[[str, str, str], Judgement]


def version_steps(
    asked: Iterable[tuple[date, str]], versions: Mapping[str, Instrument], judge: Judge
) -> Iterator[VersionStep]:
    """Every step of every measure, in the order of the months.

    asked: each month with the digest of the version that it was asked with. A month whose version does not have a
    measure is passed over: the versions on either side of it are judged.
    """
    before: dict[str, str] = {}
    for month, digest in sorted(asked):
        for measure in versions[digest].measures:
            earlier = before.get(measure, digest)
            if earlier != digest:
                yield VersionStep(measure, month, earlier, digest, judge(earlier, digest, measure))
            before[measure] = digest


def break_months(steps: Iterable[VersionStep]) -> dict[str, tuple[date, ...]]:
    """By measure, the first months after each of its breaks, in order."""
    months: dict[str, set[date]] = {}
    for step in steps:
        if step.is_break:
            months.setdefault(step.measure, set()).add(step.month)
    return {measure: tuple(sorted(found)) for measure, found in months.items()}

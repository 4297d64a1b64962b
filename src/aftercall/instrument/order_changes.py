"""Questions that were added, removed or moved."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from aftercall.instrument.changes import Change, Effect, Topic
from aftercall.instrument.instrument import Instrument


def order_changes(old: Instrument, new: Instrument) -> Iterator[Change]:
    """A change for each question that only one version has, and for each of the fewest that must have been moved."""
    before, now = ([question.name for question in instrument.questions] for instrument in (old, new))
    for name in before:
        if name not in new.question:
            yield Change(Topic.ORDER, "The question was removed.", Effect.BREAK, name)
    for at, name in enumerate(now):
        if name not in old.question:
            yield Change(Topic.ORDER, f"The question was added, {_place(new, at)}.", Effect.BREAK, name)
    for name in moved(before, now):
        yield Change(Topic.ORDER, f"The question was moved: it is now {_place(new, now.index(name))}.", question=name)


def moved(before: Sequence[str], now: Sequence[str]) -> list[str]:
    """The fewest names that must be moved to get from one order to the other, of those that are in both."""
    place = {name: at for at, name in enumerate(before)}
    common = [name for name in now if name in place]
    stay = _longest_increasing([place[name] for name in common])
    return [name for at, name in enumerate(common) if at not in stay]


def _longest_increasing(places: Sequence[int]) -> set[int]:
    """The indexes of a longest increasing subsequence."""
    ends: list[int] = []
    at_end: list[int] = []
    previous: list[int] = []
    for at, place in enumerate(places):
        length = bisect_left(ends, place)
        ends[length:] = [place, *ends[length + 1 :]]
        at_end[length:] = [at, *at_end[length + 1 :]]
        previous.append(at_end[length - 1] if length else -1)
    found: set[int] = set()
    at = at_end[-1] if at_end else -1
    while at >= 0:
        found.add(at)
        at = previous[at]
    return found


def _place(instrument: Instrument, at: int) -> str:
    if at == 0:
        return "at the beginning"
    before = instrument.questions[at - 1]
    return f"after ‘{before.label or before.name}’"

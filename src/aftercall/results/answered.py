"""What the people of a sample answered: whether each is satisfied with each measure, and their own characteristics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aftercall.instrument.scale import SEVEN_POINTS, Level
from aftercall.instrument.series import InstrumentSeries
from aftercall.results.dataset import SampledPerson


@dataclass(frozen=True)
class Answered:
    """The people of a sample, in order. gave: by measure, whether each person gave the answer that it counts; None
    outside its base. levels: by measure of satisfaction, the level of each on the scale of seven points; None without
    one. groups: by breakdown, the group of each person; None without a level."""

    people: Sequence[SampledPerson]
    gave: Mapping[str, Sequence[bool | None]]
    levels: Mapping[str, Sequence[Level | None]]
    groups: Mapping[str, Sequence[str | None]]


def read_answers(people: Sequence[SampledPerson], instruments: InstrumentSeries) -> Answered:
    """Interpret every answer once, by the version of the instrument that it was given to."""
    each = [instruments.given_to_each(person.instrument, person.answers) if person.answers else {} for person in people]
    return Answered(
        people,
        {name: [given[name].gave if name in given else None for given in each] for name in instruments.measures},
        {
            name: [_on_scale(given[name].level) if name in given else None for given in each]
            for name, measure in instruments.measures.items()
            if not measure.is_share
        },
        {name: _groups(people, instruments, name) for name in instruments.breakdowns},
    )


def _on_scale(level: Level | None) -> Level | None:
    return level if level in SEVEN_POINTS else None


def _groups(people: Sequence[SampledPerson], instruments: InstrumentSeries, breakdown: str) -> list[str | None]:
    if breakdown not in instruments.characteristics:
        return [person.levels[breakdown] for person in people]
    labels = instruments.characteristic_levels(breakdown)
    said = (instruments.characteristic_answer(breakdown, person.answers) for person in people)
    return [labels.get(answer) for answer in said]

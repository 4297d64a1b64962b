"""The data of an analysis: the waves of a period, combined."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import prefetch_related_objects

from aftercall.handover.codes import is_codes_key
from aftercall.handover.wave_data import CLASSIFICATIONS, Sampled, WaveData, read_wave
from aftercall.programmes.models import Wave
from aftercall.results.coded import all_coded
from aftercall.results.models import Population
from aftercall.results.periods import quarter_of, quarter_words
from aftercall.results.populations import population_of

# The classifications of the frame to whose totals the weights are raked. A missing value is a level of its own.
RAKING_VARIABLES = ("quarter", *CLASSIFICATIONS)


@dataclass(frozen=True)
class SampledPerson:
    """A sampled person: the stratum's size in the frame, the base weight, and the outcome. There is no id: nothing but
    the answers themselves says whose they are. month: that of the wave, which the stratum names too. population: by
    category, as the wave's settings have it."""

    month: date
    stratum: str
    stratum_size: int
    base_weight: float
    levels: dict[str, str]
    responded: bool
    # The digest of the version of the instrument that was used in the wave, by which the answers are interpreted.
    instrument: str
    answers: dict[str, str]
    population: Population = Population.CRIME


@dataclass(frozen=True)
class Dataset:
    """All waves of a period. Each wave has its own strata.

    margins: how many people of the frames are in each level, by raking variable. outcomes: how many sampled people had
    each final disposition (an AAPOR code).
    """

    frame_size: int
    margins: dict[str, dict[str, int]]
    outcomes: dict[str, int]
    sample: list[SampledPerson]

    def digest(self) -> str:
        """SHA-256 of all the data that the figures depend on. It does not change when retention ends."""
        digest = hashlib.sha256()
        totals = [self.frame_size, self.margins, self.outcomes]
        for line in (*totals, *sorted(json.dumps(_digested(person), sort_keys=True) for person in self.sample)):
            digest.update(json.dumps(line, sort_keys=True).encode() + b"\n")
        return digest.hexdigest()


def _digested(person: SampledPerson) -> dict[str, object]:
    """The values that the digest covers. Month and population are left out: they follow from the stratum's wave."""
    return {name: value for name, value in asdict(person).items() if name not in {"month", "population"}}


def read_period(waves: Sequence[Wave], *, last_month: date, until: datetime | None = None) -> Dataset:
    """The frames and samples of these waves, combined. last_month: the period's last month, from which quarters are
    counted back. until: when an analysis was run, for its data: codes that were returned later are left out."""
    prefetch_related_objects(waves, "release__instrument", "load", "version__survey")
    coded = all_coded(waves, until)
    size, margins = 0, {name: Counter[str]() for name in RAKING_VARIABLES}
    outcomes, sample = Counter[str](), list[SampledPerson]()
    for wave in waves:
        quarter = quarter_words(quarter_of(wave.month, last_month=last_month))
        data = read_wave(wave)
        in_wave = sum(data.totals.strata.values())
        size += in_wave
        for name, totals in ({"quarter": {quarter: in_wave}} | data.totals.levels).items():
            margins[name].update(totals)
        outcomes.update(data.totals.outcomes)
        sample += [_in_period(person, wave, data, quarter, coded=coded) for person in data.sample]
    return Dataset(size, {name: dict(totals) for name, totals in margins.items()}, dict(outcomes), sample)


def _in_period(person: Sampled, wave: Wave, data: WaveData, quarter: str, *, coded: bool) -> SampledPerson:
    return SampledPerson(
        month=wave.month,
        stratum=f"{wave.reference} {person.stratum}",
        stratum_size=data.totals.strata[person.stratum],
        base_weight=person.base_weight,
        levels={"quarter": quarter} | person.levels,
        responded=person.responded,
        instrument=wave.release.instrument.digest,
        answers=person.answers if coded else without_codes(person.answers),
        population=population_of(person.levels["category"], wave.version.survey.incident_categories),
    )


def without_codes(answers: dict[str, str]) -> dict[str, str]:
    """A person's answers without the codes of what they said in their own words."""
    return {name: value for name, value in answers.items() if not is_codes_key(name)}

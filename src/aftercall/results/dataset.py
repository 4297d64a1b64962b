"""The data of an analysis: the frame and sample of a period, and the return for each sampled person."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects

from aftercall.dispositions.codes import BY_CODE, OBJECTION, Group
from aftercall.frames.frame_file import read_frame
from aftercall.frames.sample_file import SampledRow, read_sample
from aftercall.handover.models import ReturnedCase
from aftercall.programmes import folders
from aftercall.programmes.models import Wave
from aftercall.results.periods import quarter_of, quarter_words

# The classifications known for everyone in the frame. Respondents are raked to them.
MARGINS = ("quarter", "category", "area", "age_band", "sex")
# Complete interviews, and those that count as partial by AAPOR's rule.
_INTERVIEWED = (Group.COMPLETE, Group.PARTIAL)


@dataclass(frozen=True)
class FramePerson:
    """A person in the frame: stratum and classifications only."""

    stratum: str
    levels: dict[str, str]


@dataclass(frozen=True)
class SampledPerson:
    """A sampled person: the stratum's size in the frame, the base weight, and the outcome."""

    person_id: str
    stratum: str
    stratum_size: int
    base_weight: float
    levels: dict[str, str]
    disposition: str
    # The digest of the instrument version used in the wave, which is needed to interpret the answers.
    instrument: str
    answers: dict[str, str]

    @property
    def responded(self) -> bool:
        """Whether the person gave an interview."""
        return BY_CODE[self.disposition].group in _INTERVIEWED


@dataclass(frozen=True)
class Dataset:
    """The frame and sample of all waves of a period. Each wave has its own strata."""

    frame: list[FramePerson]
    sample: list[SampledPerson]

    def digest(self) -> str:
        """SHA-256 of all the data that the figures depend on."""
        digest = hashlib.sha256()
        for people in (self.frame, self.sample):
            for line in sorted(json.dumps(vars(person), sort_keys=True) for person in people):
                digest.update(line.encode() + b"\n")
        return digest.hexdigest()


def read_period(waves: Sequence[Wave], *, last_month: date) -> Dataset:
    """The combined frames and samples of the waves. last_month: of the period, which quarters are counted back from."""
    prefetch_related_objects(waves, "release__instrument")
    frame: list[FramePerson] = []
    sample: list[SampledPerson] = []
    for wave in waves:
        quarter = quarter_words(quarter_of(wave.month, last_month=last_month))
        people = _frame_of(wave, quarter)
        frame += people.values()
        sample += _sample_of(wave, people)
    return Dataset(frame, sample)


def _frame_of(wave: Wave, quarter: str) -> dict[str, FramePerson]:
    margins = [name for name in MARGINS if name != "quarter"]
    return {
        row.person_id: FramePerson(
            stratum=f"{wave.reference} {row.stratum}",
            levels={"quarter": quarter} | {name: getattr(row, name) or "not known" for name in margins},
        )
        for row in read_frame(folders.frame_folder(wave.load))
    }


def _sample_of(wave: Wave, people: dict[str, FramePerson]) -> list[SampledPerson]:
    sizes = Counter(person.stratum for person in people.values())
    returned = {
        row.case.person_id: row
        for row in ReturnedCase.objects.filter(returned__wave=wave).select_related("case").order_by("pk")
    }
    instrument = wave.release.instrument.digest
    return [
        _sampled(row, people[row.person_id], sizes, returned.get(row.person_id), instrument)
        for row in read_sample(folders.sample_folder(wave.load))
    ]


def _sampled(
    row: SampledRow, person: FramePerson, sizes: Counter[str], returned: ReturnedCase | None, instrument: str
) -> SampledPerson:
    return SampledPerson(
        person_id=row.person_id,
        stratum=person.stratum,
        stratum_size=sizes[person.stratum],
        base_weight=row.base_weight,
        levels=person.levels,
        # A person who objected between the draw and the release never became a case.
        disposition=returned.disposition if returned else OBJECTION.code,
        instrument=instrument,
        answers=returned.answers if returned else {},
    )

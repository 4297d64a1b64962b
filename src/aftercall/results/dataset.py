"""The data of an analysis: the frame and sample of a period, and what was returned for each sampled person."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects

from aftercall.dispositions.codes import BY_CODE, NOT_ATTEMPTED, OBJECTION, Group
from aftercall.frames.frame_file import read_frame
from aftercall.frames.sample_file import SampledRow, read_sample
from aftercall.handover.models import ReturnedCase, WithheldReason
from aftercall.programmes import folders
from aftercall.programmes.models import Wave
from aftercall.results.periods import quarter_of, quarter_words

# The classifications of the frame to whose totals the weights are raked. A missing value is a level of its own.
RAKING_VARIABLES = ("quarter", "category", "area", "age_band", "sex")
# AAPOR leaves it to each survey what counts as a partial interview: here, at least half of the questionnaire.
_INTERVIEWED = (Group.COMPLETE, Group.PARTIAL)
# The disposition of people who were withheld at the release. Before reasons were recorded, there was only one.
_WITHHELD: Mapping[str, str] = {
    WithheldReason.OBJECTED: OBJECTION.code,
    WithheldReason.ALREADY_SURVEYED: NOT_ATTEMPTED.code,
}


@dataclass(frozen=True)
class FramePerson:
    """A person in the frame: the stratum, and the level of each raking variable."""

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
    # The digest of the version of the instrument that was used in the wave, by which the answers are interpreted. The
    # field cannot be called instrument_digest, because `Dataset.digest` depends on the names of the fields.
    instrument: str
    answers: dict[str, str]

    @property
    def responded(self) -> bool:
        """Whether the person completed all or at least half of an interview."""
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
    """The frames and samples of these waves, combined. last_month: the period's last month, from which quarters are
    counted back."""
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
    stored = [name for name in RAKING_VARIABLES if name != "quarter"]
    return {
        row.person_id: FramePerson(
            stratum=f"{wave.reference} {row.stratum}",
            levels={"quarter": quarter} | {name: getattr(row, name) or "not known" for name in stored},
        )
        for row in read_frame(folders.frame_folder(wave.load))
    }


def _sample_of(wave: Wave, people: dict[str, FramePerson]) -> list[SampledPerson]:
    sizes = Counter(person.stratum for person in people.values())
    returned = {
        row.case.person_id: row
        for row in ReturnedCase.objects.filter(returned__wave=wave).select_related("case").order_by("pk")
    }
    instrument_digest = wave.release.instrument.digest
    withheld = dict(wave.release.withheld.values_list("person_id", "reason"))
    return [
        _sampled_person(
            row,
            people[row.person_id],
            sizes,
            returned.get(row.person_id),
            _WITHHELD[WithheldReason(withheld.get(row.person_id, WithheldReason.OBJECTED))],
            instrument_digest,
        )
        for row in read_sample(folders.sample_folder(wave.load))
    ]


def _sampled_person(
    row: SampledRow,
    person: FramePerson,
    sizes: Counter[str],
    returned: ReturnedCase | None,
    without_return: str,
    instrument_digest: str,
) -> SampledPerson:
    return SampledPerson(
        person_id=row.person_id,
        stratum=person.stratum,
        stratum_size=sizes[person.stratum],
        base_weight=row.base_weight,
        levels=person.levels,
        # Nothing is returned for people who were withheld at the release: they never became cases.
        disposition=returned.disposition if returned else without_return,
        instrument=instrument_digest,
        answers=returned.answers if returned else {},
    )

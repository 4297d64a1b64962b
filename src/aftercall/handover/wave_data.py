"""What analyses need of a wave, without anything that leads to a person: totals of the frame, and the sampled people
without ids, in an order that depends on nothing but what is in the rows.

Until retention ends it is put together from the frame, the sample and the return. After that, a file holds it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from aftercall.core import vault
from aftercall.dispositions.codes import BY_CODE, NOT_ATTEMPTED, OBJECTION, Group
from aftercall.frames.folders import flush_to_disk
from aftercall.frames.frame_file import FrameRow, read_frame
from aftercall.frames.sample_file import SampledRow, read_sample
from aftercall.handover.answers import MODULES, answers_of, codes_of, modules_of, person_of
from aftercall.handover.codes import answers_with_codes
from aftercall.handover.models import ReleasedCase, ReturnedCase, WithheldReason, answers_ring
from aftercall.handover.modes import KEY as MODE
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import QuestionType
from aftercall.programmes import folders
from aftercall.programmes.models import ExtractLoad, Wave
from aftercall.questionnaires.queries import read_instrument

# The classifications that the frame has of every person. A missing value is a level of its own.
CLASSIFICATIONS = ("category", "area", "age_band", "sex")
# AAPOR leaves it to each survey what counts as a partial interview: here, at least half of the questionnaire.
INTERVIEWED = (Group.COMPLETE, Group.PARTIAL)
# The disposition of people who were withheld at the release. Before reasons were recorded, there was only one.
_WITHHELD: Mapping[str, str] = {
    WithheldReason.OBJECTED: OBJECTION.code,
    WithheldReason.ALREADY_SURVEYED: NOT_ATTEMPTED.code,
}
_TOTALS = b"aftercall.totals"
_COLUMNS = pa.schema(
    {"stratum": pa.string(), "base_weight": pa.float64()}
    | dict.fromkeys(CLASSIFICATIONS, pa.string())
    | {"responded": pa.bool_(), "answers": pa.string()}
)


@dataclass(frozen=True)
class Totals:
    """How many people of the frame are in each stratum and in each level of each classification, and how many sampled
    people had each final disposition (an AAPOR code)."""

    strata: dict[str, int]
    levels: dict[str, dict[str, int]]
    outcomes: dict[str, int]


@dataclass(frozen=True)
class Sampled:
    """A sampled person: stratum, base weight, level of each classification, whether they completed at least half of an
    interview, and the coded answers, as `answers_to_keep` leaves them."""

    stratum: str
    base_weight: float
    levels: dict[str, str]
    responded: bool
    answers: dict[str, str]

    @property
    def attributes(self) -> tuple[str, ...]:
        """What is known about the person besides the answers."""
        return (self.stratum, *(self.levels[name] for name in CLASSIFICATIONS))


@dataclass(frozen=True)
class WaveData:
    """The totals and the sampled people of a wave."""

    totals: Totals
    sample: list[Sampled]


def read_wave(wave: Wave) -> WaveData:
    """What analyses need of a returned wave, whether or not its retention has ended, even if it ends meanwhile."""
    if wave.load.erased_at:
        return read_retained(folders.retained_file(wave.load))
    try:
        data = link_wave(wave)
    except (FileNotFoundError, vault.NoSuchKey):
        if not _has_ended(wave):
            raise
    else:
        if not _has_ended(wave):
            return data
    return read_retained(folders.retained_file(wave.load))  # what was read may be without answers


def _has_ended(wave: Wave) -> bool:
    """Whether retention has ended since the wave was read. A transaction that began before does not see that in the
    database, but the keys are gone."""
    is_there = ExtractLoad.objects.filter(pk=wave.load.pk, erased_at=None).exists()
    return not (is_there and vault.ring_exists(answers_ring(wave.release.ring)))


def link_wave(wave: Wave) -> WaveData:
    """Put the data of a returned wave together from its frame, its sample and what was returned."""
    frame = {row.person_id: row for row in read_frame(folders.frame_folder(wave.load))}
    returned = _returned_by_person(wave)
    withheld = dict(wave.release.withheld.values_list("person_id", "reason"))
    instrument = read_instrument(wave.release.instrument)
    sample, outcomes = [], Counter[str]()
    for row in read_sample(folders.sample_folder(wave.load)):
        # Nothing is returned for people who were withheld at the release: they never became cases. Those who withdrew
        # their answers count as if they had objected before it.
        reason = WithheldReason(withheld.get(row.person_id, WithheldReason.OBJECTED))
        disposition, answers, codes = returned.get(row.person_id, (_WITHHELD[reason], {}, {}))
        outcomes[disposition] += 1
        kept = answers_with_codes(answers_to_keep(instrument, answers), codes)
        sample.append(_sampled(row, frame[row.person_id], disposition, kept))
    return WaveData(_totals(frame.values(), outcomes), sorted(sample, key=_content))


def answers_to_keep(instrument: Instrument, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers, their mode and the facts without what other records or the extract have beside a name: whether
    somebody objected to further surveys (the suppression list) or agreed to something (its record), what was asked only
    because of that, and the days of dates, of which the month stays. Calculations could repeat any of these; analyses
    calculate again."""
    questions = instrument.question
    apart = {one.question for one in (instrument.objection, *instrument.consents.values()) if one}
    shown = {
        name: _without_day(value) if name in questions and questions[name].type is QuestionType.DATE else value
        for name, value in answers.items()
        if name not in apart and (name not in questions or questions[name].is_asked)
    }
    route = instrument.on_route(shown)
    return {name: value for name, value in shown.items() if name in route or name in instrument.facts or name == MODE}


def _without_day(value: str) -> str:
    """The first of a date's month, in the same form."""
    return f"{value[:7]}-01" if value[:1].isdecimal() else value


type _Returned = tuple[str, dict[str, str], dict[str, list[str]]]


def _returned_by_person(wave: Wave) -> dict[str, _Returned]:
    """The disposition, the answers and the codes of everyone whom a returned case can still be linked to."""
    rows = ReturnedCase.objects.filter(returned__wave=wave).select_related("case")
    keys = vault.keys_of_rings()
    found = ((person_of(row.case, keys), row) for row in rows)
    return {person: (row.disposition, answers_of(row, keys), codes_of(row, keys)) for person, row in found if person}


def _sampled(row: SampledRow, person: FrameRow, disposition: str, answers: dict[str, str]) -> Sampled:
    responded = BY_CODE[disposition].group in INTERVIEWED
    return Sampled(row.stratum, row.base_weight, _levels(person), responded, answers if responded else {})


def _levels(person: FrameRow) -> dict[str, str]:
    return {name: getattr(person, name) or "not known" for name in CLASSIFICATIONS}


def _totals(frame: Iterable[FrameRow], outcomes: Mapping[str, int]) -> Totals:
    people = list(frame)
    levels = [_levels(person) for person in people]
    return Totals(
        strata=_counted(person.stratum for person in people),
        levels={name: _counted(level[name] for level in levels) for name in CLASSIFICATIONS},
        outcomes=dict(sorted(outcomes.items())),
    )


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _content(person: Sampled) -> str:
    return json.dumps(asdict(person), sort_keys=True)


def unique_people(wave: Wave, sample: Iterable[Sampled]) -> tuple[int, int]:
    """How many respondents nobody else in the frame shares all attributes with, and how many nobody else in the
    sample shares the attributes and modules with, which the kept answers name. The frame must still exist, and so must
    the keys of the modules."""
    respondents = [person for person in sample if person.responded]
    frame = {row.person_id: row for row in read_frame(folders.frame_folder(wave.load))}
    in_frame = Counter((row.stratum, *_levels(row).values()) for row in frame.values())
    modules = _modules_by_person(wave)
    in_sample = Counter(
        (row.stratum, *_levels(frame[row.person_id]).values(), modules.get(row.person_id, ""))
        for row in read_sample(folders.sample_folder(wave.load))
    )
    return (
        sum(in_frame[person.attributes] == 1 for person in respondents),
        sum(in_sample[*person.attributes, person.answers.get(MODULES, "")] == 1 for person in respondents),
    )


def _modules_by_person(wave: Wave) -> dict[str, str]:
    """Which modules each released person is asked, if the kept answers say it."""
    if MODULES not in read_instrument(wave.release.instrument).facts:
        return {}
    keys = vault.keys_of_rings()
    cases = ReleasedCase.objects.filter(release__wave=wave)
    return {person: modules_of(case) for case in cases if (person := person_of(case, keys))}


def write_retained(data: WaveData, path: Path) -> None:
    """Write the data of a wave to a file and to disk, completely or not at all. The same data give the same file."""
    columns = {
        "stratum": [person.stratum for person in data.sample],
        "base_weight": [person.base_weight for person in data.sample],
        **{name: [person.levels[name] for person in data.sample] for name in CLASSIFICATIONS},
        "responded": [person.responded for person in data.sample],
        "answers": [json.dumps(person.answers, sort_keys=True) for person in data.sample],
    }
    schema = _COLUMNS.with_metadata({_TOTALS: json.dumps(asdict(data.totals)).encode()})
    temporary = path.with_name(f"{path.name}-new")
    pq.write_table(pa.table(columns, schema=schema), temporary)
    # Once the file is on disk, the keys by which answers could still be linked to people are destroyed.
    flush_to_disk(temporary)
    temporary.replace(path)
    flush_to_disk(path.parent)


def read_retained(path: Path) -> WaveData:
    """The data of a wave from its file. Errors: OSError where there is none."""
    table = pq.read_table(path)
    totals = Totals(**json.loads(table.schema.metadata[_TOTALS]))
    sample = [
        Sampled(
            stratum=row["stratum"],
            base_weight=row["base_weight"],
            levels={name: row[name] for name in CLASSIFICATIONS},
            responded=row["responded"],
            answers=json.loads(row["answers"]),
        )
        for row in table.to_pylist()
    ]
    return WaveData(totals, sample)

"""After the end of retention nobody can link a respondent to their answers: not with the original extract, every table,
every file and every key that is left.

An attacker knows of each person whatever the extract says and whatever can be calculated from it with the match key.
From there they follow every value that two rows share: ids, references, digests, dates and times. The attributes that
analyses need (what was reported, area, age band and sex) are published; who is unique on them is counted.
"""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest
from django.apps import apps
from django.conf import settings
from pytest_django import Settings
from tests.conftest import Commit
from tests.fieldwork.making import Person, make_programme, make_release, make_user
from tests.soak import quick_and_soak
from tests.world import LATER, LOADED, fresh, make_extract, planned_wave

from aftercall.accounts.models import User
from aftercall.core import vault
from aftercall.fieldwork import operations
from aftercall.fieldwork.interviewing import instrument_of
from aftercall.fieldwork.models import Answer
from aftercall.fieldwork.queries import answers_in
from aftercall.handover.answers import AnswersKey, answers_of, person_of
from aftercall.handover.models import ReleasedCase, ReturnedCase
from aftercall.handover.operations import release_sample
from aftercall.handover.schedule import decrypt_contact
from aftercall.programmes import folders
from aftercall.programmes.models import Wave
from aftercall.programmes.operations import draw, load_extract
from aftercall.rights.retention import end_retention
from aftercall.suppression.models import Objection

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames", "no_minimum_call")]
CALLED = datetime(2025, 3, 26, 10, 0, tzinfo=ZoneInfo("Europe/London"))
# Rows of the extract, and people interviewed.
SIZES = quick_and_soak((100, 8), (8_000, 1_000))
ANSWERS = "answers are here"
# A value that more rows share than one person has leads nowhere.
MOST_ROWS = 60
# What analyses need and figures are published by.
ATTRIBUTES = ("stratum", "category", "area", "age_band", "sex")
PUBLISHED = {*ATTRIBUTES, "base_weight", "probability", "events", "responded"}
# What two rows share without being about the same person.
COMMON = {"", "True", "False", "None", "0", "1", "2"}


@dataclass(frozen=True)
class World:
    """A returned wave, the rows of its extract, the person ids of those who answered, by crime and victim reference,
    and each person's digests, which anyone with the extract and the match key can calculate."""

    wave: Wave
    extract: list[dict[str, str]]
    respondents: dict[tuple[str, str], str]
    digests: dict[str, list[str]]


@pytest.fixture(params=SIZES)
def world(request: pytest.FixtureRequest, researcher: User, tmp_path: Path, settings: Settings) -> World:
    records_in_extract, interviews = request.param
    settings.HOME, settings.KEYS_DIR = tmp_path / "home", tmp_path / "keys"
    settings.ROOT_KEY_FILE, settings.CALLS_PER_HOUR = settings.KEYS_DIR / "root.key", 2 * interviews
    extract = make_extract(tmp_path, rows=records_in_extract, seed=5)
    wave = planned_wave(researcher, make_programme(top={"sampling_fraction": "0.500"}))
    load_extract(wave=wave, files=[extract], actor=researcher, at=LOADED)
    draw(wave=fresh(wave), actor=researcher, at=LOADED)
    digests = {person["person_id"]: person["digests"] for person in folders.decrypt_contacts(fresh(wave).load)}
    release = release_sample(wave=fresh(wave), actor=researcher, at=LOADED)
    operations.receive_release(release=release, actor=researcher, at=LOADED)
    interviewer = make_user()
    for number in range(interviews):
        _interview(interviewer, number)
    operations.close_fieldwork(wave=wave, actor=researcher, at=LATER)
    operations.return_results(wave=fresh(wave), actor=researcher, at=LATER)
    persons = pq.read_table(folders.frame_folder(fresh(wave).load) / "persons.parquet")
    records = {(row["crime_ref"], row["victim_ref"]): row["person_id"] for row in persons.to_pylist()}
    answered = {AnswersKey.of(row.case).open_person(row.case.sealed_person) for row in _interviewed()}
    with extract.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    respondents = {reference: person for reference, person in records.items() if person in answered}
    return World(fresh(wave), rows, respondents, digests)


def _interviewed() -> Iterable[ReturnedCase]:
    return ReturnedCase.objects.exclude(sealed_answers=b"").select_related("case")


def _interview(interviewer: User, number: int) -> None:
    """The first of those called objects at the end of the interview."""
    at = CALLED + timedelta(seconds=20 * number)
    case = operations.claim_next_case(interviewer=interviewer, at=at)
    assert case is not None
    attempt = operations.start_call(case=case, interviewer=interviewer, at=at).attempt
    operations.confirm_can_talk(attempt=attempt, interviewer=interviewer, at=at)
    interview = operations.begin_interview(attempt=attempt, interviewer=interviewer, at=at)
    instrument, given = instrument_of(interview.case), dict[str, str]()
    while asked := instrument.next_question(given):
        raw = {"improve": "Nothing", "again": "2" if number == 0 else "1"}.get(asked.name, "1")
        given[asked.name] = operations.save_answer(
            interview=interview, question=asked.name, raw=raw, interviewer=interviewer, at=at
        )
        given = answers_in(interview).answers
    operations.finish_interview(attempt=attempt, interviewer=interviewer, at=at + timedelta(seconds=10))


def linked(world: World) -> set[str]:
    """The ids of respondents from whose record in the extract a chain of shared values leads to answers."""
    rows = [*_rows_of_tables(), *_rows_of_files()]
    by_value: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        for value in row:
            by_value[value].append(index)
    found = set()
    for record in world.extract:
        person = world.respondents.get((record["crime_ref"], record["victim_ref"]))
        if person:
            known = {value for name, value in record.items() if name not in PUBLISHED}
            known |= {*world.digests[person], person}
            if _leads_to_answers(known - COMMON, rows, by_value):
                found.add(person)
    return found


def _leads_to_answers(known: set[str], rows: list[frozenset[str]], by_value: dict[str, list[int]]) -> bool:
    seen_rows: set[int] = set()
    waiting = list(known)
    while waiting:
        holders = by_value.get(waiting.pop(), [])
        if len(holders) > MOST_ROWS:
            continue
        for index in set(holders) - seen_rows:
            seen_rows.add(index)
            if ANSWERS in rows[index]:
                return True
            new = rows[index] - known - COMMON
            known |= new
            waiting += new
    return False


def _rows_of_tables() -> Iterator[frozenset[str]]:
    """Every row of every table, as the values in it. What a key that still exists opens is read too."""
    for model in apps.get_models():
        for row in model._base_manager.all():
            values: set[str] = set()
            for field in model._meta.concrete_fields:
                if field.name not in PUBLISHED:
                    prefix = _table(field.related_model or model) if field.primary_key or field.is_relation else ""
                    values |= {f"{prefix}{value}" for value in _parts(getattr(row, field.attname))}
            yield frozenset(values | _opened(row))


def _table(model: Any) -> str:
    return f"{model._meta.db_table} "


def _opened(row: Any) -> set[str]:
    """What an operator with the keys reads in a row."""
    if isinstance(row, ReleasedCase):
        return {person} if (person := person_of(row)) else set()
    return {ANSWERS} if isinstance(row, ReturnedCase) and answers_of(row) else set()


def _parts(value: Any) -> set[str]:
    """A value, and each value within it."""
    if isinstance(value, dict):
        return {part for one in value.values() for part in _parts(one)}
    if isinstance(value, list | tuple):
        return {part for one in value for part in _parts(one)}
    if isinstance(value, datetime | date):
        return {value.isoformat()}
    if isinstance(value, bytes | memoryview):
        return {bytes(value).hex()}
    text = str(value)
    return {text, text.partition(":")[2] or text}


def _rows_of_files() -> Iterator[frozenset[str]]:
    for path in sorted(Path(settings.HOME).rglob("*")):
        if path.suffix == ".parquet":
            for row in pq.read_table(path).to_pylist():
                answers = {ANSWERS} if row.get("answers", "{}") != "{}" else set()
                values = (part for name, one in row.items() if name not in PUBLISHED for part in _parts(one))
                yield frozenset({*values} - {row.get("answers")} | answers)
        elif path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                yield from (frozenset(row) for row in csv.reader(file))
        elif path.suffix == ".json":
            yield frozenset(_parts(json.loads(path.read_text(encoding="utf-8"))))


def test_before_the_end_everyone_is_linked_and_after_it_nobody(world: World, researcher: User, commit: Commit) -> None:
    respondents = set(world.respondents.values())
    assert linked(world) == respondents
    people = [AnswersKey.of(case).open_person(case.sealed_person) for case in ReleasedCase.objects.order_by("pk")]
    assert people != sorted(people)
    backup = [*ReleasedCase.objects.all(), *_interviewed(), *Answer.objects.select_related("interview__case__released")]
    unique, other = _unique(world), make_release([Person("OTHER1"), Person("OTHER2")])
    certificate = end_retention(wave=world.wave, actor=researcher, at=LATER)
    commit()
    assert Objection.objects.count() == 1  # of someone whose answers are kept
    assert linked(world) == set()
    assert _opened_with_any_key(backup) == 0
    assert [person_of(case) for case in other.cases.order_by("key_slot")] == ["OTHER1", "OTHER2"]
    assert [decrypt_contact(case).first_name for case in other.cases.all()] == ["Ann", "Ann"]
    statement = json.loads(certificate.document)["statement"]
    assert statement["respondents"] == {"number": len(respondents), **unique}


def _opened_with_any_key(backup: list[Any]) -> int:
    """How many values of a backup that was taken before any key opens that is left."""
    rings = [path.stem for path in Path(settings.KEYS_DIR).glob("*.ring")]
    keys = [vault.key(ring, slot) for ring in rings for slot in range(_slots(ring))]
    assert keys
    return sum(_opens(row, key) for row in backup for key in keys)


def _slots(ring: str) -> int:
    return next(slot for slot in range(1000) if not vault.key_exists(ring, slot))


def _opens(row: Any, key: bytes) -> bool:
    if isinstance(row, ReleasedCase):
        tries = [("contact", row.reference, row.sealed_contact), ("person", row.reference, row.sealed_person)]
    elif isinstance(row, ReturnedCase):
        tries = [("return", row.case.reference, row.sealed_answers)]
    else:
        tries = [("answer", row.interview.case.released.reference, row.sealed_answer)]
    for about, reference, sealed in tries:
        try:
            vault.decrypt(key, bytes(sealed), context=reference if about == "contact" else f"{reference}/{about}")
        except vault.InvalidTag:
            continue
        return True
    return False


def _unique(world: World) -> dict[str, int]:
    """How many respondents nobody shares all published attributes with, counted from the files of frame and sample."""
    frame = pq.read_table(folders.frame_file(world.wave.load)).to_pylist()
    attributes = {row["person_id"]: tuple(row[name] for name in ATTRIBUTES) for row in frame}
    sampled = pq.read_table(folders.sample_folder(world.wave.load) / "sample.parquet")["person_id"].to_pylist()
    in_frame, in_sample = Counter(attributes.values()), Counter(attributes[person] for person in sampled)
    own = [attributes[person] for person in set(world.respondents.values())]
    return {
        "unique_in_frame": sum(in_frame[one] == 1 for one in own),
        "unique_in_sample": sum(in_sample[one] == 1 for one in own),
    }

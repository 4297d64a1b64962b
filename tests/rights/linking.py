"""The attack on an ended wave: from a person's record in the original extract to their answers.

An attacker knows of each person whatever the extract says and whatever can be calculated from it with the match key.
From there they follow every value that two rows share: ids, references, digests, dates and times. The attributes that
analyses need (what was reported, area, age band and sex) are published; who is unique on them is counted.
"""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.apps import apps
from django.conf import settings

from aftercall.handover.answers import AnswersKey, answers_of, person_of
from aftercall.handover.models import ReleasedCase, ReturnedCase
from aftercall.programmes import folders
from aftercall.programmes.models import ExtractLoad

ANSWERS = "answers are here"
# A value that more rows share than one person has leads nowhere.
MOST_ROWS = 60
# What analyses need and figures are published by.
ATTRIBUTES = ("stratum", "category", "area", "age_band", "sex")
PUBLISHED = {*ATTRIBUTES, "base_weight", "probability", "events", "responded"}
# What two rows share without being about the same person.
COMMON = {"", "True", "False", "None", "0", "1", "2"}


@dataclass(frozen=True)
class Known:
    """What the attacker knows of a wave: the rows of its extract, and each person's digests, which anyone with the
    extract and the match key can calculate; and the person ids of those who answered, by crime and victim reference."""

    load: ExtractLoad
    extract: list[dict[str, str]]
    respondents: dict[tuple[str, str], str]
    digests: dict[str, list[str]]


def digests_of_frame(load: ExtractLoad) -> dict[str, list[str]]:
    """The digests of each person in the frame of a load, by person id. Before the release."""
    return {person["person_id"]: person["digests"] for person in folders.decrypt_contacts(load)}


def what_is_known(load: ExtractLoad, extract: Path, digests: dict[str, list[str]]) -> Known:
    """What the attacker knows of a returned wave, before its retention ends."""
    persons = pq.read_table(folders.frame_folder(load) / "persons.parquet")
    records = {(row["crime_ref"], row["victim_ref"]): row["person_id"] for row in persons.to_pylist()}
    answered = {AnswersKey.of(row.case).open_person(row.case.sealed_person) for row in interviewed()}
    with extract.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    respondents = {reference: person for reference, person in records.items() if person in answered}
    return Known(load, rows, respondents, digests)


def interviewed() -> Iterable[ReturnedCase]:
    """The returned cases with answers."""
    return ReturnedCase.objects.exclude(sealed_answers=b"").select_related("case")


def linked(known: Known) -> set[str]:
    """The ids of respondents from whose record in the extract a chain of shared values leads to answers."""
    rows = [*_rows_of_tables(), *_rows_of_files()]
    by_value: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        for value in row:
            by_value[value].append(index)
    found = set()
    for record in known.extract:
        person = known.respondents.get((record["crime_ref"], record["victim_ref"]))
        if person:
            values = {value for name, value in record.items() if name not in PUBLISHED}
            values |= {*known.digests[person], person}
            if _leads_to_answers(values - COMMON, rows, by_value):
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


def unique_respondents(known: Known) -> dict[str, int]:
    """How many respondents nobody shares all published attributes with, counted from the files of frame and sample."""
    frame = pq.read_table(folders.frame_file(known.load)).to_pylist()
    attributes = {row["person_id"]: tuple(row[name] for name in ATTRIBUTES) for row in frame}
    sampled = pq.read_table(folders.sample_folder(known.load) / "sample.parquet")["person_id"].to_pylist()
    in_frame, in_sample = Counter(attributes.values()), Counter(attributes[person] for person in sampled)
    own = [attributes[person] for person in set(known.respondents.values())]
    return {
        "unique_in_frame": sum(in_frame[one] == 1 for one in own),
        "unique_in_sample": sum(in_sample[one] == 1 for one in own),
    }

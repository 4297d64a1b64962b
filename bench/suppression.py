"""How well people who objected are recognised later: by the keyed hashes of the suppression list, and in clear text.

Run: PYTHONPATH=src python bench/suppression.py --rows 300000 --seed 5 --hardness 1 [--objectors 2000] [--each-key]

Everyone is made up (`labelled_people`). The year is halved: people object with what is known of them in the first half,
and the extract of the second half is built. A person is *missed* if a record of theirs in the second half is not
recognised, so that they might be called. Others are *wrongly suppressed*.

The keys are compared with the match keys alone, as before, and with clear text: there, what the objectors gave is
put into the second extract, and the whole recognition, with all match weights, decides who they are.
"""

import argparse
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

sys.path.append(str(Path(__file__).resolve().parents[1]))  # a script is outside its package

from bench.labelled.slips import one_edit
from bench.labelled_people import PERSONAL, generate

from aftercall.frames.build import build_frame
from aftercall.frames.building.extracts import read_source
from aftercall.frames.engine import open_workspace
from aftercall.frames.lists import Lists
from aftercall.frames.recognition.match_keys import MATCH_KEYS, MatchKey, digests_of_people, record_digests
from aftercall.frames.recognition.suppression_keys import SUPPRESSION_KEYS
from aftercall.frames.rules import FrameRules

KEY = b"a key for measurements, no other"
HALF = "2025-07-01"
AS_OF = date(2026, 1, 1)
STREETS = ("Elm", "Oak", "Station", "Church", "Mill", "Victoria", "Park", "High", "North", "Chapel", "Meadow", "Queen")
STREET_KINDS = (("Road", "Rd"), ("Street", "St"), ("Avenue", "Ave"), ("Close", "Cl"))
TYPO = 0.035  # of the values in a form, at hardness 1, as in the records
GIVEN = {  # what people give, by how often
    "public form": {"date_of_birth": 0.9, "phone": 0.85, "email": 0.5, "postcode": 0.85},
    "letter or email": {"postcode": 0.9, "address": 1.0, "phone": 0.6},
    "old list": {"date_of_birth": 0.8, "phone": 0.5, "postcode": 1.0},
}

type Row = dict[str, Any]
type Reference = tuple[str, str]


@dataclass(frozen=True)
class Half:
    """The records of half a year, who they are in truth, and the recognised person of each."""

    rows: Mapping[Reference, Row]
    true: Mapping[Reference, int]
    household: Mapping[int, int]
    found: Mapping[Reference, str]

    def whole_persons(self, references: Iterable[Reference]) -> set[Reference]:
        """These records and all others of the persons recognised in them."""
        persons = {self.found.get(reference, "") for reference in references} - {""}
        return {*references, *(reference for reference, person in self.found.items() if person in persons)}


def with_addresses(rows: list[Row], truth: list[Row], dice: random.Random, hardness: float) -> None:
    """Add the home's number and street, which belong to the household until the person moves."""
    for row, true in zip(rows, truth, strict=True):
        row["address"] = None
        if true["person"] is not None and dice.random() > 0.15:
            moved = "moved" in true["errors"].split(";")
            home = random.Random(f"{true['person'] if moved else true['household']} {moved}")
            number, street, kind = home.randint(1, 140), home.choice(STREETS), home.choice(STREET_KINDS)
            flat = f"Flat {home.randint(1, 9)}, " if home.random() < 0.12 else ""
            text = f"{flat}{number} {street} {kind[dice.random() < 0.3]}"
            row["address"] = slipped(text, dice, hardness)


def slipped(text: str, dice: random.Random, hardness: float) -> str:
    """The text, sometimes with a typing error."""
    return one_edit(text, [dice.random() for _ in range(4)]) if dice.random() < TYPO * hardness else text


def built(rows: Sequence[Row], truth: Mapping[Reference, Row], folder: Path) -> Half:
    """Build the frame of these rows."""
    folder.mkdir(parents=True)
    arrow_csv.write_csv(pa.Table.from_pylist(list(rows)), folder / "extract.csv")
    build_frame(
        [folder / "extract.csv"], out=folder / "frame", rules=FrameRules(), as_of=AS_OF, lists=Lists(match_key=KEY)
    )
    persons = pq.read_table(folder / "frame" / "persons.parquet").to_pylist()
    found = {(row["crime_ref"], row["victim_ref"]): row["person_id"] for row in persons}
    by_reference = {(row["crime_ref"], row["victim_ref"]): row for row in rows}
    known = {reference: truth[reference] for reference in by_reference if reference in truth}
    true = {reference: row["person"] for reference, row in known.items() if row["person"] is not None}
    return Half(by_reference, true, {row["person"]: row["household"] for row in known.values()}, found)


def digests_by_kind(extract: Path, keys: Sequence[MatchKey]) -> dict[str, dict[str, list[Reference]]]:
    """By kind of key and digest, the records that have it."""
    with open_workspace(extract.name) as workspace:
        _, records = read_source(workspace.reader, [extract], None, ())
        records = workspace.import_table("record", records)
        digests = record_digests(workspace, records, KEY, keys)
        named = digests.inner_join(records.select("record", "crime_ref", "victim_ref"), "record")
        kinds: dict[str, dict[str, list[Reference]]] = {key.kind: defaultdict(list) for key in keys}
        for batch in workspace.stream(named.select("rank", "digest", "crime_ref", "victim_ref")):
            for row in batch:
                kinds[keys[row["rank"]].kind][row["digest"]].append((row["crime_ref"], row["victim_ref"]))
    return kinds


def forms(half: Half, truth: Mapping[Reference, Row], who: Iterable[int], kind: str, hardness: float) -> list[Row]:
    """What each of these people gives: true names, and the rest as in their last record, all with typing errors."""
    dice, last = random.Random(kind), dict[int, Reference]()
    for reference, person in half.true.items():
        last[person] = reference
    filled = []
    for person in who:
        true, row = truth[last[person]], half.rows[last[person]]
        given = {"first_name": true["first_name"], "last_name": true["last_name"]}
        values = {**row, "date_of_birth": true["date_of_birth"]}
        given |= {name: values[name] for name, share in GIVEN[kind].items() if dice.random() < share}
        filled.append({name: text and slipped(text, dice, hardness) for name, text in given.items()})
    return filled


@dataclass(frozen=True)
class Result:
    """missed: of the objectors. wrong: people who did not object, of whom `at_home` live with an objector."""

    missed: int
    wrong: int
    at_home: int


def judged(later: Half, suppressed: set[Reference], objectors: set[int]) -> Result:
    """Compare the suppressed records with the truth."""
    missed = {person for reference, person in later.true.items() if person in objectors and reference not in suppressed}
    wrong = {later.true[reference] for reference in suppressed if reference in later.true} - objectors
    homes = {later.household[person] for person in objectors}
    return Result(len(missed), len(wrong), sum(later.household[person] in homes for person in wrong))


def matching(
    kinds: Mapping[str, Mapping[str, list[Reference]]], listed: set[str], chosen: Iterable[str]
) -> set[Reference]:
    """The records with a listed digest of one of the chosen kinds."""
    return {
        reference
        for kind in chosen
        for digest, references in kinds[kind].items()
        if digest in listed
        for reference in references
    }


def in_clear(later: Half, given: Sequence[Row], truth: Mapping[Reference, Row], folder: Path) -> set[Reference]:
    """The records of persons that the recognition finds to be one with what was given."""
    blank = dict.fromkeys(next(iter(later.rows.values())))
    fixed = {"reported_on": "2025-12-31", "category": "Objection", "area": "Objection", "victim_kind": "person"}
    personal = [{name: row.get(name) for name in (*PERSONAL, "address")} for row in given]
    rows = [
        {**blank, **fixed, "crime_ref": f"OBJ{number}", "victim_ref": f"OBJ{number}-V1", **row}
        for number, row in enumerate(personal)
    ]
    both = built([*later.rows.values(), *rows], truth, folder)
    objections = {both.found[reference] for reference in both.found if reference[0].startswith("OBJ")}
    return {reference for reference, person in both.found.items() if person in objections} & later.rows.keys()


def main() -> None:
    """Print a table of what was missed and wrongly suppressed."""
    parser = argparse.ArgumentParser(description="How well people who objected are recognised later.")
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--hardness", type=float, default=1.0)
    parser.add_argument("--objectors", type=int, default=2_000)
    parser.add_argument("--each-key", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        report(Path(scratch), options)


def report(scratch: Path, options: argparse.Namespace) -> None:
    """Build both halves and compare the ways of recognising objectors."""
    extract, true_table = generate(options.rows, seed=options.seed, hardness=options.hardness)
    rows, true_rows = extract.to_pylist(), true_table.to_pylist()
    with_addresses(rows, true_rows, random.Random(options.seed), options.hardness)
    truth = {(row["crime_ref"], row["victim_ref"]): row for row in true_rows}
    earlier = built([row for row in rows if row["reported_on"] < HALF], truth, scratch / "earlier")
    later = built([row for row in rows if row["reported_on"] >= HALF], truth, scratch / "later")
    both = sorted(set(earlier.true.values()) & set(later.true.values()))
    objectors = random.Random(options.seed).sample(both, min(options.objectors, len(both)))
    kinds = digests_by_kind(scratch / "later" / "extract.csv", SUPPRESSION_KEYS)
    others = len(set(later.true.values()) - set(objectors))
    print(f"{len(objectors):,} objectors among {others:,} others with records in the second half")
    print(f"{'':16} {'method':18} {'missed':>8} {'wrongly suppressed':>20} {'of these at home':>18}")
    for name in ("caller", *GIVEN):
        given, groups = given_by(name, earlier, truth, objectors, options.hardness)
        digests = digests_of_people(given, match_key=KEY, keys=SUPPRESSION_KEYS)
        listed = set().union(*digests)
        methods = {
            "match keys": {key.kind for key in MATCH_KEYS},
            "suppression keys": {key.kind for key in SUPPRESSION_KEYS},
        }
        found = {method: later.whole_persons(matching(kinds, listed, chosen)) for method, chosen in methods.items()}
        found["clear text"] = in_clear(later, given, truth, scratch / f"clear {name}")
        for method, suppressed in found.items():
            show(name, method, judged(later, suppressed, groups), len(groups), others)
        for key in SUPPRESSION_KEYS if options.each_key else ():
            without = methods["suppression keys"] - {key.kind}
            result = judged(later, later.whole_persons(matching(kinds, listed, without)), groups)
            show(name, f"- {key.kind}", result, len(groups), others)


def given_by(
    name: str, earlier: Half, truth: Mapping[Reference, Row], objectors: Sequence[int], hardness: float
) -> tuple[list[Row], set[int]]:
    """What is known of the objectors: of a caller all records of the recognised person, of others what they wrote."""
    if name != "caller":
        return forms(earlier, truth, objectors, name, hardness), set(objectors)
    asked = set(objectors)
    called = dict[int, Reference]()
    for reference, person in earlier.true.items():
        if person in asked:
            called.setdefault(person, reference)
    return [earlier.rows[reference] for reference in earlier.whole_persons(called.values())], asked


def show(name: str, method: str, result: Result, objectors: int, others: int) -> None:
    """Print one line of the table."""
    print(
        f"{name:16} {method:34} {result.missed:5} {result.missed / objectors:7.2%} "
        f"{result.wrong:7} {result.wrong / others:8.4%} {result.at_home:7}",
        flush=True,
    )


if __name__ == "__main__":
    main()

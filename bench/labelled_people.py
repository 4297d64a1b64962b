"""Extracts whose true people are known, to measure how well people are recognised.

Every row is invented; none of the people exists. This generator is independent: it shares only the packed lists of
names with `aftercall.synthetic`, so that recognition meets households, habits and faults that it was not tuned on.

Run: PYTHONPATH=src python bench/labelled_people.py --rows 1000000 --seed 3 --hardness 1 --out DIR
It writes extract.csv and truth.parquet.

Telephone numbers with `phones="unique"` are valid and may belong to real people: they are **only for measurements in a
scratch folder; never dial them**, show them or commit them. `phones="drama"` uses Ofcom's ranges for drama, which are
so small that a shared number means almost nothing. Postcodes start with letters that no real area has.

`hardness` scales the rate of every fault (`labelled/faults.py`); 0 plants none. The truth lists the faults of a record
in `errors`. A lasting state (moved, changed_phone, changed_email, married) is listed for every record after the change.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

sys.path.append(str(Path(__file__).resolve().parents[1]))  # a script is outside its package

from bench.labelled.arrays import Ints, Mask, iso, take
from bench.labelled.columns import birth_column, postcode_columns, sex_and_title, unit_postcodes
from bench.labelled.contacts import Phones, email_column, phone_columns
from bench.labelled.faults import Faults
from bench.labelled.name_columns import name_columns
from bench.labelled.names import read_names
from bench.labelled.records import choose_records
from bench.labelled.world import FORCES, YEAR_START, make_world

BUSINESSES = 0.20  # of rows; a quarter of them the state
REPEATS = 0.20  # of rows: a person's second or later record
FLAG_RECORDED = 0.60  # of the records of a person for whom the flag is true
PERSONAL = (
    "title",
    "first_name",
    "last_name",
    "date_of_birth",
    "sex",
    "ethnicity",
    "language",
    "phone",
    "phone_alt",
    "email",
    "postcode",
)
LAYOUT = (
    "crime_ref",
    "victim_ref",
    "reported_on",
    "category",
    "offence_code",
    "area",
    "lsoa",
    "victim_kind",
    *PERSONAL,
    "flags",
)
CATEGORIES = {
    "Violence and sexual offences": 0.38, "Burglary": 0.07, "Criminal damage and arson": 0.14, "Vehicle crime": 0.06,
    "Other theft": 0.12, "Public order": 0.12, "Robbery": 0.02, "Theft from the person": 0.02, "Bicycle theft": 0.01,
    "Other crime": 0.06,
}  # fmt: skip
FLAGS = {"deceased": 0.003, "do_not_contact": 0.008}  # of persons
RECORD_FLAGS = {
    "domestic_abuse": 0.12,
    "sexual_offence": 0.03,
    "open_complaint": 0.005,
    "safeguarding": 0.01,
    "police_employee": 0.004,
}
GROUPS = ("White", "Asian", "Asian", "Asian", "Asian", "White", "White", "White", "Asian", "Black")
LANGUAGES = (
    "English",
    "Urdu",
    "Bengali",
    "Punjabi",
    "Gujarati",
    "Polish",
    "English",
    "Portuguese",
    "Cantonese",
    "English",
)


def flags_of(rng: np.random.Generator, people: int, who: Ints) -> tuple[dict[str, Mask], pa.Array]:
    """What is true of each record's person, and the flags as recorded in the extract."""
    true = {kind: (rng.random(people) < rate)[who] for kind, rate in {**FLAGS, "objected": 0.002}.items()}
    bits = np.zeros(len(who), dtype=np.int64)
    words = [*FLAGS, *RECORD_FLAGS]
    for place, word in enumerate(words):
        shown = (
            true[word] & (rng.random(len(who)) < FLAG_RECORDED)
            if word in FLAGS
            else rng.random(len(who)) < RECORD_FLAGS[word]
        )
        bits |= shown.astype(np.int64) << place
    texts = [";".join(word for place, word in enumerate(words) if each >> place & 1) for each in range(1 << len(words))]
    return true, take(texts, np.where(bits, bits, -1))


def person_table(rng: np.random.Generator, rows: int, repeats: int, hardness: float, phones: Phones) -> pa.Table:
    """The records of persons: columns of the extract, and those of the truth with `true_` before their names."""
    names = read_names()
    world = make_world(rng, int((rows - repeats) * 2.5) + 200, names)
    records = choose_records(rng, world, rows, repeats)
    faults = Faults(rng, rows, hardness)
    who = records.person
    named = ~faults.draw("only_phone", np.ones(rows, dtype=np.bool_))
    first, last = name_columns(world, names, records, faults, named)
    postcode, scene, moved = postcode_columns(world, records, faults)
    phone, phone_alt = phone_columns(world, records, faults, moved, phones)
    born, email = birth_column(world, records, faults, named), email_column(world, names, records, faults)
    sex, title = sex_and_title(world, records, faults, named)
    true, flags = flags_of(rng, len(world.household), who)
    ethnicity = take(GROUPS, np.where(rng.random(rows) < 0.15, -1, world.heritage[who]))
    language = take(LANGUAGES, np.where((rng.random(rows) < 0.3) & (world.heritage[who] > 0), world.heritage[who], 0))
    second = pc.if_else(pa.array(world.second[who] >= 0), take(names.last, world.second[who]), None)
    true_last = pc.binary_join_element_wise(take(names.last, world.last[who]), second, "-", null_handling="skip")
    homes = take(unit_postcodes(int(world.postcode.max()) + 1), world.postcode[who])
    return pa.table({
        "day": records.day, "joint": records.joint, "scene": scene,
        "title": title, "first_name": first, "last_name": last, "date_of_birth": born, "sex": sex,
        "ethnicity": ethnicity, "language": language, "phone": phone, "phone_alt": phone_alt, "email": email,
        "postcode": postcode, "flags": flags,
        "true_person": who, "true_household": world.household[who],
        **{f"true_{kind}": mask for kind, mask in true.items()}, "true_errors": faults.text(),
        "true_first_name": take(names.first, world.first[who]), "true_last_name": true_last,
        "true_date_of_birth": iso(world.born[who]), "true_postcode": homes,
    })  # fmt: skip


def crime_columns(rng: np.random.Generator, table: pa.Table) -> dict[str, pa.Array]:
    """The columns of the crime, equal for both victims of a joint one. Rows are in the order of the file."""
    joint = table["joint"].to_numpy()
    crime = np.cumsum(~joint)
    leader = np.arange(len(joint)) - joint
    scene = table["scene"].to_numpy()[leader]
    force, small = scene % FORCES, scene // FORCES
    kind = rng.choice(len(CATEGORIES), len(joint), p=np.array(list(CATEGORIES.values())))[leader]
    areas = [
        f"Force {each // 5 + 1:02} {('North', 'South', 'East', 'West', 'Centre')[each % 5]}"
        for each in range(FORCES * 5)
    ]
    reference = pc.binary_join_element_wise("C", pc.utf8_lpad(pc.cast(pa.array(crime), pa.string()), 9, "0"), "")
    lsoa = pc.binary_join_element_wise(
        "E01", pc.cast(pa.array(900_000 + (small // 40 * FORCES + force) % 100_000), pa.string()), ""
    )
    return {
        "crime_ref": reference, "victim_ref": take(["V1", "V2"], joint.astype(np.int64)),
        "reported_on": iso(table["day"].to_numpy()), "category": take(list(CATEGORIES), kind),
        "offence_code": take([f"{code}/1" for code in range(101, 111)], kind),
        "area": take(areas, force * 5 + small % 5), "lsoa": lsoa,
    }  # fmt: skip


def in_file_order(rng: np.random.Generator, persons: pa.Table, others: int) -> pa.Table:
    """The records of persons, businesses and the state, by day. Second victims come directly after the first."""
    rows = persons.num_rows
    blank = pa.table(
        {
            "day": YEAR_START + rng.integers(0, 365, others),
            "joint": np.zeros(others, dtype=np.bool_),
            "scene": rng.integers(0, FORCES * 200, others),
        }
    )
    whole = pa.concat_tables([persons, blank], promote_options="default")
    joint = whole["joint"].to_numpy()
    tie = rng.permutation(rows + others)[np.arange(rows + others) - joint]
    kind = np.concatenate([np.zeros(rows, dtype=np.int64), np.where(rng.random(others) < 0.75, 1, 2)])
    whole = whole.append_column("victim_kind", take(["person", "business", "state"], kind))
    return whole.take(pa.array(np.lexsort((joint, tie, whole["day"].to_numpy()))))


def generate(rows: int, *, seed: int, hardness: float = 1.0, phones: Phones = "unique") -> tuple[pa.Table, pa.Table]:
    """An extract in the canonical layout, as text, and the truth about its rows. Equal arguments give equal tables.

    The truth has crime_ref, victim_ref, person, household (both null where the victim is not a person), deceased,
    objected, do_not_contact (of the person, whatever the record says) and errors, and the true first_name, last_name,
    date_of_birth and postcode.
    """
    if rows < 1:
        raise ValueError("at least one row")
    rng = np.random.default_rng(seed)
    others = round(rows * BUSINESSES)
    persons = person_table(rng, rows - others, round(rows * REPEATS), hardness, phones)
    table = in_file_order(rng, persons, others)
    crime = crime_columns(rng, table)
    extract = pa.table({name: crime[name] if name in crime else table[name] for name in LAYOUT})
    truth = {"crime_ref": crime["crime_ref"], "victim_ref": crime["victim_ref"]}
    truth |= {name.removeprefix("true_"): table[name] for name in table.column_names if name.startswith("true_")}
    truth |= {kind: pc.fill_null(truth[kind], fill_value=False) for kind in ("deceased", "objected", "do_not_contact")}
    truth["errors"] = pc.fill_null(truth["errors"], "")
    return extract, pa.table(truth)


def main() -> None:
    """Write extract.csv and truth.parquet."""
    parser = argparse.ArgumentParser(
        description="An extract of invented people and the truth about it; for a scratch folder only."
    )
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--hardness", type=float, default=1.0)
    parser.add_argument("--phones", choices=("unique", "drama"), default="unique")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    started = time.perf_counter()
    extract, truth = generate(given.rows, seed=given.seed, hardness=given.hardness, phones=given.phones)
    given.out.mkdir(parents=True, exist_ok=True)
    arrow_csv.write_csv(extract, given.out / "extract.csv")
    pq.write_table(truth, given.out / "truth.parquet")
    print(f"{extract.num_rows:,} rows in {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()

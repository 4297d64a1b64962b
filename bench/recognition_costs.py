"""What recognition errors cost people: surveyed twice, surveyed although a record says no, or never in the frame.

Run: PYTHONPATH=src python bench/recognition_costs.py FRAME_DIR TRUTH.parquet EXTRACT.csv … [--sample SAMPLE_DIR]

Counts are of true people, by the truth of `labelled_people` or of `aftercall generate`. All records that were read
count, including rejected ones: one that says *deceased* or *do not contact* applies to all records of the person.
"""

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

AGAINST = ("deceased", "do_not_contact")
MADE = ("frame", "persons", "excluded")

ROWS = """
create temp table {name} as
select t.person, f.person_id, f.crime_ref, f.victim_ref from read_parquet($file) f
left join truth t using (crime_ref, victim_ref)
"""

# A person with a record that is not excluded, who is nevertheless not in the frame: the event selected was of another
# person.
COUNTS = """
with no as (
  select distinct t.person from truth t join extract e using (crime_ref, victim_ref)
  where list_has_any(string_split(lower(e.flags), ';'), $against) and t.person is not null),
drawn as (select person, count(*) as times from frame where person is not null group by person),
mixed as (select person_id from persons where person is not null group by person_id having count(distinct person) > 1),
free as (
  select distinct person from persons where person is not null and not exists (
    from excluded where excluded.crime_ref = persons.crime_ref and excluded.victim_ref = persons.victim_ref))
select (select count(*) from drawn), (select count(*) from drawn where times > 1),
  (select count(*) from no), (select count(*) from no join drawn using (person)),
  (select count(*) from mixed), (select count(distinct person) from persons join mixed using (person_id)),
  (select count(*) from free), (select count(*) from free anti join drawn using (person)),
  (select count(*) from no join sampled using (person))
"""


@dataclass(frozen=True)
class Costs:
    """Counts of true people, except `mixed`: of persons found who are two or more people.

    `free`: with a record that is not excluded. `said_no`: with a record that has one of the flags AGAINST.
    """

    in_frame: int
    in_frame_twice: int
    said_no: int
    said_no_in_frame: int
    mixed: int
    people_mixed: int
    free: int
    free_not_in_frame: int
    said_no_in_sample: int


def costs(frame: Path, truth: Path, extracts: Sequence[Path], sample: Path | None = None) -> Costs:
    """The costs of the frame in a folder, and of a sample; without one, nobody counts as sampled."""
    with duckdb.connect() as connection:
        connection.read_parquet(str(truth)).create("truth")
        connection.read_csv([str(path) for path in extracts], header=True, all_varchar=True).create("extract")
        for name in MADE:
            connection.execute(ROWS.format(name=name), {"file": str(frame / f"{name}.parquet")})
        drawn = sample / "sample.parquet" if sample else frame / "frame.parquet"
        connection.execute(ROWS.format(name="sampled"), {"file": str(drawn)})
        if sample is None:
            connection.execute("delete from sampled")
        [row] = connection.execute(COUNTS, {"against": list(AGAINST)}).fetchall()
    return Costs(*row)


def main() -> None:
    """Print the costs, one per line."""
    parser = argparse.ArgumentParser(description="What recognition errors cost people.")
    parser.add_argument("frame", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("extracts", type=Path, nargs="+")
    parser.add_argument("--sample", type=Path)
    given = parser.parse_args()
    for name, count in asdict(costs(given.frame, given.truth, given.extracts, given.sample)).items():
        print(f"{name.replace('_', ' '):24} {count:>10,}")


if __name__ == "__main__":
    main()

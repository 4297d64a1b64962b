"""How well people were recognised, in pairs of records, compared with the truth of `labelled_people`.

Run: PYTHONPATH=src python bench/recognition_score.py FRAME_DIR TRUTH.parquet

FRAME_DIR/persons.parquet has crime_ref, victim_ref and person_id. Only records of persons in that file count, because
rejected records need not be recognised. A record without a person_id is a person of its own. The truth of `aftercall
generate` works too: it has no true names, so its false pairs are classified only by household.

A person with 100 records has 4,950 pairs, so a few such persons dominate recall: look at split persons too.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

TRUE_VALUES = ("first_name", "last_name", "date_of_birth", "postcode")
# With more true persons in one predicted person, its false pairs are counted but not classified.
LARGEST = 2_000

RECORDS = """
create temp table record as
select row_number() over () as place, t.person, t.household, t.errors, t.first_name, t.last_name, t.date_of_birth,
  t.postcode, coalesce('p' || p.person_id::varchar, 'alone ' || row_number() over ()) as found
from truth t join predicted p using (crime_ref, victim_ref)
where t.person is not null
"""

CELLS = """
create temp table cell as
select found, person, count(*) as n, any_value(household) as household, any_value(first_name) as first_name,
  any_value(last_name) as last_name, any_value(date_of_birth) as date_of_birth, any_value(postcode) as postcode,
  count(*) over (partition by found) as persons, count(*) over (partition by person) as parts
from record group by found, person
"""

# Each pair is counted in the first class that applies.
FALSE_PAIRS = """
select case
    when a.household = b.household and a.date_of_birth = b.date_of_birth then 'twins'
    when a.household = b.household and a.first_name = b.first_name and a.last_name = b.last_name
      then 'namesakes in one household'
    when a.household = b.household then 'same household'
    when a.first_name = b.first_name and a.last_name = b.last_name then 'namesakes'
    when a.postcode = b.postcode then 'same postcode'
    else 'unrelated' end as kind, sum(a.n * b.n)::bigint as pairs
from cell a join cell b on a.found = b.found and a.person < b.person
where a.persons between 2 and $largest
group by kind order by pairs desc
"""

MISSED = """
with pair as (
  select a.found = b.found as agreed, list_filter(
    list_distinct(string_split(a.errors, ';') || string_split(b.errors, ';')), lambda kind: kind <> '') as kinds
  from record a join record b on a.person = b.person and a.place < b.place),
named as (
  select agreed, len(kinds) = 1 as alone,
    unnest(case when kinds = [] then ['no error'] else kinds end) as kind
  from pair)
select kind, count(*) as pairs, count(*) filter (not agreed) as missed, count(*) filter (alone) as pairs_alone,
  count(*) filter (alone and not agreed) as missed_alone
from named group by kind order by missed desc, kind
"""


@dataclass(frozen=True)
class Missed:
    """True pairs with one kind of error in either record, and how many were missed; `alone`: with no other kind."""

    pairs: int
    missed: int
    pairs_alone: int
    missed_alone: int

    @property
    def share(self) -> float:
        """Of the pairs with this error."""
        return self.missed / self.pairs

    @property
    def share_alone(self) -> float:
        """Of the pairs with only this error."""
        return self.missed_alone / self.pairs_alone if self.pairs_alone else 0.0


@dataclass(frozen=True)
class Score:
    """Counts of one comparison; `missed` by kind of error, `false_pairs` by what the two have in common."""

    records: int
    absent: int
    true_pairs: int
    predicted_pairs: int
    agreed_pairs: int
    true_persons: int
    predicted_persons: int
    mixed_persons: int
    split_persons: int
    missed: dict[str, Missed]
    false_pairs: dict[str, int]

    @property
    def precision(self) -> float:
        """Share of predicted pairs that are true."""
        return self.agreed_pairs / self.predicted_pairs if self.predicted_pairs else 1.0

    @property
    def recall(self) -> float:
        """Share of true pairs that were predicted."""
        return self.agreed_pairs / self.true_pairs if self.true_pairs else 1.0

    @property
    def mixed(self) -> float:
        """Share of predicted persons that contain records of more than one true person."""
        return self.mixed_persons / self.predicted_persons if self.predicted_persons else 0.0

    @property
    def split(self) -> float:
        """Share of true persons whose records are in more than one predicted person."""
        return self.split_persons / self.true_persons if self.true_persons else 0.0


def one_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """The only row of a query."""
    rows = connection.execute(query).fetchall()
    return rows[0]


def refuse_twice(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Refuse duplicate records, whose pairs would be counted twice."""
    rows, records = one_row(connection, f"select count(*), count(distinct (crime_ref, victim_ref)) from {table}")  # noqa: S608
    if rows != records:
        raise ValueError(f"{table}: {rows - records} records occur more than once")


def with_true_values(truth: pa.Table) -> pa.Table:
    """The truth with a column for each of TRUE_VALUES, null where it has none."""
    for name in TRUE_VALUES:
        if name not in truth.column_names:
            truth = truth.append_column(name, pa.nulls(len(truth), pa.string()))
    return truth


def pairwise(predicted: pa.Table, truth: pa.Table) -> Score:
    """Compare the predicted persons (crime_ref, victim_ref, person_id) with the truth."""
    with duckdb.connect() as connection:
        connection.register("predicted", predicted)
        connection.register("truth", with_true_values(truth))
        refuse_twice(connection, "predicted")
        refuse_twice(connection, "truth")
        connection.execute(RECORDS)
        connection.execute(CELLS)
        (persons,) = one_row(connection, "select count(person) from truth")
        records, true_persons, predicted_persons = one_row(
            connection, "select count(*), count(distinct person), count(distinct found) from record"
        )
        pairs = "select coalesce(sum(n * (n - 1) // 2), 0)::bigint from"
        each = "(select sum(n) as n from cell group by {})"
        (agreed,) = one_row(connection, f"{pairs} cell")
        (predicted_pairs,) = one_row(connection, f"{pairs} {each.format('found')}")
        (true_pairs,) = one_row(connection, f"{pairs} {each.format('person')}")
        mixed, split = one_row(
            connection,
            "select count(distinct found) filter (persons > 1), count(distinct person) filter (parts > 1) from cell",
        )
        missed = connection.execute(MISSED).fetchall()
        false_pairs = dict(connection.execute(FALSE_PAIRS, {"largest": LARGEST}).fetchall())
    beyond = predicted_pairs - agreed - sum(false_pairs.values())
    return Score(
        records=records,
        absent=persons - records,
        true_pairs=true_pairs,
        predicted_pairs=predicted_pairs,
        agreed_pairs=agreed,
        true_persons=true_persons,
        predicted_persons=predicted_persons,
        mixed_persons=mixed,
        split_persons=split,
        missed={kind: Missed(*counts) for kind, *counts in missed},
        false_pairs=false_pairs | ({f"in persons of more than {LARGEST}": beyond} if beyond else {}),
    )


def report(score: Score) -> str:
    """The score as text."""
    lines = [
        f"records {score.records:,} of persons, absent {score.absent:,}",
        f"precision {score.precision:.5f}  recall {score.recall:.5f}  ({score.true_pairs:,} true pairs)",
        f"mixed persons {score.mixed:.5%} of {score.predicted_persons:,}",
        f"split persons {score.split:.5%} of {score.true_persons:,}",
        "",
        f"{'true pairs with the error in either record':44} {'pairs':>10} {'missed':>9} {'share':>8} {'if alone':>9}",
    ]
    for kind, of in score.missed.items():
        lines.append(f"  {kind:42} {of.pairs:10,} {of.missed:9,} {of.share:8.2%} {of.share_alone:9.2%}")
    lines += ["", f"{'false pairs':44} {score.predicted_pairs - score.agreed_pairs:10,}"]
    lines += [f"  {kind:42} {pairs:10,}" for kind, pairs in score.false_pairs.items()]
    return "\n".join(lines)


def main() -> None:
    """Print the score of a folder."""
    folder, truth = sys.argv[1:]
    columns = ["crime_ref", "victim_ref", "person_id"]
    print(report(pairwise(pq.read_table(Path(folder) / "persons.parquet", columns=columns), pq.read_table(truth))))


if __name__ == "__main__":
    main()

"""The score compared with a plain count of every pair of records."""

from collections import Counter
from itertools import combinations
from typing import Any

import pyarrow as pa
import pytest
from bench.labelled_people import generate
from bench.recognition_score import pairwise, report

KEYS = ("crime_ref", "victim_ref")


def by_name(extract: pa.Table) -> pa.Table:
    """A poor recogniser: records with the same first name are one person."""
    return extract.select(["crime_ref", "victim_ref", "first_name"]).rename_columns([*KEYS, "person_id"])


def relation(one: dict[str, Any], other: dict[str, Any]) -> str:
    home = one["household"] == other["household"]
    name = all(one[part] == other[part] for part in ("first_name", "last_name"))
    if home and one["date_of_birth"] == other["date_of_birth"]:
        return "twins"
    if home:
        return "namesakes in one household" if name else "same household"
    if name:
        return "namesakes"
    return "same postcode" if one["postcode"] == other["postcode"] else "unrelated"


def test_the_score_is_as_counted_plainly() -> None:
    extract, truth = generate(1_500, seed=8, phones="drama")
    predicted = by_name(extract)
    found = [row["person_id"] for row in predicted.to_pylist()]
    records = [(row, found[place] or place) for place, row in enumerate(truth.to_pylist()) if row["person"] is not None]
    pairs = [(a, b, a["person"] == b["person"], x == y) for (a, x), (b, y) in combinations(records, 2)]
    kinds = [
        (kind, same_found)
        for a, b, same, same_found in pairs
        if same
        for kind in (set(f"{a['errors']};{b['errors']}".split(";")) - {""} or {"no error"})
    ]

    score = pairwise(predicted, truth)

    assert score.true_pairs == sum(same for _, _, same, _ in pairs)
    assert score.predicted_pairs == sum(together for *_, together in pairs)
    assert score.agreed_pairs == sum(same and together for *_, same, together in pairs)
    assert score.false_pairs == Counter(relation(a, b) for a, b, same, together in pairs if together and not same)
    assert {kind: of.pairs for kind, of in score.missed.items()} == Counter(kind for kind, _ in kinds)
    missed = Counter(kind for kind, together in kinds if not together)
    assert {kind: of.missed for kind, of in score.missed.items() if of.missed} == missed
    held = {person: {row["person"] for row, each in records if each == person} for _, person in records}
    assert score.mixed_persons == sum(len(true) > 1 for true in held.values())
    parts = {row["person"]: {each for other, each in records if other["person"] == row["person"]} for row, _ in records}
    assert score.split_persons == sum(len(each) > 1 for each in parts.values())


def test_the_truth_itself_scores_perfectly() -> None:
    _, truth = generate(800, seed=2, phones="drama")
    score = pairwise(truth.select([*KEYS, "person"]).rename_columns([*KEYS, "person_id"]), truth)
    assert (score.precision, score.recall, score.mixed, score.split) == (1, 1, 0, 0)
    assert score.false_pairs == {}
    assert "precision 1.00000  recall 1.00000" in report(score)


def test_rejected_records_are_absent_and_not_missed() -> None:
    _, truth = generate(800, seed=2, phones="drama")
    predicted = truth.select([*KEYS, "person"]).rename_columns([*KEYS, "person_id"]).slice(100)
    score = pairwise(predicted, truth)
    persons = len(truth) - truth["person"].null_count
    assert score.recall == 1
    assert (score.records + score.absent, score.absent > 0) == (persons, True)


def test_duplicate_records_are_refused() -> None:
    _, truth = generate(100, seed=2, phones="drama")
    twice = pa.concat_tables([truth, truth]).select([*KEYS, "person"]).rename_columns([*KEYS, "person_id"])
    with pytest.raises(ValueError, match="100 records occur more than once"):
        pairwise(twice, truth)


def test_a_truth_without_true_names_can_be_scored() -> None:
    extract, truth = generate(800, seed=2, phones="drama")
    bare = truth.drop_columns(["first_name", "last_name", "date_of_birth", "postcode"])
    whole, less = pairwise(by_name(extract), truth), pairwise(by_name(extract), bare)
    assert (less.precision, less.recall, less.missed) == (whole.precision, whole.recall, whole.missed)
    assert sum(less.false_pairs.values()) == sum(whole.false_pairs.values())
    assert set(less.false_pairs) <= {"same household", "unrelated"}

"""R-indicators and participation against plain sums over people."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from tests.oracle.methods import plain_representativeness as plain

from aftercall.methods.representativeness import partial_indicators, representativeness
from aftercall.methods.response_cells import ResponseCells, cells_from_counts, modelled_cells

AGES, SEXES = ("18 to 34", "35 to 54", "55 and over"), ("female", "male")


@pytest.fixture(scope="module")
def survey() -> tuple[plain.People, plain.People, list[bool]]:
    """A frame of 900 people and a sample of 400 in which younger men respond less."""
    chance = np.random.default_rng(7)
    frame = [(AGES[chance.integers(3)], SEXES[chance.integers(2)]) for _ in range(900)]
    sample = [frame[i] for i in chance.permutation(900)[:400]]
    rates = {person: 0.3 + 0.15 * AGES.index(person[0]) + 0.1 * SEXES.index(person[1]) for person in set(frame)}
    return frame, sample, [bool(chance.random() < rates[person]) for person in sample]


def codes_of(people: plain.People) -> dict[str, np.ndarray]:
    ages = np.array([AGES.index(age) for age, _ in people])
    return {"age": ages, "sex": np.array([SEXES.index(sex) for _, sex in people])}


def crossed(survey: tuple[plain.People, plain.People, list[bool]]) -> ResponseCells:
    """Every cell with its own rate, as the plain script has it."""
    frame, sample, responded = survey
    cells = sorted(set(frame))
    asked, answered = Counter(sample), Counter(c for c, r in zip(sample, responded, strict=True) if r)
    found = cells_from_counts([frame.count(c) for c in cells], [asked[c] for c in cells], [answered[c] for c in cells])
    return replace(found, names=("age", "sex"), levels=np.column_stack(list(codes_of(cells).values())))


def test_the_indicator_its_bias_and_its_variance_are_those_of_the_papers(survey: tuple) -> None:
    found = representativeness(cells := crossed(survey))
    r, bias, variance = plain.r_indicator(*survey)
    # The variance of a rate from n people is that of the logistic model with the same propensities.
    assert found.r.value == pytest.approx(r, abs=1e-12)
    assert found.spread.bias == pytest.approx(bias, rel=1e-9)
    v = cells.root @ cells.root.T
    m = np.diag(cells.shares) - np.outer(cells.shares, cells.shares)
    ours = 4 * cells.rates @ m @ v @ m @ cells.rates + 2 * np.trace(m @ v @ m @ v)
    assert ours == pytest.approx(variance, rel=1e-9)
    assert found.r.low < found.r.value < found.r.high


@pytest.mark.parametrize(("which", "name"), [(0, "age"), (1, "sex")])
def test_partial_indicators_are_sums_over_people(survey: tuple, which: int, name: str) -> None:
    cells = crossed(survey)
    partial = next(one for one in partial_indicators(cells) if one.name == name)
    shares = [np.bincount(cells.column(name), weights=cells.shares)]
    assert sum(one.value**2 for one in partial.by_level.values()) == pytest.approx(
        plain.unconditional(*survey, which) ** 2, rel=1e-9
    )
    assert partial.unconditional.value <= plain.unconditional(*survey, which)
    assert partial.conditional.value <= plain.conditional(*survey, which)
    assert len(shares[0]) == len(partial.by_level)


def test_a_group_that_is_absent_lowers_the_indicator_only_by_its_share() -> None:
    absent = representativeness(cells_from_counts([0.99, 0.01], [990, 10], [495, 0])).r.value
    everybody = representativeness(cells_from_counts([0.99, 0.01], [990, 10], [495, 5])).r.value
    assert everybody == 1
    assert 0.88 < absent < 0.95


def test_the_model_gives_what_each_cell_has_where_it_is_saturated(survey: tuple) -> None:
    """With one characteristic the logistic model fits every cell's own rate, and has its variance."""
    _, sample, responded = survey
    ages, answered = codes_of(sample)["age"], np.array(responded)
    cells = modelled_cells({"age": ages}, np.ones(len(sample)), np.ones(len(sample)), answered)
    rates = [answered[ages == level].mean() for level in range(3)]
    variances = [rate * (1 - rate) / (ages == level).sum() for level, rate in enumerate(rates)]
    assert cells.rates == pytest.approx(rates, rel=1e-6)
    assert cells.root @ cells.root.T == pytest.approx(np.diag(variances), abs=1e-7)

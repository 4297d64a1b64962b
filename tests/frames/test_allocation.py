"""Sample sizes by stratum: sums, bounds, probabilities, and textbook results."""

from collections import Counter
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.errors import BadInput
from aftercall.frames.allocation import allocate, expectations, overall_size, required_size, systematic_positions
from aftercall.frames.design import Allocation, SampleDesign
from aftercall.frames.exact import root

_FRACTION = Fraction(15, 100)
_SIZES = st.dictionaries(st.text(max_size=5), st.integers(1, 400), min_size=1, max_size=40)
_SHARES = st.fractions(Fraction(1, 50), 1, max_denominator=1000)
_METHODS = st.sampled_from([Allocation.PROPORTIONAL, Allocation.NEYMAN, Allocation.POWER])


@given(_SIZES, st.binary(min_size=1, max_size=40), _SHARES, _METHODS, st.integers(0, 3), st.data())
def test_sizes_add_up_and_are_expectations_rounded_up_or_down_within_bounds(
    sizes: dict[str, int], seed: bytes, share: Fraction, method: Allocation, minimum: int, data: st.DataObject
) -> None:
    spread = {name: data.draw(st.fractions(Fraction(1, 100), 1, max_denominator=100)) for name in sizes}
    design = SampleDesign(fraction=share, allocation=method, minimum=minimum, spread=spread)
    size = overall_size(sum(sizes.values()), share)
    if sum(min(minimum, people) for people in sizes.values()) > size:
        with pytest.raises(BadInput, match="use a smaller minimum"):
            expectations(sizes, design)
        return
    expected = expectations(sizes, design)
    allocated = allocate(sizes, expected, seed=seed)
    assert sum(part.sample for part in allocated) == sum(expected.values()) == size
    assert [part.stratum for part in allocated] == sorted(sizes)
    for part in allocated:
        assert floor(part.expected) <= part.sample <= ceil(part.expected)
        assert min(minimum, part.population) <= part.expected <= part.population
        positions = systematic_positions(part)
        assert len(set(positions)) == part.sample
        assert all(0 <= position < part.population for position in positions)


@given(_SIZES, st.binary(min_size=1, max_size=40), _SHARES)
def test_proportional_gives_everyone_the_same_probability(sizes: dict[str, int], seed: bytes, share: Fraction) -> None:
    total = sum(sizes.values())
    allocated = allocate(sizes, expectations(sizes, SampleDesign(fraction=share)), seed=seed)
    assert {part.probability for part in allocated} == {Fraction(overall_size(total, share), total)}


def test_the_mean_of_every_size_is_its_expectation() -> None:
    """Over 5,000 seeds. How often a size is rounded up is binomial; the bound is 4.5 standard errors."""
    sizes = {"a": 1, "b": 3, "c": 10, "d": 44, "e": 2}
    expected = expectations(sizes, SampleDesign())
    total: Counter[str] = Counter()
    for seed in range(5_000):
        allocated = allocate(sizes, expected, seed=seed.to_bytes(4, "big"))
        total.update({part.stratum: part.sample for part in allocated})
    for stratum in sizes:
        assert abs(total[stratum] / 5_000 - expected[stratum]) <= 4.5 * (0.25 / 5_000) ** 0.5


def test_neyman_allocates_by_people_times_spread_of_the_stratum_or_its_category() -> None:
    sizes = {"a|x": 100, "a|y": 100, "b|x": 200}
    spread = {"a": Fraction(1, 10), "a|y": Fraction(3, 10)}
    design = SampleDesign(allocation=Allocation.NEYMAN, fraction=Fraction(1, 10), spread=spread)
    assert expectations(sizes, design) == {
        name: Fraction(40 * part, 140) for name, part in zip(sizes, (10, 30, 100), strict=True)
    }


def test_power_is_between_proportional_and_equal() -> None:
    sizes = {"a": 100, "b": 400}
    for power, share in ((Fraction(1), 10), (Fraction(1, 2), Fraction(50, 3)), (Fraction(0), 25)):
        design = SampleDesign(allocation=Allocation.POWER, fraction=Fraction(1, 10), power=power)
        assert expectations(sizes, design)["a"] == share


def test_small_strata_are_selected_completely_and_the_others_get_less() -> None:
    expected = expectations({"a": 2, "b": 10, "c": 988}, SampleDesign(fraction=Fraction(1, 10), minimum=5))
    assert expected == {"a": 2, "b": 5, "c": 93}


def test_precision_draws_what_each_category_needs() -> None:
    """0.5 ± 0.05 needs 384.16 answers, 322.4 from 2,000 people (Cochran 1977, 4.4); twice as many at 50 % response."""
    widths = {"a": Fraction(1, 20), "b": Fraction(1, 20)}
    design = SampleDesign(allocation=Allocation.PRECISION, half_width=widths)
    assert required_size(2000, Fraction(1, 20), design) == 323
    halved = SampleDesign(allocation=Allocation.PRECISION, half_width=widths, response=Fraction(1, 2))
    expected = expectations({"a|x": 500, "a|y": 1500, "b|x": 30}, halved)
    assert sum(expected.values()) == expected["b|x"] + 645
    assert expected["a|y"] == 3 * expected["a|x"]
    assert expected["b|x"] == 30
    with pytest.raises(BadInput, match="add an entry for the category b"):
        expectations({"b|x": 5}, SampleDesign(allocation=Allocation.PRECISION))


@given(st.fractions(0, 10**6, max_denominator=10**6), st.integers(1, 5))
def test_a_root_is_the_largest_number_that_is_not_too_large(value: Fraction, degree: int) -> None:
    found = root(value, degree)
    assert found**degree <= value < (found + Fraction(1, 1 << 64)) ** degree
